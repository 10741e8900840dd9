"""Two records of one person are joined by the coordinator, and taken apart again within thirty days."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import connection

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent, AuditRef, Undo
from panoh.audit.trail import action, save
from panoh.audit.undo import latest
from panoh.cases.actions import open_task
from panoh.cases.enums import TaskKind
from panoh.cases.finding import find_cases
from panoh.cases.models import Case, Share
from panoh.cases.policy import visible_cases
from panoh.consent.actions import refuse_consent, withdraw_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for
from panoh.core.clock import now, today
from panoh.core.db.row_level_security import as_owner
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.people.actions import add_relationship, correct_person, set_safe_contact
from panoh.people.duplicates import confirm_distinct, find_candidates
from panoh.people.enums import DistinctReason, OtherStatus, Relation
from panoh.people.events import Event
from panoh.people.merging import BOTH, LEFT, RIGHT, fields, forget_changes, join_records, unmerge
from panoh.people.models import Candidate, Correction, Merge, NameIndexEntry, Person, Relationship, SafeContact
from panoh.people.search import feed
from panoh.reporting.queries.figures import admissions, assistance, codes_behind
from panoh.vault.actions import has_key, open_sealed, record_about, references, seal
from panoh.vault.fields import Sealed, sealed_fields
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user
from tests.factories.care import make_help
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility

pytestmark = [pytest.mark.django_db, pytest.mark.database]

KEEP = dict.fromkeys(fields(), LEFT)


@pytest.fixture
def coordinator(no_names):
    return make_coordinator()


@pytest.fixture
def pair(coordinator):
    """The same person with two organisations: each has a case of its own, and neither sees the other's."""
    one = make_case(by=coordinator, organisation=make_member(1), family_name="Қодиров", given_name="Ҷамшед", birth="1984")
    other = make_case(by=coordinator, organisation=make_member(2), family_name="Кадыров", given_name="Джамшед", birth="1984-03-12")
    return one, other


def join(pair, by, *, choices=None, **more):
    kept, gone = (Person.objects.get(pk=case.person_id) for case in pair)
    return join_records(kept, gone, by=by, choices={**KEEP, **(choices or {})}, **more)


def words(person, by, purpose=Purpose.DATA_QUALITY):
    (opened,) = open_sealed([Person.objects.get(pk=person.pk)], by=by.actor, purpose=purpose)
    return opened


def long_ago(*people):
    from panoh.audit.guard import writes_allowed  # noqa: PLC0415 -- for arranging alone

    with writes_allowed():
        Person.objects.filter(pk__in=[person.pk for person in people]).update(recorded_at=now() - dt.timedelta(days=3))


def aged(merge, **by):
    from panoh.audit.guard import writes_allowed  # noqa: PLC0415 -- as above

    with writes_allowed():
        Merge.objects.update(at=now() - dt.timedelta(**by))
    return Merge.objects.get(pk=merge.pk)


def everything(by):
    """All that joining may change, as it stands, words and all; versions count on, ciphertexts are made anew."""
    people = [
        *Person.objects.order_by("pk"),
        *SafeContact.objects.order_by("pk"),
        *Relationship.objects.order_by("pk"),
        *NameIndexEntry.objects.order_by("pk"),
    ]
    opened = open_sealed([*people, *Consent.objects.order_by("pk")], by=by.actor, purpose=Purpose.DATA_QUALITY)
    return [
        (
            type(item.row).__name__,
            {
                field.attname: getattr(item.row, field.attname)
                for field in item.row._meta.concrete_fields
                if field.name not in (*item.plain, "version")
            },
            item.plain,
        )
        for item in opened
    ] + [
        list(Share.objects.order_by("pk").values("pk", "ended_at")),
        list(Candidate.objects.order_by("pk").values("person_a", "person_b", "state")),
        Correction.objects.count(),
    ]


# -- the fate of fields -------------------------------------------------------------------------------------------------


