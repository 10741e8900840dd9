"""The story is told once, read for a purpose, and for few; events are alleged."""

import datetime as dt

import pytest
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.actions import assign_worker
from panoh.cases.enums import CaseState, Discipline
from panoh.consent.enums import ConsentForm, ConsentPurpose, DataKind
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.findings.actions.story import take_out_event, tell_story
from panoh.findings.models import AllegedEvent, Narrative
from panoh.findings.queries.story import hear, story
from panoh.findings.taxonomy import GROUPS, Kind, choices, hints, labels, terms
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.consent import make_consent
from tests.factories.findings import make_event, tell
from tests.pages import soup_of, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_lawyer(case):
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    return lawyer


@pytest.mark.parametrize(("kind", "count"), [("method", 51), ("body", 15), ("place", 16), ("purpose", 7), ("involvement", 5)])
def test_every_term_has_three_names_and_a_figure_code_or_none(kind, count):
    found = terms(Kind(kind))
    assert len(found) == count
    for term in found.values():
        assert set(term.names) == {"en", "ru", "tg"}
        assert all(term.names.values())
        assert term.key.isdigit() or term.key == ""
        assert len(term.code) <= 20


def test_methods_stand_in_groups_with_their_local_names_beside_them():
    groups = choices(Kind.METHOD)
    assert [label for label, _terms in groups] == list(GROUPS.values())
    assert sorted(code for _label, some in groups for code, _name in some) == sorted(terms(Kind.METHOD))
    assert "слоник" in hints(Kind.METHOD)["bag"]
    with translation.override("tg"):
        assert labels(Kind.METHOD, ["electric", "gone"]) == ["барқ додан", "gone"]


def test_the_author_and_those_named_hear_it_and_nobody_else_does():
    case, (social, psychologist, physician) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.PHYSICIAN)
    tell(case, by=social)
    make_event(case, by=social)

    for reader in (social, psychologist, physician):
        heard = hear(reader, case, purpose=Purpose.CARE)
        assert [item.words for item in heard.versions] == ["Задержан вечером, держали трое суток"]
        assert heard.events[0].methods == ["suffocation with a bag or mask"]
        assert (heard.events[0].when, heard.events[0].words) == ("05.2019", "Второй этаж")
    for role in (Role.SOCIAL_WORKER, Role.REGIONAL_WORKER):
        other = make_user(role, regions=("TJ-KT",))
        assign_worker(case, by=make_coordinator(), user=other, discipline=Discipline.SOCIAL)
        with pytest.raises(Denied, match="physicians and psychologists named"):
            hear(other, case, purpose=Purpose.CARE)
    with pytest.raises(Denied):
        hear(make_coordinator(), case, purpose=Purpose.CARE)


def test_a_worker_of_a_member_organisation_that_the_case_is_shared_with_does_not_hear_it():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member())
    show_case(case, by=make_coordinator(), organisation=worker.organisation)

    with pytest.raises(Denied):
        hear(worker, case, purpose=Purpose.CARE)
    assert story(worker, case).is_closed


def test_a_psychologist_who_is_not_named_on_the_case_does_not_hear_it():
    member = make_member()
    psychologist = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=member)
    unnamed = make_user(Role.MEMBER_PSYCHOLOGIST, organisation=member)
    case = make_case(organisation=member, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    tell(case, by=psychologist)

    with pytest.raises(Denied):
        hear(unnamed, case, purpose=Purpose.CARE)


def test_a_lawyer_hears_it_only_by_consent_to_be_told_what_happened():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)
    lawyer, social = make_lawyer(case), make_user(Role.SOCIAL_WORKER)
    facts = {"by": social, "purpose": ConsentPurpose.LEGAL, "organisation": lawyer.organisation, "form": ConsentForm.WRITTEN}

    with pytest.raises(Denied, match="only with the person's consent"):
        hear(lawyer, case, purpose=Purpose.LEGAL)
    make_consent(case.person, **facts, data_kinds=[DataKind.NAME, DataKind.LEGAL])
    with pytest.raises(Denied, match="only with the person's consent"):
        hear(lawyer, case, purpose=Purpose.LEGAL)
    make_consent(case.person, **facts, data_kinds=[DataKind.STORY])
    assert hear(lawyer, case, purpose=Purpose.LEGAL).versions[0].words == "Задержан вечером, держали трое суток"


def test_who_does_not_hear_it_is_told_that_it_was_told_and_cannot_ask_again():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)
    social = make_user(Role.SOCIAL_WORKER)
    assign_worker(case, by=make_coordinator(), user=social, discipline=Discipline.SOCIAL)

    found = story(social, case)
    assert (found.versions, found.is_closed, found.may_write) == ([], True, False)
    with pytest.raises(Denied, match="not asked again"):
        tell(case, by=social)
    assert Narrative.objects.count() == 1


def test_the_first_writer_reads_their_own_version_and_not_what_was_told_later():
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    tell(case, by=social, words="Коротко")
    tell(case, by=psychologist, words="Подробно")

    assert [item.words for item in hear(social, case, purpose=Purpose.CARE).versions] == ["Коротко"]
    assert [item.words for item in hear(psychologist, case, purpose=Purpose.CARE).versions] == ["Подробно", "Коротко"]


def test_versions_are_kept_and_two_at_once_is_a_conflict():
    case, (psychologist, physician) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN)
    tell(case, by=psychologist, expected=0)

    with pytest.raises(Conflict):
        tell(case, by=physician, words="Второй раз", expected=0)
    tell(case, by=physician, words="Второй раз", expected=1)

    assert list(Narrative.objects.values_list("number", flat=True)) == [2, 1]


