"""Case studies: checked before they are shown, approved by whom they are about, five a year, out as a file while the consent holds."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline
from panoh.consent.actions import withdraw_consent
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.data_protection.actions import agree_to_erasure, ask_erasure, erase_due
from panoh.people.actions import set_safe_contact
from panoh.reporting.actions import approve_study, change_study, show_study, withdraw_study, write_study
from panoh.reporting.enums import StudyState
from panoh.reporting.models import CaseStudy
from panoh.reporting.queries import studies as queries
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.figures import SAID, approved, make_study
from tests.pages import main_text as text
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YES = {"how": "thumb"}


@pytest.fixture
def worker():
    make_secretariat()
    return make_user(Role.SOCIAL_WORKER)


@pytest.fixture
def case(worker):
    return make_case(workers=((worker, Discipline.SOCIAL),), patronymic="Каримович")


def pdf_of(response):
    return PdfReader(io.BytesIO(response.content))


def test_from_the_first_word_to_the_persons_yes_and_back(worker, case):
    study = make_study(case, by=worker)
    with pytest.raises(Invalid, match="Enter the date of the approval: from the day the text was shown until today"):
        approve_study(study, by=worker, approved_on=today(), **YES)
    show_study(study, by=worker)
    with pytest.raises(Invalid, match="has not agreed"):
        approve_study(study, by=worker, approved_on=today(), **YES)
    withdraw_study(study, by=worker)

    other = approved(case, by=worker)
    assert (other.state, other.how, other.approved_on, other.approved_by) == ("approved", "spoken", today(), worker)
    change_study(other, by=worker, language="ru", title="Другое", words=SAID)
    assert (other.state, other.shown_at, other.how, other.approved_on, other.consent) == ("draft", None, "", None, None)
    with pytest.raises(Invalid):  # nobody was shown this text
        approve_study(other, by=worker, approved_on=today(), **YES)
    with pytest.raises(WrongState):
        show_study(study, by=worker)  # what was taken out stays out


def test_what_points_at_the_person_is_said_by_kind_and_sentence_and_never_repeated(worker, case):
    set_safe_contact(case.person, by=worker, number="+992901112233", alias="Парвона")
    words = f"Ему помогли. Кадыров из Бохтара рад. Парвона звонила 12.05.2014 на 90 111 22 33. Код {case.code}."
    study = make_study(case, by=worker, words=words, title="Ҷамшед спит")

    with pytest.raises(Invalid) as refused:
        show_study(study, by=worker)

    said = str(refused.value.sentence)
    assert "Title: a name of the person; Sentence 2: a name of the person; Sentence 2: a place smaller than a region" in said
    assert "Sentence 3: a name of the person; Sentence 3: a telephone or document number; Sentence 3: an exact date" in said
    assert "Sentence 4: the code of a case" in said
    assert not any(word in said for word in ("Кадыров", "Бохтар", "Парвона", "12.05", "Ҷамшед", case.code))
    assert CaseStudy.objects.get().state == StudyState.DRAFT


def test_what_the_person_approved_is_not_shown_again_and_changed_with_a_warning_alone(client, worker, case):
    study = approved(case, by=worker)
    with pytest.raises(WrongState, match="The person approved this text"):
        show_study(study, by=worker)
    assert CaseStudy.objects.get().state == StudyState.APPROVED
    sign_in(client, worker)
    there, change = reverse("desk:case_studies", args=[case.code]), reverse("desk:study_change", args=[case.code, study.pk])
    assert "Check and show to the person" not in text(client.get(there))
    assert "they must see it and approve it again" in text(client.post(change, {"open": "1"}))

    withdraw_consent(study.consent, by=worker)
    assert "Check and show to the person" in text(client.get(there))


@pytest.mark.parametrize("days", [-1, 1])
def test_the_yes_is_of_a_day_between_showing_and_today(worker, case, days):
    study = show_study(make_study(case, by=worker), by=worker)
    with pytest.raises(Invalid, match="Enter the date of the approval: from the day the text was shown until today"):
        approve_study(study, by=worker, approved_on=today() + dt.timedelta(days=days), **YES)


def test_a_year_holds_five_and_one_of_each_case(worker, case):
    rows = [make_study(make_case(workers=((worker, Discipline.SOCIAL),)), by=worker) for _each in range(5)]
    assert [row.place for row in rows] == [1, 2, 3, 4, 5]
    with pytest.raises(Invalid, match="its five"):
        make_study(case, by=worker)
    with pytest.raises(Invalid, match="for that year"):
        make_study(rows[2].case, by=worker)
    withdraw_study(rows[2], by=worker)
    assert make_study(case, by=worker).place == 3
    with pytest.raises(Invalid, match="this year or the next"):
        make_study(case, by=worker, year=today().year - 1)


def test_an_erased_file_leaves_no_text_and_gives_its_place_back(worker, case):
    coordinator, guardian = make_coordinator(), make_user(Role.DATA_GUARDIAN)
    approved(case, by=worker)
    agree_to_erasure(ask_erasure(case, by=coordinator), by=guardian)
    assert erase_due() == 1

    assert [line.row for line in queries.studies_in(coordinator, today().year)] == [None] * 5
    with pytest.raises(NotFound):
        queries.take_studies(coordinator, today().year)
    assert make_study(make_case(by=coordinator), by=coordinator).place == 1


def test_who_does_not_work_on_the_case_neither_reads_nor_writes(client, worker, case):
    study = make_study(case, by=worker)
    for stranger in (make_user(Role.SOCIAL_WORKER), make_user(Role.MEMBER_WORKER, organisation=make_member(1)), make_user(Role.DIRECTOR)):
        with pytest.raises(Denied):
            write_study(case, by=stranger, year=today().year + 1, language="ru", title="Снова", words=SAID)
        with pytest.raises(Denied):
            withdraw_study(study, by=stranger)
        sign_in(client, stranger)
        assert client.post(reverse("desk:case_studies", args=[case.code])).status_code in (403, 404)
    with pytest.raises(Denied):
        queries.studies_in(worker, today().year)


def test_the_file_of_a_year_holds_what_is_approved_and_says_nothing_of_anybody(client, worker, case):
    study = approved(case, by=worker)
    make_study(make_case(workers=((worker, Discipline.SOCIAL),)), by=worker, title="Набросок")
    year = today().year
    sign_in(client, make_user(Role.DIRECTOR))
    there, file = (reverse(f"desk:statistics_{name}", args=[year]) for name in ("studies", "studies_file"))
    shown = client.get(there)
    assert "approved by the person" in text(shown)
    assert "Снова спать" not in shown.text

    taken = client.post(file)

    reader = pdf_of(taken)
    said = " ".join(page.extract_text() for page in reader.pages)
    assert "Снова спать" in said
    assert "Набросок" not in said
    assert case.code not in said
    assert (taken["Content-Disposition"], reader.metadata.title) == (f'attachment; filename="{year}.pdf"', str(year))
    assert set(reader.metadata) == {"/Title"}

    withdraw_consent(study.consent, by=worker)
    assert "the consent is no longer valid" in text(client.get(there))
    assert client.post(file).status_code == 404


def test_the_pages_from_the_text_to_the_yes(client, worker, case):
    sign_in(client, worker)
    there = reverse("desk:case_studies", args=[case.code])
    assert "has not consented to a case study" in text(client.get(there))
    sent = {"year": today().year, "language": "ru", "title": "Снова спать", "words": SAID + " Его зовут Джамшед."}
    assert "Снова спать" not in text(client.post(reverse("desk:study_write", args=[case.code]), sent, follow=True))
    study = CaseStudy.objects.get()
    one = [case.code, study.pk]
    refused = text(client.post(reverse("desk:study_act", args=[*one, "show"]), follow=True))
    assert "Sentence 3: a name of the person" in refused
    assert "Его зовут Джамшед" in text(client.post(there))
    form = soup_of(client.post(reverse("desk:study_change", args=one), {"open": "1"}))
    sent = {"version": form.select_one("[name=version]")["value"], "language": "ru", "title": "Снова спать", "words": SAID}
    client.post(reverse("desk:study_change", args=one), sent)
    assert "shown to the person" in text(client.post(reverse("desk:study_act", args=[*one, "show"]), follow=True))
    study.refresh_from_db()
    yes = {"version": study.version, "how": "written", "approved_on": f"{today():%d.%m.%Y}"}
    assert "has not agreed" in text(client.post(reverse("desk:study_approve", args=one), yes))
    assert "removed" in text(client.post(reverse("desk:study_act", args=[*one, "withdraw"]), follow=True))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_studies(client, worker, case, count, django_assert_num_queries):
    for number in range(count):
        if number:
            withdraw_study(CaseStudy.objects.get(state="approved"), by=worker)
        approved(case, by=worker)
    sign_in(client, worker)
    there = reverse("desk:case_studies", args=[case.code])
    client.get(there)

    with django_assert_num_queries(QUERIES + 4):  # whether a consent holds; of what the page offers to undo, whether a later act touched it
        client.get(there)
    coordinator = make_coordinator()
    queries.studies_in(coordinator, today().year)
    with django_assert_num_queries(2):
        queries.studies_in(coordinator, today().year)