def test_the_chosen_texts_stand_in_the_record_that_is_kept_and_the_other_stays_as_it_was(coordinator, pair):
    long_ago(pair[0].person, pair[1].person)

    join(pair, coordinator, choices={"given_name": RIGHT, "birth_date": RIGHT})

    kept, gone = words(pair[0].person, coordinator), words(pair[1].person, coordinator)
    assert (kept.family_name, kept.given_name, kept.birth_date, kept.row.birth_precision) == ("Қодиров", "Джамшед", "1984-03-12", "day")
    assert (gone.family_name, gone.given_name, gone.birth_date) == ("Кадыров", "Джамшед", "1984-03-12")
    assert gone.row.merged_into_id == pair[0].person_id
    assert sorted(Correction.objects.filter(person=pair[0].person).values_list("field", flat=True)) == ["birth_date", "given_name"]


def test_other_names_can_both_be_kept(coordinator, pair):
    correct_person(pair[0].person, by=coordinator, changes={"other_names": "Ҷаҳон"})
    correct_person(pair[1].person, by=coordinator, changes={"other_names": "Джамик"})

    join(pair, coordinator, choices={"other_names": BOTH})

    assert words(pair[0].person, coordinator).other_names == "Ҷаҳон; Джамик"


def test_the_region_goes_with_the_place(coordinator, pair):
    correct_person(pair[1].person, by=coordinator, changes={"region": "TJ-SU", "place": "khujand"})

    join(pair, coordinator, choices={"place": RIGHT})

    person = Person.objects.get(pk=pair[0].person_id)
    assert (person.region, person.place) == ("TJ-SU", "khujand")


@pytest.mark.parametrize("choices", [{"family_name": BOTH}, {"sex": "mine"}])
def test_a_choice_that_is_none_is_refused(coordinator, pair, choices):
    with pytest.raises(Invalid):
        join(pair, coordinator, choices=choices)

    assert Person.objects.filter(merged_into=None).count() == 2


def test_a_contact_that_holds_for_both_is_copied_the_other_stays_beside(coordinator, pair):
    set_safe_contact(pair[0].person, by=coordinator, number="+992 90 000 00 01", not_to_say="Не называть врача")
    set_safe_contact(pair[1].person, by=coordinator, number="+992 90 000 00 02")

    join(pair, coordinator, contact=LEFT)

    current = SafeContact.objects.filter(person=pair[1].person)
    assert list(current.values_list("is_current", flat=True).order_by("version")) == [False, True]
    (opened,) = open_sealed([current.get(is_current=True)], by=coordinator.actor, purpose=Purpose.CONTACT)
    assert (opened.number, opened.not_to_say) == ("+992 90 000 00 01", "Не называть врача")


def test_each_record_keeps_its_own_contact_unless_chosen(coordinator, pair):
    set_safe_contact(pair[0].person, by=coordinator, number="+992 90 000 00 01")
    set_safe_contact(pair[1].person, by=coordinator, number="+992 90 000 00 02")

    join(pair, coordinator)

    assert SafeContact.objects.filter(is_current=True).count() == 2


def test_a_chosen_tie_moves_and_a_tie_to_oneself_goes(coordinator, pair):
    one, other = pair[0].person, pair[1].person
    moving = add_relationship(other, Relation.SON, by=coordinator, other_status=OtherStatus.DEAD, other_name="Раҳим")
    staying = add_relationship(other, Relation.BROTHER, by=coordinator, other_status=OtherStatus.UNKNOWN)
    add_relationship(one, Relation.COUSIN, by=coordinator, other=other)

    join(pair, coordinator, relationships=[moving.pk])

    (moved,) = open_sealed([Relationship.objects.get(person=one)], by=coordinator.actor, purpose=Purpose.CARE)
    assert (moved.row.relation, moved.other_name) == ("son", "Раҳим")
    assert list(Relationship.objects.filter(person=other).values_list("pk", flat=True)) == [staying.pk]


@contextmanager
def one_field_more(model, name):
    """The model as it is once somebody has followed CONTRIBUTING, "Add a field": one more sealed field, in its table too."""
    kind = "bytea NOT NULL DEFAULT ''" if connection.vendor == "postgresql" else "blob NOT NULL DEFAULT x''"
    field = Sealed("identity")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} ADD COLUMN {name} {kind}")
    field.contribute_to_class(model, name)
    try:
        yield
    finally:
        model._meta.local_fields.remove(field)
        model._meta._expire_cache()
        delattr(model, name)


