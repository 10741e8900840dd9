"""One English text with two meanings: in Russian and Tajik each place says its own."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from panoh.accounts.roles import Role
from panoh.booklet.enums import EditionState
from panoh.cases.enums import CaseState
from panoh.cases.forms.urgency import SignsOfDanger
from panoh.coalition.enums import ProposalState
from panoh.data_protection.exports import _book
from panoh.desk.data_protection.forms import HOURS
from panoh.episodes.enums import EpisodeState
from panoh.exchange.enums import RowState, RunState
from panoh.hotline.forms.callbacks import VisitForm
from panoh.legal.enums import Standing
from panoh.network.enums import AgreementState
from panoh.planning.enums import PlanState, VersionState
from panoh.reporting.enums import ReleaseState
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.pages import soup_of

# The label of a state, in Russian and Tajik.
LABELS = [
    (PlanState.CLOSED, "закрыт", "баста"),
    (CaseState.CLOSED, "завершён", "анҷом ёфтааст"),
    (VersionState.REPLACED, "заменена", "иваз шуд"),
    (EditionState.REPLACED, "заменена", "иваз шуд"),
    (EpisodeState.PLANNED, "запланировано", "ба нақша гирифта шуд"),
    (EpisodeState.ENDED, "закончено", "тамом шуд"),
    (EpisodeState.BROKEN_OFF, "прервано", "қатъ шуд"),
    (AgreementState.TERMINATED, "расторгнуто", "бекор карда шуд"),
    (CaseState.ENDED, "завершён окончательно", "пурра анҷом ёфт"),
    (ProposalState.TAKEN_BACK, "отозвано", "бозпас гирифта шуд"),
    (Standing.TAKEN_BACK, "отозвано", "бозпас гирифта шуд"),
    (ReleaseState.TAKEN_BACK, "отменено", "бекор шуд"),
    (RunState.TAKEN_BACK, "отменено", "бозгардонда шуд"),
    (RowState.ADMITTED, "принята", "қабул шуд"),
]
# What stands in a template of the desk, as its own tag says it.
TEMPLATES = [
    ("exchange/export.html", "Cancel the request", "Отменить запрос", "Бекор кардани дархост"),
    ("data_protection/erasure.html", "Cancel the erasure", "Отменить удаление", "Бекор кардани нест кардан"),
    ("hotline/call.html", "Called before", "Звонили раньше", "Пештар занг задаанд"),
    ("organisations/organisation.html", "Former names", "Прежние названия", "Номҳои пешина"),
    ("staff/account.html", "End the sign-in", "Завершить вход", "Қатъ кардани воридшавӣ"),
    ("consents/withdraw.html", "To whom", "Кому", "Ба кӣ"),
    ("letters/recommendations.html", "To whom", "Кому", "Ба кӣ"),
    ("data_protection/conflicts.html", "Restricted for", "Для кого", "Барои кӣ"),
    ("staff/users.html", "closed", "закрыта", "баста"),
    ("consents/case_consents.html", "Check", "Проверить", "Санҷидан"),
    ("programme/case_programme.html", "Review", "Пересмотр", "Бознигарӣ"),
    ("exchange/import_done.html", "admitted", "принята", "қабул шуд"),
    ("agreements/agreement.html", "Total", "Итого", "Ҳамагӣ"),
    ("hotline/call_figures.html", "Total", "Итого", "Ҳамагӣ"),
    ("hotline/my_shifts.html", "Withdraw", "Отозвать", "Бозпас гирифтан"),
    ("organisations/proposal.html", "Withdraw", "Отозвать", "Бозпас гирифтан"),
    ("guidance/_steps.html", "Skip", "Пропустить", "Сарфи назар кардан"),
]


@pytest.mark.parametrize(("state", "russian", "tajik"), LABELS)
def test_state_is_named_after_what_it_is_a_state_of(state, russian, tajik):
    for language, word in (("ru", russian), ("tg", tajik)):
        with override(language):
            assert str(state.label) == word


@pytest.mark.parametrize(("name", "text", "russian", "tajik"), TEMPLATES)
def test_text_of_a_page_says_what_it_means_there(name, text, russian, tajik):
    source = Path(get_template(f"desk/{name}").origin.name).read_text(encoding="utf-8")
    tags = re.findall(rf'{{% translate "{text}"(?: context "[^"]+")?', source)
    assert tags
    for tag in tags:
        template = engines["django"].from_string("{% load i18n %}" + tag + " %}")
        for language, word in (("ru", russian), ("tg", tajik)):
            with override(language):
                assert template.render() == word


@pytest.mark.parametrize(("language", "word"), [("ru", "никогда"), ("tg", "ҳеҷ гоҳ"), ("en", "never")])
def test_keys_are_never_locked_by_themselves(language, word):
    with override(language):
        assert str(dict(HOURS)[0]) == word


@pytest.mark.parametrize(("language", "word"), [("ru", "2 часа"), ("tg", "2 соат"), ("en", "2 hours")])
def test_hours_of_a_visit_speak_the_language_of_the_reader(language, word):
    with override(language):
        assert str(dict(VisitForm().fields["hours"].choices)["2"]) == word


@pytest.mark.parametrize(
    ("language", "start"), [("en", "Only if the person said so. Within 120 hours"), ("ru", "Только если"), ("tg", "Танҳо агар")]
)
def test_help_of_the_hours_speaks_the_language_of_the_reader(language, start):
    with override(language):
        shown = BeautifulSoup(str(SignsOfDanger()), "html.parser").get_text(" ")
    assert start in " ".join(shown.split())


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("ru", "Завершить соглашение"), ("tg", "Анҷом додани созишнома")])
def test_button_that_ends_an_agreement_says_so(client, language, word):
    make_secretariat()
    keeper = make_user(Role.COORDINATOR, language=language)
    row = make_agreement(by=keeper)
    sign_in(client, keeper)

    page = soup_of(client.get(reverse("desk:agreement_end", args=[row.pk])))

    assert word in [" ".join(button.get_text(" ").split()) for button in page.select("main button")]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word", "whom"), [("ru", "Составить письмо", "Кому"), ("tg", "Тартиб додани мактуб", "Ба кӣ")])
def test_letter_to_an_authority_is_drawn_up_as_a_letter(client, language, word, whom):
    make_secretariat()
    sign_in(client, make_user(Role.COORDINATOR, language=language))

    page = soup_of(client.get(reverse("desk:letter_new")))

    assert word in [" ".join(button.get_text(" ").split()) for button in page.select("main button")]
    assert whom in " ".join(page.get_text(" ").split())


def test_day_on_which_a_case_was_closed_heads_its_column():
    with override("ru"):
        heads = [cell.value for cell in next(_book([], None).active.iter_rows())]
    assert "Завершён (дата)" in heads