def test_reading_is_an_act_with_its_purpose():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)

    hear(psychologist, case, purpose=Purpose.DOCUMENTATION)

    assert AuditEvent.objects.get(verb="findings.story_read").purpose == "documentation"
    assert AuditEvent.objects.filter(verb="vault.opened", purpose="documentation").count() == 1


def test_an_alleged_event_takes_only_terms_of_the_list_and_something_at_least():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    for facts in ({"methods": ["spell"]}, {"bodies": ["spell"]}, {"place_kind": "spell"}, {"place": "XX"}, {"purposes": ["spell"]}):
        with pytest.raises(Invalid, match="on the list"):
            make_event(case, by=psychologist, **facts)
    with pytest.raises(Invalid, match="at least one thing"):
        make_event(case, by=psychologist, began="", methods=[], bodies=[], place_kind="", words=" ")
    assert AllegedEvent.objects.count() == 0


@pytest.mark.parametrize(("began", "when"), [("", ""), ("2019", "2019"), ("2019-05", "05.2019"), ("2019-05-31", "31.05.2019")])
def test_the_time_is_as_exact_as_it_was_told(began, when):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    make_event(case, by=psychologist, began=began)
    assert hear(psychologist, case, purpose=Purpose.CARE).events[0].when == when


def test_no_code_of_an_alleged_event_lies_in_the_clear():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    make_event(case, by=psychologist, began="2019-05", methods=["threats_family"], place_kind="station")

    (row,) = AllegedEvent.objects.values()
    assert not [name for name, value in row.items() if any(word in repr(value) for word in ("2019-05", "threats_family", "station"))]


def test_alleged_events_stand_in_the_order_in_which_they_are_said_to_have_been():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    for began in ("2021", "2019-05", ""):
        make_event(case, by=psychologist, began=began)

    assert [event.when for event in hear(psychologist, case, purpose=Purpose.CARE).events] == ["", "05.2019", "2021"]


def test_only_its_author_takes_an_alleged_event_out():
    case, (psychologist, physician) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN)
    row = make_event(case, by=psychologist)

    with pytest.raises(Denied, match="Only the author can remove the entry"):
        take_out_event(row, case, by=physician)
    take_out_event(row, case, by=psychologist)
    assert AllegedEvent.objects.count() == 0


def test_a_closed_case_is_told_nothing():
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        tell(case, by=psychologist)


def test_the_page_opens_nothing_without_a_press_and_a_purpose(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)
    make_event(case, by=psychologist)
    sign_in(client, psychologist)

    closed, asked = client.get(url("case_story", case)), client.post(url("case_story", case), {"purpose": "gossip"})
    opened = client.post(url("case_story", case), {"purpose": "care"})

    assert (asked.status_code, "трое суток" in text(closed), "трое суток" in text(asked)) == (400, False, False)
    for word in ("трое суток", "suffocation with a bag or mask", "organs of internal affairs", "05.2019", "Alleged methods"):
        assert word in text(opened)


def test_the_page_is_sealed_for_who_does_not_hear_it(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    tell(case, by=psychologist)
    coordinator = sign_in(client, make_coordinator())

    shown, refused = client.get(url("case_story", case)), client.post(url("case_story", case), {"purpose": "care"})

    assert coordinator.username
    assert "What was told is sealed" in text(shown)
    assert refused.status_code == 403
    assert "трое суток" not in text(shown) + text(refused)


def test_the_story_is_written_and_goes_on_by_a_press(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    sign_in(client, psychologist)
    client.post(url("tell_story", case), {"version": "0", "told_on": "01.03.2024", "words": "Начало"})

    assert client.get(url("tell_story", case)).status_code == 302
    form = soup_of(client.post(url("tell_story", case), {"open": "1"}))
    assert "Начало" in form.select_one("[name=words]").get_text()
    assert form.select_one("[name=version]")["value"] == "1"
    client.post(url("tell_story", case), {"version": "1", "told_on": "02.03.2024", "words": "Начало и продолжение"})
    late = client.post(url("tell_story", case), {"version": "1", "told_on": "02.03.2024", "words": "Другое"})

    assert (late.status_code, "Другое" in text(late), "Начало и продолжение" in text(late)) == (409, True, True)
    assert list(Narrative.objects.values_list("number", flat=True)) == [2, 1]


def test_an_alleged_event_is_written_down_on_its_page(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)

    sent = client.post(url("add_alleged_event", case), {"began": "05.2019", "methods": ["bag", "soles"], "words": "", "is_about": "on"})

    assert sent.status_code == 302
    (event,) = hear(social, case, purpose=Purpose.CARE).events
    assert (event.began, event.is_about, len(event.methods)) == ("2019-05", True, 2)


def test_tell_story_needs_words_and_a_day_that_has_come():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    with pytest.raises(Invalid, match="Write what the person told"):
        tell(case, by=psychologist, words=" ")
    with pytest.raises(Invalid, match="This date is in the future"):
        tell_story(case, by=psychologist, words="Слова", told_on=dt.date(2100, 1, 1))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    for number in range(count):
        tell(case, by=psychologist, words=f"Раз {number}")
        make_event(case, by=psychologist)
    sign_in(client, psychologist)
    client.get(url("case_story", case))

    with django_assert_num_queries(17):
        client.get(url("case_story", case))
