"""A worker's private picture for a case: sealed under the worker's own key, seen by nobody else, gone when they leave the case."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts import own_key
from panoh.accounts.drafts import keep_draft
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker, end_assignment, open_task
from panoh.cases.actions.cues import end_cues_of_who_left, give_cue, take_cue_away
from panoh.cases.cues import colours, picture, things
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Assignment, Cue
from panoh.cases.queries.cues import own_cues
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid
from panoh.data_protection import actions as data_protection
from panoh.data_protection import sealing
from panoh.people.merging import fields, join_records, unmerge
from panoh.vault import client as agent
from panoh.vault import members, pairs
from panoh.vault.actions import NoKey
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case
from tests.pages import soup_of, text, url
from tests.vault.test_members import do, pair, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]
PASSWORD = "four dull words here"
KETTLE, PEAR = picture("kettle green"), picture("pear blue")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """The key of a password at once: what Argon2id costs is measured elsewhere."""
    monkeypatch.setattr(pairs, "password_key", lambda password, salt: (password.encode() + salt).ljust(32, b".")[:32])


@pytest.fixture
def worker(coordinator):
    return pair(make_user(Role.SOCIAL_WORKER, username="worker"))


@pytest.fixture
def colleague(coordinator):
    return pair(make_user(Role.PSYCHOLOGIST, username="colleague"))


@pytest.fixture
def case(coordinator, worker, colleague):
    return make_case(by=coordinator, workers=((worker, Discipline.SOCIAL), (colleague, Discipline.PSYCHOLOGICAL)))


def given(case, by, what=KETTLE):
    with signed_in(by):
        return give_cue(case, by=by, picture=what)


def seen(by):
    with signed_in(by):
        return own_cues(by)


def with_own_key(client, user):
    """Signed in on this client with a password, so that the account's own key is in hand."""
    do(user, members.drop_pair, user.id)
    own_key._make(user, pairs.password_key(PASSWORD, b"s" * 16), b"s" * 16)
    sign_in(client, user)
    assert client.post(reverse("desk:own_key"), {"current": PASSWORD, "next": "/desk/"}).status_code == 302


def test_the_set_is_sixty_things_in_five_colours_named_in_three_languages():
    assert (len(things()), len(colours())) == (60, 5)
    for one in (*things().values(), *colours().values()):
        assert set(one.names) == {"en", "ru", "tg"}
        assert all(one.names.values())
    for named in (things(), colours()):
        for language in ("en", "ru", "tg"):
            assert len({one.names[language] for one in named.values()}) == len(named)
    assert max(len(one.drawn) for one in things().values()) < 240  # a list of 25 stays light
    assert (picture("kettle red"), picture("")) == (None, None)


def test_it_opens_to_who_gave_it_and_to_nobody_else(case, worker, colleague, coordinator):
    assert seen(worker) == {}
    given(case, worker)
    given(case, colleague, PEAR)

    assert seen(worker) == {case.code: KETTLE}
    assert seen(colleague) == {case.code: PEAR}
    assert own_cues(worker) == {}  # no password in this session
    with signed_in(colleague):
        assert own_cues(worker) == {}  # another's session
    with pytest.raises(NoKey):
        give_cue(case, by=worker, picture=KETTLE)


def test_the_row_says_nothing_and_opens_beside_no_other_case(case, worker, coordinator):
    other = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    rows = [given(case, worker, picture("egg grey")), given(other, worker, picture("butterfly violet"))]

    assert len({len(bytes(row.picture)) for row in rows}) == 1
    assert bytes(rows[0].picture) != bytes(given(case, worker, picture("egg grey")).picture)
    with writes_allowed():
        Cue.objects.filter(case=other).update(picture=bytes(Cue.objects.get(case=case).picture))
    assert seen(worker) == {case.code: picture("egg grey")}


def test_the_record_says_neither_which_nor_whose(case, worker):
    given(case, worker)
    with signed_in(worker):
        take_cue_away(case, by=worker)

    rows = AuditEvent.objects.filter(verb__startswith="cases.cue_").order_by("at")
    assert [(row.verb, row.actor_ref, len(row.refs), row.purpose) for row in rows] == [
        ("cases.cue_given", worker.id, 0, ""),
        ("cases.cue_taken_away", worker.id, 0, ""),
    ]
    assert not Cue.objects.exists()