@action
def say(row, by, **texts):
    seal(row, by=by.actor, **texts)
    save(row)
    record_about(Event.CORRECTED, by=by.actor, about=[row])


def said(row, by):
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.DATA_QUALITY)
    return {name: getattr(opened, name) for name in sealed_fields(type(row))}


def filled(row, by):
    """Every sealed field of the row says something of its own."""
    say(row, by, **{name: f"{name} ӣ" if name != "birth_date" else "1979-05" for name in sealed_fields(type(row))})
    return said(row, by)


def test_whatever_the_model_of_a_person_seals_can_be_taken_over(no_names):
    with one_field_more(Person, "called"):
        by = make_coordinator()
        one, other = make_case(by=by), make_case(by=by)
        before = filled(other.person, by)
        long_ago(one.person, other.person)

        merge = join((one, other), by, choices=dict.fromkeys(fields(), RIGHT))
        assert said(Person.objects.get(pk=one.person_id), by) == before
        assert said(Person.objects.get(pk=other.person_id), by) == before

        unmerge(merge, by=by)
        assert said(Person.objects.get(pk=one.person_id), by)["called"] == ""


def test_whatever_the_model_of_a_person_seals_stays_where_it_is_when_the_other_is_chosen(no_names):
    with one_field_more(Person, "called"):
        by = make_coordinator()
        one, other = make_case(by=by), make_case(by=by)
        before = filled(one.person, by)

        join((one, other), by)

        assert said(Person.objects.get(pk=one.person_id), by) == before


def test_whatever_the_model_of_a_contact_seals_is_copied(no_names):
    with one_field_more(SafeContact, "fitting_day"):
        by = make_coordinator()
        one, other = make_case(by=by), make_case(by=by)
        before = filled(set_safe_contact(one.person, by=by, number="+992 90 000 00 01"), by)

        join((one, other), by, contact=LEFT)

        assert said(SafeContact.objects.get(person=other.person, is_current=True), by) == before


def test_whatever_the_model_of_a_tie_seals_moves_with_it(no_names):
    with one_field_more(Relationship, "since_when"):
        by = make_coordinator()
        one, other = make_case(by=by), make_case(by=by)
        before = filled(add_relationship(other.person, Relation.SON, by=by, other_status=OtherStatus.DEAD, other_name="Раҳим"), by)

        join((one, other), by, relationships=[Relationship.objects.get().pk])

        assert said(Relationship.objects.get(person=one.person), by) == before


# -- who reads ----------------------------------------------------------------------------------------------------------


def test_joining_opens_nothing_to_anybody(coordinator, pair):
    workers = [make_user(Role.MEMBER_WORKER, organisation=make_member(number)) for number in (1, 2)]

    join(pair, coordinator)

    for case, worker, other in ((pair[0], workers[0], pair[1]), (pair[1], workers[1], pair[0])):
        assert list(visible_cases(worker).values_list("code", flat=True)) == [case.code]
        assert not words(case.person, worker).is_unreadable
        assert words(other.person, worker).is_unreadable
        assert not has_key(other.sealing_subject(), worker.organisation_id)
        assert len(references([case, other], by=worker.actor)) == 1


def test_both_records_say_that_they_were_joined(coordinator, pair):
    join(pair, coordinator)

    event = AuditEvent.objects.filter(verb="people.joined").get()
    refs = references([pair[0], pair[1]], by=coordinator.actor)
    assert AuditRef.objects.filter(event_seq=event.seq, ref__in=refs).count() == 2


def test_joining_is_offered_no_quick_undo(coordinator, pair):
    join(pair, coordinator)

    assert latest(coordinator.actor) is None


# -- consents -----------------------------------------------------------------------------------------------------------


def test_a_consent_is_not_widened(coordinator, pair):
    facility = make_facility(by=coordinator)
    make_consent(pair[0].person, by=coordinator, facility=facility)

    join(pair, coordinator)

    kept, gone = (Person.objects.get(pk=case.person_id) for case in pair)
    assert ground_for(kept, ConsentPurpose.REFERRAL, facility=facility) is not None
    assert ground_for(gone, ConsentPurpose.REFERRAL, facility=facility) is None


def refused(person, by, **about):
    return refuse_consent(person, by=by, purpose=ConsentPurpose.REFERRAL, form=ConsentForm.SPOKEN, **about)


