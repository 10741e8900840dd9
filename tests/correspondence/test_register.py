"""The register: numbers without gaps, who sees what, what concerns a person with the case alone."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, AuditRef
from panoh.cases.enums import Discipline
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.correspondence import queries
from panoh.correspondence.actions import register
from panoh.correspondence.actions.letters import send_letter
from panoh.correspondence.actions.promises import note_promise, settle
from panoh.correspondence.actions.register import Concerns, change_item, link_case, note_talk, receive_letter, strike_out
from panoh.correspondence.enums import ItemKind, ItemState, PromiseState, Side
from panoh.correspondence.models import PersonLink, Promise, RegisterItem
from panoh.vault.actions import open_sealed, references
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.correspondence import make_addressee, make_letter, make_letter_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def numbers(kind=ItemKind.LETTER_IN):
    return sorted(RegisterItem.objects.filter(kind=kind, number__isnull=False).values_list("number", flat=True))


def words(row, by, name="subject"):
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.OWN_WORK)
    return getattr(opened, name)


def test_letters_that_come_are_numbered_one_after_the_other_in_their_year():
    by = make_coordinator()
    addressee = make_addressee(by=by)

    rows = [make_letter_in(by=by, addressee=addressee) for _ in range(3)]

    assert [(row.year, row.number) for row in rows] == [(today().year, n) for n in (1, 2, 3)]
    assert (words(rows[0], by), words(rows[0], by, "their_reference")) == ("О порядке приёма", "12-7/45")


def test_a_number_that_was_struck_out_is_never_given_again():
    by = make_coordinator()
    addressee = make_addressee(by=by)
    make_letter_in(by=by, addressee=addressee)
    wrong = make_letter_in(by=by, addressee=addressee)

    strike_out(wrong, by=by, why="Записано дважды")
    make_letter_in(by=by, addressee=addressee)

    assert numbers() == [1, 2, 3]
    assert RegisterItem.objects.get(number=2).state == ItemState.STRUCK
    assert words(wrong, by, "why_struck") == "Записано дважды"


def test_a_letter_that_is_refused_takes_no_number():
    by = make_coordinator()
    addressee = make_addressee(by=by)

    with pytest.raises(Invalid) as refused:
        make_letter_in(by=by, addressee=addressee, subject="  ")
    with pytest.raises(Invalid):
        make_letter_in(by=by, addressee=addressee, dated_on=today() + dt.timedelta(days=1))

    assert list(refused.value.fields) == ["subject"]
    assert make_letter_in(by=by, addressee=addressee).number == 1


def test_a_number_somebody_else_has_taken_meanwhile_is_looked_for_again(monkeypatch):
    by = make_coordinator()
    addressee = make_addressee(by=by)
    make_letter_in(by=by, addressee=addressee)
    real, stale = register.next_number, iter([(today().year, 1)])
    monkeypatch.setattr(register, "next_number", lambda kind, *, by: next(stale, None) or real(kind, by=by))

    row = make_letter_in(by=by, addressee=addressee)

    assert (row.number, numbers()) == (2, [1, 2])


def test_the_database_itself_refuses_a_number_twice_and_a_letter_without_one():
    by = make_coordinator()
    row = make_letter_in(by=by)

    for change in ({"number": None}, {"state": ItemState.DRAFT}):
        with writes_allowed(), pytest.raises(IntegrityError), transaction.atomic():
            RegisterItem.objects.filter(pk=row.pk).update(**change)


def test_practice_has_numbers_of_its_own_and_is_seen_by_nobody_else():
    by = make_coordinator()
    addressee = make_addressee(by=by)
    by.is_practising = True
    tried = make_letter_in(by=by, addressee=addressee)
    by.is_practising = False

    assert make_letter_in(by=by, addressee=addressee).number == 1
    assert tried not in queries.items(by)


def test_a_letter_linked_to_a_case_shows_the_link_only_to_who_sees_the_case():
    coordinator, worker, director = make_coordinator(), make_user(Role.SOCIAL_WORKER), make_user(Role.DIRECTOR)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    row = make_letter_in(by=coordinator, concerns=Concerns(case, "Отказ по заявлению Қодирова"))

    for user in (coordinator, worker):
        link = queries.link_of(user, queries.get_item(user, row.pk))
        assert words(link, user, "words") == "Отказ по заявлению Қодирова"
    assert queries.get_item(director, row.pk) == row
    assert queries.link_of(director, row) is None
    assert queries.case_items(director, case) == []


def test_a_worker_sees_letters_of_own_cases_and_own_ones_and_no_others():
    coordinator, worker, other = make_coordinator(), make_user(Role.SOCIAL_WORKER), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    addressee = make_addressee(by=coordinator)
    linked = make_letter_in(by=coordinator, addressee=addressee, concerns=Concerns(case))
    make_letter_in(by=coordinator, addressee=addressee)
    own = make_letter_in(by=worker, addressee=addressee)

    assert set(queries.items(worker)) == {linked, own}
    assert set(queries.items(other)) == set()
    with pytest.raises(NotFound):
        queries.get_item(other, linked.pk)


def test_a_worker_who_left_the_case_sees_the_own_letter_without_what_concerns_the_person(arranging):
    coordinator, worker = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    row = make_letter_in(by=worker, addressee=make_addressee(by=coordinator), concerns=Concerns(case, "о нём"))
    case.assignments.update(ends_on=today() - dt.timedelta(days=1))
    case.lead = None
    case.save()

    assert queries.get_item(worker, row.pk) == row
    assert queries.link_of(worker, row) is None
    with pytest.raises(Denied):
        change_item(row, by=worker, dated_on=today(), subject="Иначе")


@pytest.mark.parametrize("role", [Role.PHYSICIAN, Role.PSYCHOLOGIST, Role.LAWYER, Role.REGIONAL_WORKER, Role.ACCOUNTANT])
def test_other_roles_see_no_register(role):
    row = make_letter_in()
    user = make_user(role)

    assert list(queries.items(user)) == []
    with pytest.raises(Denied):
        receive_letter(by=user, addressee=row.addressee, dated_on=today(), subject="x")


def test_a_case_one_does_not_work_on_is_not_linked():
    worker = make_user(Role.SOCIAL_WORKER)
    addressee, case = make_addressee(), make_case()

    with pytest.raises(Denied):
        make_letter_in(by=worker, addressee=addressee, concerns=Concerns(case))
    assert RegisterItem.objects.count() == 0


def test_an_event_about_a_linked_letter_is_in_the_persons_record_and_about_another_is_not():
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    addressee = make_addressee(by=coordinator)
    (ref,) = references([case], by=coordinator.actor)

    def told():
        return set(AuditEvent.objects.filter(seq__in=AuditRef.objects.filter(ref=ref).values("event_seq")).values_list("verb", flat=True))

    make_letter_in(by=coordinator, addressee=addressee)
    assert "correspondence.letter_received" not in told()
    make_letter_in(by=coordinator, addressee=addressee, concerns=Concerns(case))
    assert "correspondence.letter_received" in told()


def test_a_letter_is_linked_once():
    coordinator = make_coordinator()
    row = make_letter_in(by=coordinator)
    link_case(row, by=coordinator, concerns=Concerns(make_case(by=coordinator)))

    with pytest.raises(WrongState):
        link_case(row, by=coordinator, concerns=Concerns(make_case(by=coordinator)))
    assert PersonLink.objects.count() == 1


def test_what_was_typed_of_a_letter_that_came_is_mended_and_its_number_stays():
    by = make_coordinator()
    row = make_letter_in(by=by)

    change_item(row, by=by, dated_on=today(), subject="О льготах", their_reference="1", words="", way="post", answers=None)

    stored = RegisterItem.objects.get()
    assert (stored.number, stored.way, words(stored, by)) == (1, "post", "О льготах")


def test_a_meeting_keeps_who_was_there_and_what_was_said_and_has_no_number():
    by = make_coordinator()

    row = note_talk(
        by=by, kind="meeting", addressee=make_addressee(by=by), held_on=today(), present="Заместитель", words="Обещали ответить"
    )

    assert (row.number, words(row, by, "present"), words(row, by, "words")) == (None, "Заместитель", "Обещали ответить")


def test_a_day_for_an_answer_is_a_promise_which_the_answer_keeps():
    by = make_coordinator()
    addressee = make_addressee(by=by)
    asked = make_letter_in(by=by, addressee=addressee, answer_by=today() + dt.timedelta(days=7))
    (promise,) = Promise.objects.all()
    assert (promise.side, promise.due_on, promise.item) == (Side.US, today() + dt.timedelta(days=7), asked)

    send_letter(make_letter(by=by, addressee=addressee, answers=asked), by=by)

    promise.refresh_from_db()
    assert (promise.state, promise.settled_on) == (PromiseState.KEPT, today())
    assert [row.number for row in queries.answers_to(by, asked)] == [1]


def test_late_promises_are_due_to_who_keeps_the_register_and_to_nobody_else():
    coordinator = make_coordinator()
    late = note_promise(by=coordinator, addressee=make_addressee(by=coordinator), side=Side.THEM, due_on=today(), words="Список клиник")

    assert list(queries.due_promises(coordinator, until=today())) == [late]
    assert list(queries.due_promises(coordinator, until=today() - dt.timedelta(days=1))) == []
    for user in (make_user(Role.SOCIAL_WORKER), make_user(Role.DIRECTOR), make_user(Role.PHYSICIAN)):
        assert list(queries.due_promises(user, until=today())) == []


def test_what_became_of_a_promise_is_noted_once_but_may_be_kept_late():
    by = make_coordinator()
    row = note_promise(by=by, addressee=make_addressee(by=by), side=Side.US, due_on=today(), words="Прислать список")

    settle(row, PromiseState.NOT_KEPT, by=by)
    settle(row, PromiseState.KEPT, by=by, outcome="Позже")

    with pytest.raises(WrongState):
        settle(row, PromiseState.FELL_AWAY, by=by)


def test_a_member_organisation_has_no_key_of_the_register():
    row = make_letter_in()
    (opened,) = open_sealed([row], by=make_user(Role.MEMBER_WORKER, organisation=make_member()).actor, purpose=Purpose.OWN_WORK)

    assert opened.is_unreadable