def test_no_two_cases_of_a_worker_have_the_same_and_a_new_one_takes_the_place_of_the_former(case, worker, coordinator):
    other = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    given(case, worker)
    with pytest.raises(Invalid, match="You already use this picture for another of your cases"):
        given(other, worker)
    given(case, worker, PEAR)
    given(other, worker)

    assert seen(worker) == {case.code: PEAR, other.code: KETTLE}


def test_who_does_not_see_the_case_gives_none(case):
    stranger = pair(make_user(Role.SOCIAL_WORKER, organisation=make_member()))
    with pytest.raises(Denied):
        given(case, stranger)


# -- it ends --------------------------------------------------------------------------------------------------------------


def test_it_ends_when_the_worker_is_taken_off_and_does_not_come_back_with_them(case, worker, colleague, coordinator):
    given(case, worker)
    given(case, colleague, PEAR)

    end_assignment(case.assignments.get(user=worker), by=coordinator)
    assign_worker(case, by=coordinator, user=worker, discipline=Discipline.SOCIAL)

    assert (seen(worker), seen(colleague)) == ({}, {case.code: PEAR})


def test_it_ends_on_the_day_after_the_last_one_on_the_case(case, worker, colleague):
    given(case, worker)
    given(case, colleague, PEAR)
    with writes_allowed():
        Assignment.objects.filter(user=worker).update(ends_on=today())
    assert (seen(worker), end_cues_of_who_left()) == ({case.code: KETTLE}, 0)
    with writes_allowed():
        Assignment.objects.filter(user=worker).update(starts_on=today() - dt.timedelta(days=9), ends_on=today() - dt.timedelta(days=1))

    assert seen(worker) == {}
    assert (end_cues_of_who_left(), end_cues_of_who_left()) == (1, 0)
    assert list(Cue.objects.values_list("user", flat=True)) == [colleague.id]


def test_it_ends_with_the_account(case, coordinator):
    own = pair(coordinator)
    given(case, own)
    with writes_allowed():
        type(own).objects.filter(pk=own.pk).update(is_active=False)
    assert (end_cues_of_who_left(), Cue.objects.count()) == (1, 0)


def test_it_ends_with_the_file(case, worker, coordinator):
    given(case, worker)
    data_protection.agree_to_erasure(data_protection.ask_erasure(case, by=coordinator), by=make_user(Role.DATA_GUARDIAN))
    assert data_protection.erase_due() == 1
    assert not Cue.objects.exists()


def test_it_ends_when_records_are_joined_and_again_when_they_are_taken_apart(case, worker, coordinator):
    other = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    given(case, worker)
    given(other, worker, PEAR)

    merge = join_records(case.person, other.person, by=coordinator, choices=dict.fromkeys(fields(), "left"))
    assert seen(worker) == {}
    given(case, worker)
    unmerge(merge, by=coordinator)

    assert (seen(worker), Cue.objects.count()) == ({}, 0)


def test_a_case_that_is_sealed_to_others_shows_none(case, worker, colleague, coordinator):
    given(case, worker)
    third = pair(make_user(Role.PHYSICIAN))
    assign_worker(case, by=coordinator, user=third, discipline=Discipline.MEDICAL)
    assign_worker(case, by=coordinator, user=colleague, discipline=Discipline.PSYCHOLOGICAL, leads=True)
    sealing.seal_case(case, by=coordinator, to={colleague.id, third.id}, why="threat")
    assert seen(worker) == {}


def test_a_new_pair_after_a_password_set_by_others_opens_none_and_a_fresh_one_takes_the_place(case, worker):
    given(case, worker)
    do(worker, members.drop_pair, worker.id)
    pair(worker)

    assert seen(worker) == {}
    given(case, worker, PEAR)
    assert (seen(worker), Cue.objects.count()) == ({case.code: PEAR}, 1)


# -- pages ----------------------------------------------------------------------------------------------------------------


def pictures(page):
    return [one.title.get_text() for one in soup_of(page).select("main .cue")]