@pytest.mark.parametrize("refusing", [0, 1])
@pytest.mark.parametrize("first", [True, False])
def test_a_refusal_in_one_record_wins_whichever_was_later(coordinator, pair, refusing, first):
    facility, elsewhere = make_facility(by=coordinator), make_facility(by=coordinator, name="Поликлиника")
    no, yes = pair[refusing].person, pair[1 - refusing].person
    if first:
        refused(no, coordinator, facility=facility)
    given = [make_consent(yes, by=coordinator, facility=place) for place in (facility, elsewhere)]
    if not first:
        refused(no, coordinator, facility=facility)

    join(pair, coordinator)

    assert [Consent.objects.get(pk=row.pk).decision for row in given] == ["withdrawn", "given"]
    assert Consent.objects.get(pk=given[0].pk).withdrawn_on == today()


def test_what_was_taken_back_in_one_record_is_taken_back_in_the_other(coordinator, pair):
    facility = make_facility(by=coordinator)
    withdraw_consent(make_consent(pair[0].person, by=coordinator, facility=facility), by=coordinator)
    given = make_consent(pair[1].person, by=coordinator, facility=facility)

    join(pair, coordinator)

    assert Consent.objects.get(pk=given.pk).decision == "withdrawn"


def test_a_refusal_after_the_joining_holds_for_both_and_an_answer_asked_anew_counts(coordinator, pair):
    facility = make_facility(by=coordinator)
    given = make_consent(pair[1].person, by=coordinator, facility=facility)
    join(pair, coordinator)
    kept, gone = (Person.objects.get(pk=case.person_id) for case in pair)

    refused(kept, coordinator, facility=facility)
    assert Consent.objects.get(pk=given.pk).decision == "withdrawn"

    make_consent(gone, by=coordinator, facility=facility)
    assert ground_for(gone, ConsentPurpose.REFERRAL, facility=facility) is not None
    withdraw_consent(make_consent(kept, by=coordinator, facility=facility), by=coordinator)
    assert ground_for(gone, ConsentPurpose.REFERRAL, facility=facility) is None


def test_a_sharing_without_its_consent_ends_and_comes_back_with_its_key(coordinator, pair):
    third = make_member(3)
    show_case(pair[1], by=coordinator, organisation=third)
    about = {"purpose": ConsentPurpose.TEAM, "organisation": third}
    make_consent(pair[1].person, by=coordinator, **about)
    refuse_consent(pair[0].person, by=coordinator, form=ConsentForm.SPOKEN, **about)

    merge = join(pair, coordinator)
    assert not has_key(pair[1].sealing_subject(), third.pk)
    assert "subjectkey" not in str(Merge.objects.get().changes)

    unmerge(merge, by=coordinator)
    assert has_key(pair[1].sealing_subject(), third.pk)
    assert Share.objects.get().ended_at is None


# -- figures ------------------------------------------------------------------------------------------------------------


def test_figures_count_one_person(coordinator, pair):
    for case in pair:
        make_help(Case.objects.get(pk=case.pk), by=coordinator)

    def figures():
        found = admissions(coordinator, today(), today())
        helped = assistance(coordinator, today(), today())["humanitarian"]
        return found.persons, helped["persons"], helped["services"], len(codes_behind(coordinator, today(), today(), {}))

    assert figures() == (2, 2, 2, 2)
    merge = join(pair, coordinator)
    assert figures() == (1, 1, 2, 1)
    unmerge(merge, by=coordinator)
    assert figures() == (2, 2, 2, 2)


def test_behind_the_number_of_one_person_stands_the_first_case_of_all_its_records(coordinator, pair, arranging):
    yesterday = today() - dt.timedelta(days=1)
    Case.objects.filter(pk=pair[1].pk).update(admitted_on=yesterday)

    join(pair, coordinator)

    assert codes_behind(coordinator, yesterday, today(), {}) == [pair[1].code]


def test_the_sex_that_was_chosen_is_counted(coordinator, pair, arranging):
    Person.objects.filter(pk=pair[0].person_id).update(sex="unstated")
    Case.objects.filter(pk=pair[1].pk).update(admitted_on=today() - dt.timedelta(days=1))

    join(pair, coordinator, choices={"sex": RIGHT})
    found = admissions(coordinator, today() - dt.timedelta(days=1), today()).as_dict()

    assert (found["persons"], found["men"], found["sex_unstated"]) == (1, 1, 0)


