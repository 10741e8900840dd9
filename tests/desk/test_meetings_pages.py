"""Pages of groups, of several sessions at once, of quick notes and of who reads notes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import record_group
from panoh.cases.enums import Discipline
from panoh.cases.models import NotesReader, Session, Task
from panoh.core.clock import DUSHANBE, now
from panoh.core.templatetags.panoh import moment
from tests.days import written
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_planned, make_session, make_team
from tests.factories.cases import make_case
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def cases_of(psychologist, count=3):
    return [make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)) for _ in range(count)]


def group_of(psychologist, cases):
    came = dict.fromkeys(cases, "")
    return record_group(
        by=psychologist, discipline="psychological", at=now() - dt.timedelta(hours=3), minutes=90, came=came, note="Дыхание"
    )


def test_a_group_is_recorded_on_one_page_and_each_case_shows_itself_alone(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    one, other, third = cases_of(psychologist)
    given = {"discipline": "psychological", "day": written(), "hour": "00:01", "minutes": "90", "venue": "office", "note": "Дыхание"}
    came = {f"case_{one.code}": "came", f"case_{other.code}": "came", f"case_{third.code}": "person_unwell"}

    answered = client.post(reverse("desk:group_new"), {**given, **came}, follow=True)

    assert "Group session recorded in each person's case." in text(answered)
    listed = client.get(reverse("desk:case_sessions", args=[one.code]))
    assert "group of 3" in text(listed)
    row = Session.objects.get(case=one)
    shown = client.get(reverse("desk:case_session", args=[one.code, row.pk]))
    assert ("of 3 people" in text(shown), "Дыхание" in text(shown)) == (True, True)
    assert all(code not in shown.content.decode() + listed.content.decode() for code in (other.code, third.code))


def test_a_group_of_one_comes_back_with_what_was_typed(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    one, _, _ = cases_of(psychologist)
    given = {
        "discipline": "psychological",
        "day": written(),
        "hour": "00:01",
        "minutes": "90",
        "note": "Дыхание",
        f"case_{one.code}": "came",
    }

    refused = client.post(reverse("desk:group_new"), given)

    assert refused.status_code == 400
    assert ("Tick at least two people" in text(refused), "Дыхание" in text(refused)) == (True, True)


def test_names_in_the_form_of_a_group_open_by_a_press(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    cases_of(psychologist)
    there = reverse("desk:group_new")

    assert ("Қодиров" in text(client.get(there)), "Қодиров" in text(client.post(there, {"open": "1"}))) == (False, True)


def test_the_same_people_stand_in_the_form_again(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    one, other, third = cases_of(psychologist)
    group = group_of(psychologist, [one, other])

    page = soup_of(client.get(reverse("desk:group_again", args=[group.pk])))

    chosen = {case.code: page.select_one(f"[name=case_{case.code}] option[selected]")["value"] for case in (one, other, third)}
    assert chosen == {one.code: "came", other.code: "came", third.code: ""}
    sign_in(client, make_user(Role.PSYCHOLOGIST))
    assert client.get(reverse("desk:group_again", args=[group.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_groups_asks_as_much_for_one_as_for_three(client, count):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    cases = cases_of(psychologist, 2)
    for _ in range(count):
        group_of(psychologist, cases)

    with CaptureQueriesContext(connection) as asked:
        shown = client.get(reverse("desk:groups"))

    assert text(shown).count("attended: 2 of 2") == count
    assert len(asked) == QUERIES + 2


def test_several_sessions_are_ticked_on_one_page(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    held = [make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=hours)) for hours in (2, 26)]

    assert "Sessions that took place" in text(client.get("/desk/"))
    answered = client.post(reverse("desk:sessions_several"), {"sessions": [row.pk for row in held], "minutes": "50"}, follow=True)

    assert "2 sessions recorded." in text(answered)
    assert set(Session.objects.values_list("attendance", "minutes")) == {("attended", 50)}


def test_a_planned_session_does_not_say_that_it_was_held(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)

    shown = text(client.get(reverse("desk:case_session", args=[case.code, make_planned(case, by=psychologist).pk])))

    assert f"Will be held by {psychologist.username}" in shown


def test_where_no_session_is_left_to_be_ticked_my_day_says_so(client):
    _case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)

    answered = client.get(reverse("desk:sessions_several"), follow=True)

    assert (answered.redirect_chain[-1][0], "All sessions planned until now are recorded." in text(answered)) == ("/desk/", True)


def test_a_visit_is_noted_with_four_fields(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    there = reverse("desk:quick_note", args=[case.code])
    page = soup_of(client.get(there))
    begun = {name: page.select_one(f"[name={name}]").get("value", "") for name in ("day", "hour", "discipline")}
    assert begun["hour"] == ""
    typed = {**begun, "kind": "visit", "minutes": "40", "summary": "Был у врача", "next_words": "Купить лекарство"}

    refused = client.post(there, {**typed, "day": written(-dt.timedelta(days=1))})
    assert "Enter when it began" in text(refused)
    answered = client.post(there, typed, follow=True)

    session = Session.objects.get()
    assert f"Quick note recorded: home visit, {moment(session.at.astimezone(DUSHANBE))}" in text(answered)
    assert case.code in soup_of(answered).select_one(".undo").get_text()
    assert session.venue == "home"
    assert dt.timedelta(minutes=40) <= now() - session.at < dt.timedelta(minutes=46)
    assert Task.objects.filter(kind="own", owner=social, case=case).count() == 1


def test_while_details_are_hidden_what_a_quick_note_was_is_told_by_a_press(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.post(reverse("desk:discreet"), {"on": "1", "back": ""})
    typed = {"day": written(dt.timedelta()), "discipline": "social", "kind": "visit", "minutes": "40", "summary": "Был у врача"}

    page = soup_of(client.post(reverse("desk:quick_note", args=[case.code]), typed, follow=True))

    assert "home visit" in page.select_one(".said details").get_text()
    for part in page.select("details"):
        part.extract()
    assert "home visit" not in page.get_text()


def test_an_author_names_a_reader_and_ends_it(client):
    case, (author,) = make_team(Role.PSYCHOLOGIST)
    supervisor = make_user(Role.COORDINATOR, Role.PSYCHOLOGIST)
    session = make_session(case, by=author)
    opened = reverse("desk:open_notes", args=[case.code, session.pk])
    sign_in(client, author)
    client.post(reverse("desk:notes_readers", args=[case.code]), {"reader": str(supervisor.pk)})
    row = NotesReader.objects.get()

    sign_in(client, supervisor)
    assert "Говорили о брате" in text(client.post(opened))
    assert client.post(reverse("desk:notes_reader_end", args=[case.code, row.pk])).status_code == 404
    sign_in(client, author)
    client.post(reverse("desk:notes_reader_end", args=[case.code, row.pk]))
    sign_in(client, supervisor)
    assert client.post(opened).status_code == 403
