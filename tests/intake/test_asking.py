"""What is asked with a receipt is done by a press: for the agreed word alone where it concerns a file, and answered at once."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import join_request, triage_request
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import RequestState, TaskKind, Urgency
from panoh.cases.models import Case
from panoh.consent.models import Consent
from panoh.core.clock import add_working_days, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.desk.requests import own_file
from panoh.intake.actions import (
    answer_asker,
    enter,
    note_erasure,
    pass_complaint_on,
    read_answers,
    take_back,
    take_in,
    tell_file,
    tell_put_right,
    weigh,
)
from panoh.intake.enums import ThreadMessageKind
from panoh.intake.models import Thread, ThreadMessage
from panoh.intake.queries import get_proposal, get_said, takes_back
from panoh.people.actions import set_safe_contact
from panoh.referrals.enums import ReferralState
from panoh.team.actions.complaints import read_complaint
from panoh.team.models import Complaint
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.figures import approved
from tests.factories.intake import lay_more, make_thread
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORD, DANGER = "Офтоб", "Борон"


class Asked:
    """A thread with its receipt and its coordinator; joined to a file in which the word was agreed unless it says otherwise."""

    def __init__(self, data: Path, *, joined: bool = True) -> None:
        self.data, self.by = data, make_coordinator()
        self.thread, self.receipt = make_thread(data)
        self.case: Case | None = None
        if joined:
            self.case = make_case(by=self.by)
            set_safe_contact(self.case.person, by=self.by, number="+992935550017", code_word=WORD, duress_word=DANGER)
            join_request(self.thread.request, self.case, by=self.by)
            self.thread = Thread.objects.select_related("request__person").get(pk=self.thread.pk)

    def ask(self, kind: ThreadMessageKind, word: str = "", words: str = "Лутфан") -> ThreadMessage:
        lay_more(self.data, self.receipt, asks=kind.value, words=words, agreed_word=word)
        take_in(self.data)
        return self.said(kind)

    def said(self, kind: ThreadMessageKind) -> ThreadMessage:
        return get_said(self.by, self.thread.request.code, self.thread.said.filter(kind=kind).latest("at").pk)

    def known(self, kind: ThreadMessageKind, **facts: Any) -> ThreadMessage:
        said = self.ask(kind, WORD, **facts)
        weigh(said, by=self.by)
        return self.said(kind)

    @property
    def answers(self) -> list[str]:
        return [row.words or "" for row in read_answers(enter(self.receipt))]


# -- the word -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "found"), [(WORD, "right"), ("офтоб ", "right"), ("OFTOB", "right"), ("Моҳ", "wrong"), (DANGER, "danger")]
)
def test_the_word_is_compared_and_what_came_of_it_stands_with_what_was_asked(data, given, found):
    asked = Asked(data)
    said = asked.ask(ThreadMessageKind.KEPT, given)

    heard = weigh(said, by=asked.by)

    said = asked.said(ThreadMessageKind.KEPT)
    assert (heard, said.word, bool(said.agreed_word)) == (found, found, found != "right")
    assert asked.case.tasks.filter(kind=TaskKind.ALARM).exists() == (found == "danger")


def test_without_the_right_word_nothing_of_a_file_is_done_not_even_for_a_document(data):
    asked = Asked(data)
    acts = {
        ThreadMessageKind.KEPT: lambda said: tell_file(said, by=asked.by, words="Ҳама чиз"),
        ThreadMessageKind.SEEN: lambda said: tell_file(said, by=asked.by, words="Ҳама"),
        ThreadMessageKind.CORRECT: lambda said: tell_put_right(said, by=asked.by),
        ThreadMessageKind.WITHDRAW: lambda said: take_back(said, by=asked.by, request=True),
        ThreadMessageKind.ERASE: lambda said: note_erasure(said, by=asked.by),
    }
    for kind, act in acts.items():
        for word in ("", "Моҳ", DANGER):
            said = asked.ask(kind, word, words="Паспорт A1234567")
            if word and said.thread.request.person_id and asked.case:
                with pytest.MonkeyPatch.context() as patched:
                    patched.setattr("panoh.cases.actions.calling.may_try_word", lambda _about: True)
                    weigh(said, by=asked.by)
            with pytest.raises(WrongState):
                act(asked.said(kind))

    assert asked.answers == []
    assert not asked.case.tasks.filter(kind=TaskKind.ERASE).exists()


def test_words_cannot_be_tried_through(data):
    asked = Asked(data)
    for _ in range(5):
        weigh(asked.ask(ThreadMessageKind.KEPT, "Моҳ"), by=asked.by)

    with pytest.raises(WrongState, match="Too many words"):
        weigh(asked.ask(ThreadMessageKind.KEPT, WORD), by=asked.by)


def test_no_word_no_file_and_a_word_found_right_are_said_so(data):
    asked, nobody = Asked(data), Asked(data, joined=False)

    with pytest.raises(Invalid):
        weigh(asked.ask(ThreadMessageKind.KEPT), by=asked.by)
    with pytest.raises(WrongState):
        weigh(nobody.ask(ThreadMessageKind.KEPT, WORD), by=nobody.by)
    with pytest.raises(WrongState):
        weigh(asked.known(ThreadMessageKind.SEEN), by=asked.by)


def test_who_does_not_decide_on_requests_does_nothing_of_it(data):
    asked = Asked(data)
    said = asked.known(ThreadMessageKind.KEPT)
    worker = make_user(Role.SOCIAL_WORKER)

    with pytest.raises(Denied):
        weigh(said, by=worker)
    with pytest.raises(Denied):
        tell_file(said, by=worker, words="Ҳама")
    with pytest.raises(NotFound):
        get_said(make_user(Role.MEMBER_WORKER, organisation=make_member()), asked.thread.request.code, said.pk)


def test_what_was_not_asked_is_not_done_and_what_is_done_is_not_done_twice(data):
    asked = Asked(data)
    said = asked.known(ThreadMessageKind.KEPT)

    with pytest.raises(WrongState):
        note_erasure(said, by=asked.by)
    tell_file(said, by=asked.by, words="Ҳамин")
    with pytest.raises(WrongState):
        tell_file(asked.said(ThreadMessageKind.KEPT), by=asked.by, words="Ҳамин")
    assert asked.answers == ["Ҳамин"]


# -- what is kept, who has seen it ----------------------------------------------------------------------------------------


def told(asked: Asked) -> str:
    with translation.override("en"):
        return own_file.told(asked.thread, asked.case, by=asked.by)


def test_the_answer_tells_kinds_roles_and_days_and_nobody(data):
    asked = Asked(data)
    open_sealed([asked.case.person], by=make_user(Role.PSYCHOLOGIST).actor, purpose=Purpose.CARE)
    make_consent(asked.case.person, by=asked.by)

    text = told(asked)

    assert "— your names, date of birth, papers and address" in text
    assert "— how to contact you safely, and when we tried" in text
    assert "— what you consented to and what you did not" in text
    assert "questionnaires" not in text
    assert "— psychologist, " in text
    assert "— coordinator, " in text
    for never in ("Қодиров", "Ҷамшед", "93555", WORD, asked.by.username, asked.case.code, "TJ-KT", "Khatlon"):
        assert never not in text


def test_it_tells_who_received_something_and_the_case_study_as_it_was_approved(data):
    asked = Asked(data)
    assert "Who received any of it:" not in told(asked)
    referral = make_referral(by=asked.by, case=asked.case, state=ReferralState.SENT)
    study = approved(asked.case, by=asked.by)
    (words,) = open_sealed([study], by=asked.by.actor, purpose=Purpose.STUDY)

    text = told(asked)

    assert f"— {referral.facility.get_kind_display()}, " in text
    assert words.words in text
    assert "How long we store it: 10 years" in text


def test_before_there_is_a_file_it_tells_of_the_request_alone_and_needs_no_word(data):
    asked = Asked(data, joined=False)
    said = asked.ask(ThreadMessageKind.SEEN)

    text = told(asked)
    tell_file(said, by=asked.by, words=text)

    assert "a number to call and when and how to call it" in text
    assert "names" not in text
    assert "Бародар" not in text
    assert asked.answers == [text]


def test_every_table_about_a_person_is_told_of():
    listed = [label for labels in own_file.KEPT.values() for label in labels]

    assert sorted(set(own_file.tables_about_a_person()) - set(listed)) == []
    assert len(listed) == len(set(listed))


def test_telling_it_stands_in_the_record_of_the_person(data):
    asked = Asked(data)
    tell_file(asked.known(ThreadMessageKind.KEPT), by=asked.by, words="Ҳамин")

    assert AuditEvent.objects.filter(verb="intake.file_told").exists()
    assert not asked.thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None).exists()


def test_another_wish_keeps_the_task_open(data):
    asked = Asked(data)
    first = asked.known(ThreadMessageKind.KEPT)
    asked.ask(ThreadMessageKind.ERASE, WORD)
    tell_file(first, by=asked.by, words="Ҳамин")

    assert asked.thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None).exists()
    answer_asker(asked.thread, by=asked.by, words="Дигар")
    assert not asked.thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None).exists()


# -- taken back, complained of, put right, erased -------------------------------------------------------------------------


def test_what_they_take_back_is_withdrawn_and_they_are_told_in_their_language(data):
    asked = Asked(data)
    consent, other = (make_consent(asked.case.person, by=asked.by, purpose=purpose) for purpose in ("services", "statistics"))
    said = asked.known(ThreadMessageKind.WITHDRAW)

    with pytest.raises(Invalid):
        take_back(said, by=asked.by)
    take_back(said, by=asked.by, consents=[consent])

    assert [Consent.objects.get(pk=row.pk).decision for row in (consent, other)] == ["withdrawn", "given"]
    assert takes_back(asked.by, asked.thread)[1] == [other]
    assert "бозпас гирифта шуд" in asked.answers[0]


def test_a_request_that_waits_is_taken_back_without_a_word(data):
    asked = Asked(data, joined=False)
    said = asked.ask(ThreadMessageKind.WITHDRAW)
    with pytest.raises(Invalid, match="There is an open danger to life"):
        take_back(said, by=asked.by, request=True)
    asked.thread.request.refresh_from_db()

    triage_request(asked.thread.request, by=asked.by, urgency=Urgency.AMBER, words="Она у сестры, врач был")
    with pytest.raises(Invalid, match="There is an open danger to life"):
        take_back(ThreadMessage.objects.get(pk=said.pk), by=asked.by, request=True)
    end_danger(asked.thread.request.tasks.get(kind=TaskKind.DANGER), by=asked.by, words="Она у сестры, врач был")
    take_back(ThreadMessage.objects.get(pk=said.pk), by=asked.by, request=True)

    asked.thread.request.refresh_from_db()
    assert asked.thread.request.state == RequestState.WITHDRAWN


def test_what_others_agreed_to_is_not_taken_back_with_it(data):
    asked = Asked(data)
    stranger = make_consent(make_case(by=asked.by, family_name="Носиров").person, by=asked.by)

    with pytest.raises(Invalid):
        take_back(asked.known(ThreadMessageKind.WITHDRAW), by=asked.by, consents=[stranger])
    stranger.refresh_from_db()
    assert stranger.decision == "given"


def test_a_complaint_needs_no_word_goes_on_in_their_words_and_is_answered_by_a_day(data):
    asked = Asked(data)
    worker = make_user(Role.PSYCHOLOGIST)
    pass_complaint_on(asked.ask(ThreadMessageKind.COMPLAIN, words="Дағалӣ карданд"), by=asked.by, about="worker", concerned=worker)

    row = Complaint.objects.get()
    assert (row.concerned, row.handler_role, row.answer_by) == (worker, "coordinator", add_working_days(today(), 14))
    assert read_complaint(row, by=asked.by).words == "Дағалӣ карданд"
    assert asked.said(ThreadMessageKind.COMPLAIN).complaint == row
    assert "шикоят" in asked.answers[0].lower()


def test_erasing_is_a_task_with_a_day_and_erases_nothing(data):
    asked = Asked(data)
    note_erasure(asked.known(ThreadMessageKind.ERASE), by=asked.by)

    (task,) = asked.case.tasks.filter(kind=TaskKind.ERASE)
    assert (task.due_at.date(), task.role) == (add_working_days(today(), 10), "coordinator")
    assert Case.objects.filter(pk=asked.case.pk).exists()
    assert len(asked.answers) == 1


def test_what_is_to_be_put_right_stands_beside_the_fields_of_the_file_alone(client: Client, data):
    asked = Asked(data)
    said = asked.known(ThreadMessageKind.CORRECT, words="Номам Ҷамшед нест, Ҷамшеда")
    other = make_case(by=asked.by, family_name="Носиров")
    sign_in(client, asked.by)
    url = f"/desk/cases/{asked.case.code}/person/correct/?said={said.pk}"

    beside = client.post(url, {"open": "1"}).content.decode()
    of_another = client.post(f"/desk/cases/{other.code}/person/correct/?said={said.pk}", {"open": "1"}).content.decode()

    assert "Номам Ҷамшед нест, Ҷамшеда" in beside
    assert "Номам" not in of_another
    assert client.post(f"/desk/cases/{asked.case.code}/person/correct/?said=nonsense", {"open": "1"}).status_code == 200
    assert get_proposal(make_user(Role.DUTY_OFFICER), asked.case, said.pk) is None
    tell_put_right(said, by=asked.by)
    assert len(asked.answers) == 1


# -- the pages ------------------------------------------------------------------------------------------------------------


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return soup_of(response)


def test_the_page_leads_from_the_word_to_the_answer_and_shows_no_word(client: Client, data):
    asked = Asked(data)
    asked.ask(ThreadMessageKind.KEPT, WORD)
    sign_in(client, asked.by)
    url = f"/desk/requests/{asked.thread.request.code}/written/"
    said = asked.said(ThreadMessageKind.KEPT)

    opened = page(client.post(url))
    assert WORD not in opened.get_text()
    assert opened.select_one(f"form[action='{url}{said.pk}/word/']")
    assert client.post(f"{url}{said.pk}/word/").status_code == 302
    assert page(client.get(url)).select_one(f"a[href='{url}{said.pk}/told/']")
    form = page(client.get(f"{url}{said.pk}/told/"))
    words = form.select_one("[name=words]").get_text().strip()
    assert client.post(f"{url}{said.pk}/told/", {"words": words}).status_code == 302
    assert asked.answers == [words.replace("\r\n", "\n")]
    assert page(client.get(url)).select(f"a[href='{url}{said.pk}/told/']") == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [(ThreadMessageKind.WITHDRAW, "back"), (ThreadMessageKind.COMPLAIN, "complaint"), (ThreadMessageKind.ERASE, "erasure")],
)
def test_every_wish_has_its_press(client: Client, data, kind, name):
    asked = Asked(data)
    make_consent(asked.case.person, by=asked.by)
    said = asked.known(kind) if kind != ThreadMessageKind.COMPLAIN else asked.ask(kind)
    sign_in(client, asked.by)
    url = f"/desk/requests/{asked.thread.request.code}/written/"

    assert f"{url}{said.pk}/{name}/" in page(client.get(url)).decode()
    sent = {"what": [str(row.pk) for row in takes_back(asked.by, asked.thread)[1]], "about": "service"}
    assert client.post(f"{url}{said.pk}/{name}/", sent).status_code == 302
    assert len(asked.answers) == 1


def test_whoever_may_not_decide_is_not_led_there(client: Client, data):
    asked = Asked(data, joined=False)
    said = asked.ask(ThreadMessageKind.KEPT)
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    url = f"/desk/requests/{asked.thread.request.code}/written/"

    assert str(said.pk) not in page(client.get(url)).decode()
    assert client.post(f"{url}{said.pk}/word/").status_code == 403