# -- taking apart -------------------------------------------------------------------------------------------------------


def arranged(pair, by):
    facility, third = make_facility(by=by), make_member(3)
    one, other = (case.person for case in pair)
    set_safe_contact(one, by=by, number="+992 90 000 00 01", not_to_say="Не называть врача")
    set_safe_contact(other, by=by, number="+992 90 000 00 02")
    relationship = add_relationship(other, Relation.SON, by=by, other_status=OtherStatus.DEAD, other_name="Раҳим", note="умер в пути")
    add_relationship(one, Relation.COUSIN, by=by, other=other)
    make_consent(other, by=by, facility=facility)
    refused(one, by, facility=facility)
    show_case(pair[1], by=by, organisation=third)
    make_consent(other, by=by, purpose=ConsentPurpose.TEAM, organisation=third)
    refuse_consent(one, by=by, form=ConsentForm.SPOKEN, purpose=ConsentPurpose.TEAM, organisation=third)
    long_ago(one, other)
    return relationship


def test_unmerged_everything_is_as_it_was(coordinator, pair):
    relationship = arranged(pair, coordinator)
    feed()
    find_candidates(50)
    before = everything(coordinator)

    merge = join(pair, coordinator, choices=dict.fromkeys(fields(), RIGHT), contact=RIGHT, relationships=[relationship.pk])
    assert everything(coordinator) != before
    unmerge(merge, by=coordinator)

    assert everything(coordinator) == before
    merge.refresh_from_db()
    assert (merge.changes, merge.undone_by) == ([], coordinator.pk)
    event = AuditEvent.objects.filter(verb="people.taken_apart").get()
    assert len(event.refs) == 16


def test_what_was_done_since_stays(coordinator, pair):
    relationship = arranged(pair, coordinator)
    merge = join(pair, coordinator, choices=dict.fromkeys(fields(), RIGHT), contact=RIGHT, relationships=[relationship.pk])
    kept = Person.objects.get(pk=pair[0].person_id)
    correct_person(kept, by=coordinator, changes={"family_name": "Қодирзода"}, reason="По паспорту")
    set_safe_contact(kept, by=coordinator, number="+992 90 000 00 03")

    unmerge(merge, by=coordinator)

    opened = words(kept, coordinator)
    assert (opened.family_name, opened.given_name) == ("Қодирзода", "Ҷамшед")
    (contact,) = open_sealed(list(SafeContact.objects.filter(person=kept, is_current=True)), by=coordinator.actor, purpose=Purpose.CONTACT)
    assert contact.number == "+992 90 000 00 03"
    (entry,) = open_sealed([NameIndexEntry.objects.get(person=kept)], by=coordinator.actor, purpose=Purpose.DATA_QUALITY)
    assert "Қодирзода\x1fҶамшед" in entry.names
    assert entry.numbers == "+992 90 000 00 03"


def test_thirty_days_to_the_second(coordinator, pair):
    merge = join(pair, coordinator)

    with pytest.raises(WrongState, match="Thirty days have passed"):
        unmerge(aged(merge, days=30), by=coordinator)
    unmerge(aged(merge, days=29, hours=23, minutes=59, seconds=50), by=coordinator)

    assert Person.objects.filter(merged_into=None).count() == 2
    with pytest.raises(WrongState, match="already"):
        unmerge(Merge.objects.get(), by=coordinator)


def test_what_stood_before_is_forgotten_after_thirty_days(coordinator, pair):
    merge = join(pair, coordinator, choices={"given_name": RIGHT})
    assert forget_changes() == 0

    aged(merge, days=30)

    assert forget_changes() == 1
    assert Merge.objects.get().changes == []


