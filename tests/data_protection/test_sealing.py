"""A sealed case opens to its members with their passwords; it is in no list of anybody else, and figures count it."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts import codes, factors, own_key, passwords
from panoh.accounts.roles import Permission, Role
from panoh.accounts.sessions import agent_name
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker, open_task
from panoh.cases.actions.dangers import HasDanger, take_on_danger
from panoh.cases.actions.emergency_access import open_in_emergency
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import Discipline, RiskLevel, TaskKind
from panoh.cases.finding import find_cases
from panoh.cases.models import Case, EmergencyAccess, Task
from panoh.cases.policy import visible_cases
from panoh.cases.queries.cases import Mine, cases, my_cases
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.data_protection import actions, sealing
from panoh.data_protection.leaving import revoke_person
from panoh.data_protection.models import Sealing
from panoh.desk import urls as desk
from panoh.people.search import feed
from panoh.reporting.queries.figures import admissions
from panoh.vault import client as agent
from panoh.vault import members, pairs
from panoh.vault.actions import NoKey
from panoh.vault.models import SubjectKey
from tests.factories.accounts import SECRETARIAT, give_code_device, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import text
from tests.vault.test_members import KEY, do, pair, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PASSWORD = "four dull words here"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The key of a password at once: what Argon2id costs is measured elsewhere."""
    monkeypatch.setattr(pairs, "password_key", lambda password, salt: (password.encode() + salt).ljust(32, b".")[:32])


@pytest.fixture
def physician():
    return pair(make_user(Role.PHYSICIAN, username="physician"))


@pytest.fixture
def psychologist():
    return pair(make_user(Role.PSYCHOLOGIST, username="psychologist"))


@pytest.fixture
def case(coordinator, physician, psychologist):
    return make_case(by=coordinator, workers=((physician, Discipline.MEDICAL), (psychologist, Discipline.PSYCHOLOGICAL)))


def seal(case, by, *holders):
    return sealing.seal_case(case, by=by, to={user.id for user in holders}, why="threat")


def test_no_list_and_no_count_has_what_is_sealed_to_others(case, coordinator, physician, psychologist):
    third = make_user(Role.PSYCHOLOGIST)
    case.admitted_on = today() - dt.timedelta(days=30)
    with writes_allowed():
        case.save()
    assign_worker(case, by=coordinator, user=third, discipline=Discipline.PSYCHOLOGICAL)
    readers = (third, coordinator, physician)
    assert [list(cases(user)) for user in readers] == [[case]] * 3
    assert my_cases(third) == Mine(1, [case.code])

    seal(case, coordinator, physician, psychologist)

    assert [list(cases(user)) for user in readers] == [[], [], [case]]
    assert my_cases(third) == Mine(0, [])


def test_who_may_seal_and_whom_one_may_name(case, coordinator, physician, psychologist):
    with pytest.raises(Denied):
        seal(case, physician, physician, psychologist)
    with pytest.raises(Invalid, match="at least two"):
        seal(case, coordinator, physician)
    with pytest.raises(Invalid, match="no key yet"):
        seal(case, coordinator, physician, coordinator)
    with pytest.raises(Invalid, match="not on the list"):
        seal(case, coordinator, physician, pair(make_user(Role.PHYSICIAN)))
    seal(case, coordinator, physician, psychologist)
    with pytest.raises((WrongState, Denied)):
        seal(case, coordinator, physician, psychologist)


def test_who_leads_a_sealed_case_is_one_of_its_members(case, coordinator, physician, psychologist):
    third = pair(make_user(Role.SOCIAL_WORKER))
    assign_worker(case, by=coordinator, user=third, discipline=Discipline.SOCIAL, leads=True)
    with pytest.raises(Invalid, match=f"{third.username} leads the case and must be a member"):
        seal(case, coordinator, physician, psychologist)
    seal(case, coordinator, physician, psychologist, third)

    with signed_in(physician):
        sealing.remove_member(case, psychologist.pk, by=physician)
        sealing.add_member(case, psychologist.pk, by=physician)
        assert Case.objects.get().lead == third
        sealing.remove_member(case, third.pk, by=physician)
    assert Case.objects.get().lead is None


@pytest.mark.usefixtures("no_names")
def test_nobody_else_finds_or_sees_it_and_every_figure_counts_it(case, coordinator, physician, psychologist):
    other = make_case(by=coordinator, family_name="Раҳимов")
    feed()
    assert find_cases(coordinator, "Қодиров").hits
    before = admissions(coordinator, case.admitted_on, case.admitted_on).tally(("kind", "sex"))
    seal(case, coordinator, physician, psychologist)

    assert not find_cases(coordinator, "Қодиров").hits
    assert list(visible_cases(coordinator)) == [other]
    assert list(visible_cases(physician, Permission.NAME_OPEN)) == [case]
    assert admissions(coordinator, case.admitted_on, case.admitted_on).tally(("kind", "sex")) == before