def test_given_and_taken_away_from_the_file_in_two_presses(client, case, worker, colleague):
    with_own_key(client, worker)
    file = client.get(url("case_file", case))
    (press,) = [link["href"] for link in soup_of(file).select("main .row a") if "picture" in link.get_text()]
    form = soup_of(client.get(press))
    assert len(form.select("button[name=thing]")) == 60
    assert form.select("[data-draft]") == []  # under the organisation's key
    (colour,) = [one["value"] for one in form.select("input[name=colour][checked]")]

    said = client.post(press, {"thing": "kettle", "colour": colour}, follow=True)

    assert set(pictures(said)) == {"kettle, green"}
    assert soup_of(said).select_one(".undo .code").get_text() == case.code
    heading = " ".join(soup_of(client.get(press)).h1.get_text(" ").split())
    assert heading == f"{case.code} kettle, green"
    open_task(case, by=worker, kind=TaskKind.CONTACT, due=now(), owner=worker)
    for page in (reverse("desk:cases"), reverse("desk:my_day"), f"{reverse('desk:tasks')}?about={case.code}", url("case_hold", case)):
        assert "kettle, green" in pictures(client.get(page)), page
    assert not soup_of(client.get(reverse("desk:cases"))).select("main .cue:not(.no-print)")
    away = client.post(url("case_cue_away", case), follow=True)
    assert (away.status_code, pictures(away)) == (200, [])

    client.post(press, {"thing": "kettle", "colour": colour})
    with_own_key(client, colleague)
    assert pictures(client.get(reverse("desk:cases"))) == []


def test_among_the_choices_of_a_form_and_beside_drafts_the_picture_stands_too(client, case, worker):
    open_task(case, by=worker, kind=TaskKind.CONTACT, due=now(), owner=worker)
    keep_draft(worker, f"note:{case.pk}", {"words": ["Гуфтугӯ"]}, path=url("quick_note", case))
    with_own_key(client, worker)
    client.post(url("case_cue", case), {"thing": "kettle", "colour": "green"})

    def beside(page) -> list[str]:
        return [" ".join(one.parent.get_text(" ").split()) for one in soup_of(page).select("main .cue")]

    for name in ("tasks_several", "group_new", "account"):
        said = beside(client.get(reverse(f"desk:{name}")))
        assert said, name
        assert all(f"{case.code} kettle, green" in one for one in said), name
    client.post(reverse("desk:discreet"), {"on": "1"})
    for name in ("my_day", "account"):
        (row,) = [
            link.find_parent(["li", "div"], role="listitem") or link.find_parent("li") or link.parent
            for link in soup_of(client.get(reverse(f"desk:{name}"))).select('main a[href*="draft=use"]')
        ]
        assert row.select(".cue"), name


def test_without_the_password_the_page_asks_for_it(client, case, worker):
    sign_in(client, worker)
    page = client.get(url("case_cue", case))
    assert "Only your password opens them" in text(page)
    assert f"{reverse('desk:own_key')}?next={url('case_cue', case)}" in page.text
    assert client.post(url("case_cue", case), {"thing": "kettle", "colour": "green"}).status_code == 403


def test_the_list_offers_to_open_them_where_the_key_is_gone_since(client, case, worker):
    with_own_key(client, worker)
    offer = f"{reverse('desk:own_key')}?next={reverse('desk:cases')}"
    assert offer not in client.get(reverse("desk:cases")).text

    agent.member_close(member=worker.id)  # as locking does

    assert offer in client.get(reverse("desk:cases")).text


@pytest.mark.parametrize("count", [1, 3])
def test_pictures_cost_a_list_one_query(client, worker, coordinator, django_assert_num_queries, count):
    found = [make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),)) for _ in range(count)]
    with_own_key(client, worker)
    client.get(reverse("desk:cases"))
    for number, case in enumerate(found):
        client.post(url("case_cue", case), {"thing": ("kettle", "pear", "bell")[number], "colour": "green"})

    with django_assert_num_queries(14) as counted:
        page = client.get(reverse("desk:cases"))

    assert len(pictures(page)) == count
    assert sum('"cases_cue"' in query["sql"] for query in counted) == 1


def test_who_has_no_cases_asks_for_no_pictures(client, worker, django_assert_num_queries):
    with_own_key(client, worker)
    with django_assert_num_queries(9) as counted:
        client.get(reverse("desk:cases"))
    assert not any("cases_cue" in query["sql"] for query in counted)