def test_records_joined_twice_come_apart_in_the_other_order(coordinator, pair):
    third = make_case(by=coordinator, organisation=make_member(3))
    first = join(pair, coordinator)
    second = join((third, pair[0]), coordinator)
    assert set(Person.objects.exclude(merged_into=None).values_list("merged_into", flat=True)) == {third.person_id}
    assert admissions(coordinator, today(), today()).persons == 1

    with pytest.raises(WrongState, match="The record has since been merged with another one"):
        unmerge(Merge.objects.get(pk=first.pk), by=coordinator)
    unmerge(Merge.objects.get(pk=second.pk), by=coordinator)
    assert Person.objects.get(pk=pair[1].person_id).merged_into_id == pair[0].person_id
    unmerge(Merge.objects.get(pk=first.pk), by=coordinator)

    assert admissions(coordinator, today(), today()).persons == 3


# -- refused ------------------------------------------------------------------------------------------------------------


def test_only_the_coordinator_joins_and_unmerges(coordinator, pair):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))

    with pytest.raises(Denied):
        join(pair, worker)
    merge = join(pair, coordinator)
    with pytest.raises(Denied):
        unmerge(merge, by=worker)


def test_a_record_changed_meanwhile_is_looked_at_again(coordinator, pair):
    shown = (pair[0].person.version, pair[1].person.version)
    correct_person(Person.objects.get(pk=pair[1].person_id), by=coordinator, changes={"given_name": "Ҷамшид"})

    with pytest.raises(Conflict):
        join(pair, coordinator, expected=shown)


def test_nobody_is_joined_twice_or_with_themselves_or_with_somebody_invented(coordinator, pair, arranging):
    with pytest.raises(Invalid):
        join((pair[0], pair[0]), coordinator)
    join(pair, coordinator)
    with pytest.raises(WrongState):
        join(pair, coordinator)

    third = make_case(by=coordinator)
    Person.objects.filter(pk=third.person_id).update(is_practice=True)
    with pytest.raises(Invalid, match="invented"):
        join((pair[0], third), coordinator)


def test_who_was_told_apart_by_mistake_can_still_be_joined(coordinator, pair):
    confirm_distinct(pair[0].person, pair[1].person, by=coordinator, reason=DistinctReason.KNOWN)

    join(pair, coordinator)

    assert Candidate.objects.get().state == "same"
    with pytest.raises(WrongState):
        confirm_distinct(pair[0].person, pair[1].person, by=coordinator, reason=DistinctReason.KNOWN)


@pytest.mark.parametrize("says", ["one", "two"])
def test_once_it_is_decided_nobody_has_to_look_at_it(coordinator, pair, says):
    open_task(pair[0], by=coordinator, kind=TaskKind.SAME, due=today(), target=pair[1].person_id)

    if says == "one":
        join(pair, coordinator)
    else:
        confirm_distinct(pair[0].person, pair[1].person, by=coordinator, reason=DistinctReason.KNOWN)

    assert pair[0].tasks.get(kind=TaskKind.SAME).done_by == coordinator.pk


def test_who_resembled_the_record_that_is_gone_resembles_the_one_that_is_kept(coordinator, pair):
    third = make_case(by=coordinator, family_name="Кадыров", given_name="Джамшед", birth="1984-03-12")
    feed()
    find_candidates(50)

    merge = join(pair, coordinator)

    open_ones = Candidate.objects.filter(state="open")
    assert [{row.person_a_id, row.person_b_id} for row in open_ones] == [{pair[0].person_id, third.person_id}]
    correct_person(Person.objects.get(pk=pair[1].person_id), by=coordinator, changes={"patronymic": "Раҳимович"})
    feed()
    find_candidates(50)
    assert open_ones.count() == 1
    unmerge(merge, by=coordinator)
    assert Candidate.objects.filter(state="open").count() == 3


def test_nothing_of_it_is_kept_for_ten_minutes(coordinator, pair):
    join(pair, coordinator, choices={"given_name": RIGHT})

    assert Undo.objects.filter(actor_ref=coordinator.pk).latest("at").changes == []


def test_a_search_shows_one_person_once(coordinator, pair):
    feed()
    assert len(find_cases(coordinator, "Кадыров Джамшед").hits) == 2

    join(pair, coordinator)

    (hit,) = find_cases(coordinator, "Кадыров Джамшед").hits
    assert hit.case.code == pair[1].code
    (hit,) = find_cases(make_user(Role.MEMBER_WORKER, organisation=make_member(1)), "Кадыров Джамшед").hits
    assert hit.case.code == pair[0].code