@pytest.mark.usefixtures("no_names")
def test_the_memory_of_names_forgets_who_is_sealed(case, coordinator, physician, psychologist):
    feed()
    held = agent.names_state()["people"]
    seal(case, coordinator, physician, psychologist)
    feed()
    assert agent.names_state()["people"] == held - 1
    with signed_in(physician):
        sealing.unseal_case(case, by=physician)
    feed()
    assert agent.names_state()["people"] == held


@pytest.mark.parametrize("answered", [True, False])
def test_who_has_a_danger_or_was_asked_stays_a_member_until_somebody_else_has_it(case, coordinator, physician, psychologist, answered):
    third = pair(make_user(Role.SOCIAL_WORKER))
    assign_worker(case, by=coordinator, user=third, discipline=Discipline.SOCIAL)
    danger = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    take_on_danger(danger, by=third if answered else coordinator, owner=third)
    with pytest.raises(Invalid, match="nobody of these members was asked"):
        seal(case, coordinator, physician, psychologist)
    seal(case, coordinator, physician, psychologist, third)

    with signed_in(physician):
        with pytest.raises(HasDanger):
            sealing.remove_member(case, third.pk, by=physician)
        take_on_danger(Task.objects.get(pk=danger.pk), by=physician, owner=physician)
        sealing.remove_member(case, third.pk, by=physician)


def test_members_change_and_two_stay(case, coordinator, physician, psychologist):
    seal(case, coordinator, physician, psychologist)
    pair(coordinator)

    with pytest.raises(NoKey):
        sealing.add_member(case, coordinator.id, by=coordinator)
    with pytest.raises(NoKey), signed_in(coordinator):
        sealing.unseal_case(case, by=coordinator)
    with pytest.raises(NoKey):
        sealing.remove_member(case, physician.id, by=psychologist)
    with signed_in(psychologist):
        with pytest.raises(WrongState):
            sealing.remove_member(case, physician.id, by=psychologist)
        sealing.add_member(case, coordinator.id, by=psychologist)
        sealing.remove_member(case, physician.id, by=psychologist)
        assert set(members.members_of(case.sealing_subject())) == {psychologist.id, coordinator.id}
        sealing.unseal_case(case, by=psychologist)
    assert case in visible_cases(physician)
    assert Sealing.objects.get().ended_by == psychologist


def test_what_older_copies_open_with_dies_after_sealing_and_after_a_member_leaves(case, coordinator, physician, psychologist):
    older = SubjectKey.objects.get(subject=case.person_id).wire()
    row = seal(case, coordinator, physician, psychologist)
    assert agent.refs([older]) != [None]  # until the epoch is destroyed, whoever has an older copy and the ring opens it

    actions.close_copies(alone=True)
    row.refresh_from_db()
    assert row.closed_at
    with pytest.raises(agent.AgentError, match="epoch_gone"):
        agent.refs([older])
    pair(coordinator)
    with signed_in(psychologist):
        sealing.add_member(case, coordinator.id, by=psychologist)
        sealing.remove_member(case, physician.id, by=psychologist)
    row.refresh_from_db()
    assert row.closed_at is None
    assert set(row.epochs) == {str(SECRETARIAT)}
    actions.close_copies(alone=True)
    with signed_in(psychologist):
        assert members.has_own_key_open(psychologist.id)


def test_it_is_erased_like_any_other_with_no_member_there(case, coordinator, physician, psychologist):
    seal(case, coordinator, physician, psychologist)
    actions.agree_to_erasure(actions.ask_erasure(case, by=coordinator), by=make_user(Role.DATA_GUARDIAN))

    assert actions.erase_due() == 1
    assert not SubjectKey.objects.filter(subject=case.person_id).exists()
    assert actions.close_copies(alone=True) == 1


def test_a_password_from_the_administrator_closes_it_and_ones_own_does_not(case, coordinator, physician, psychologist):
    seal(case, coordinator, physician, psychologist)
    turn = members.Turn(KEY, b"n" * 32, pairs.new_salt())
    factors.set_password(physician, passwords.hashed(PASSWORD), by=physician.actor, turn=turn)
    with signed_in(physician, b"n" * 32):
        assert members.has_own_key_open(physician.id)

    factors.set_password(physician, passwords.hashed(PASSWORD), by=physician.actor)
    assert members.members_of(case.sealing_subject()) == [psychologist.id]
    assert case not in visible_cases(physician)


def test_no_address_of_a_sealed_case_opens_or_breaks_for_whoever_holds_no_key(client, case, coordinator, physician, psychologist):
    seal(case, coordinator, physician, psychologist)
    ways = [way for way in desk.urlpatterns if str(way.pattern).startswith("cases/") and way.pattern.converters.keys() == {"code"}]
    for user in (coordinator, physician):  # one who is no member, and one who gave no password in this session
        sign_in(client, user)
        found = [client.get(reverse(f"desk:{way.name}", args=[case.code]), follow=True) for way in ways]
        assert {response.status_code for response in found} <= {403, 404}
        assert not any("Қодиров" in response.text for response in found)
    assert len(ways) > 40


# -- pages ----------------------------------------------------------------------------------------------------------------


def test_pages_of_a_sealed_case_are_calm_to_everybody_and_open_to_a_member(client, case, coordinator, physician, psychologist):
    sign_in(client, coordinator)
    seal_page = reverse("desk:case_seal", args=[case.code])
    assert seal_page in client.get(reverse("desk:case_people", args=[case.code])).text
    assert client.post(seal_page, {"members": [physician.id], "why": "threat"}).status_code == 400
    said = client.post(seal_page, {"members": [physician.id, psychologist.id], "why": "threat"}, follow=True)
    assert "Only members can open it, with their passwords" in text(said)
    assert case.code not in text(client.get(reverse("desk:cases")))
    assert "Қодиров" not in client.post(reverse("desk:case_names")).text
    for name in ("case_file", "case_people", "case_sessions", "case_history", "case_sealed", "case_consents", "case_family"):
        shut = client.get(reverse(f"desk:{name}", args=[case.code]))
        assert (name, shut.status_code) == (name, 403)
        assert "This case is sealed: only its members can open it" in text(shut)

    do(physician, members.drop_pair, physician.id)
    with signed_in(psychologist):
        own_key._make(physician, pairs.password_key(PASSWORD, b"s" * 16), b"s" * 16)
        sealing.add_member(case, physician.id, by=psychologist)
    sign_in(client, physician)
    one = reverse("desk:case_file", args=[case.code])
    asked = client.get(one)
    ask = f"{reverse('desk:own_key')}?next={one}"
    assert (asked.status_code, ask in asked.text) == (403, True)
    assert client.post(reverse("desk:own_key"), {"current": "another", "next": one}).status_code == 400
    assert client.post(reverse("desk:own_key"), {"current": PASSWORD, "next": one}).url == one
    opened = AuditEvent.objects.filter(verb="vault.opened", actor_ref=physician.id)
    before = opened.count()
    assert "Қодиров" in client.post(one).text
    assert opened.count() > before
    assert "Members of the sealed case" in client.get(reverse("desk:case_people", args=[case.code])).text
    page = text(client.get(reverse("desk:case_sealed", args=[case.code])))
    assert "the person or the family is threatened" in page

    former, seed = client.session.session_key, give_code_device(physician)
    client.post(reverse("desk:prove"), {"code": codes.code_at(seed, codes.step_now()), "next": one})
    assert client.session.session_key != former
    assert "Қодиров" in client.post(one).text  # a second factor shown again asks for no password once more
    with agent.in_session(agent_name(former)):
        assert not members.has_own_key_open(physician.id)

    other = client.session.session_key
    client.post(reverse("desk:sign_out"))
    with agent.in_session(agent_name(other)):
        assert not members.has_own_key_open(physician.id)


def test_the_page_of_a_danger_in_a_sealed_case_offers_its_form_to_members_with_their_key_alone(
    client, case, coordinator, physician, psychologist
):
    task = open_task(case, by=coordinator, kind=TaskKind.DANGER, due=now(), owner=psychologist)
    seal(case, coordinator, physician, psychologist)
    for user, status in ((coordinator, 404), (physician, 403)):
        sign_in(client, user)
        answered = client.get(reverse("desk:danger", args=[task.pk]))
        assert (answered.status_code, "outcome" in answered.text) == (status, False)
    assert "This case is sealed, and you are one of its members" in text(answered)


def test_whoever_is_revoked_opens_no_sealed_case_any_more_but_none_is_lost(case, coordinator, physician, psychologist):
    seal(case, coordinator, physician, psychologist)
    person = case.sealing_subject()

    revoke_person(physician, by=coordinator, why="taken")

    assert members.members_of(person) == [psychologist.id]
    assert Sealing.objects.get().closed_at is None  # older copies are to be closed to them as well
    revoke_person(psychologist, by=coordinator, why="left")
    assert members.members_of(person) == [psychologist.id]  # nobody else opens it


def test_no_emergency_opens_a_sealed_case(case, coordinator, physician, psychologist):
    stranger = make_user(Role.SOCIAL_WORKER)
    seal(case, coordinator, physician, psychologist)
    with pytest.raises(Invalid, match="No case found with this code"):
        open_in_emergency(case.code, by=stranger, why="life", words="Кричат")
    assert not EmergencyAccess.objects.exists()
