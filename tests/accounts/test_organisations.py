"""Organisations: added with the directory in their hands, named anew from a day, corrected, joining and leaving."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from panoh.accounts import actions, queries
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import FormerName, Membership, Organisation
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.audit.undo import latest, take_back
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network.queries import names_of
from panoh.vault.actions import has_key
from panoh.vault.purpose import Purpose
from panoh.vault.subject import Subject
from tests.factories.accounts import make_legal_unit, make_member, make_secretariat, make_user, sign_in
from tests.factories.network import make_facility
from tests.pages import soup_of as page

pytestmark = pytest.mark.django_db

NAMES = ("Public Organization “Dawn”", "Общественная организация «Рассвет»", "Ташкилоти ҷамъиятии «Субҳ»")
SHORTS = ("Dawn", "Рассвет", "Субҳ")
LATER = ("Public Organization “Morning”", "Общественная организация «Утро»", "Ташкилоти ҷамъиятии «Пагоҳ»")
FORM = {
    **dict(zip(("name_en", "name_ru", "name_tg"), NAMES, strict=True)),
    **dict(zip(("short_en", "short_ru", "short_tg"), SHORTS, strict=True)),
}


@pytest.fixture
def coordinator(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def dawn(coordinator):
    return actions.add_organisation(
        kind=OrganisationKind.MEMBER, names=NAMES, shorts=SHORTS, spellings=["Субх", "  "], joined_on=dt.date(2019, 3, 1), by=coordinator
    )


def text(node):
    return " ".join(node.get_text(" ").split())


# -- what is done ---------------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_an_organisation_gets_its_keys_a_short_address_and_the_day_it_joined(dawn):
    assert has_key(Subject("organisation", dawn.id), dawn.id)
    assert (dawn.slug, dawn.spellings) == ("dawn", ["Субх"])
    assert [(each.joined_on, each.left_on) for each in queries.memberships(dawn)] == [(dt.date(2019, 3, 1), None)]


def test_a_day_that_no_paper_names_stays_unknown(coordinator):
    row = actions.add_organisation(kind=OrganisationKind.MEMBER, names=NAMES, by=coordinator)

    assert [each.joined_on for each in queries.memberships(row)] == [None]
    assert row.slug == "public-organization-dawn"


def test_an_organisation_outside_is_no_member(coordinator):
    row = actions.add_organisation(kind=OrganisationKind.OUTSIDE, names=NAMES, by=coordinator)

    assert Membership.objects.filter(organisation=row).count() == 0
    with pytest.raises(WrongState):
        actions.change_membership(row, joined_on=today(), left_on=None, by=coordinator)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_an_official_name_is_needed_in_every_language(coordinator, missing):
    names = tuple("" if place == missing else name for place, name in enumerate(NAMES))

    with pytest.raises(Invalid) as refused:
        actions.add_organisation(kind=OrganisationKind.MEMBER, names=names, by=coordinator)

    assert list(refused.value.fields) == [("name_en", "name_ru", "name_tg")[missing]]


def test_a_name_that_is_another_organisations_is_refused(dawn, coordinator):
    with pytest.raises(Invalid, match="is already a name of Dawn"):
        actions.add_organisation(kind=OrganisationKind.MEMBER, names=LATER, spellings=["ОО «Рассвет»"], by=coordinator)


@pytest.mark.database
def test_a_new_name_closes_the_former_one_the_day_before_and_both_are_known(dawn, coordinator):
    actions.rename_organisation(dawn, names=LATER, since=dt.date(2026, 5, 1), by=coordinator)
    actions.rename_organisation(dawn, names=NAMES, shorts=SHORTS, since=dt.date(2026, 9, 1), by=coordinator)

    kept = Organisation.objects.get(pk=dawn.pk)
    assert (kept.name_ru, kept.named_on) == (NAMES[1], dt.date(2026, 9, 1))
    assert [(each.name_ru, each.starts_on, each.ends_on) for each in queries.former_names(kept)] == [
        (LATER[1], dt.date(2026, 5, 1), dt.date(2026, 8, 31)),
        (NAMES[1], None, dt.date(2026, 4, 30)),
    ]
    assert queries.organisation_by_spelling("ОО «Утро»") == kept
    assert queries.organisation_by_spelling("Рассвет") == kept
    assert AuditEvent.objects.filter(verb="accounts.organisation_renamed", purpose="dawn").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"names": NAMES, "shorts": SHORTS, "since": dt.date(2026, 5, 1)}, None),
        ({"names": LATER, "since": dt.date(2999, 1, 1)}, "since"),
    ],
)
def test_a_new_name_that_is_none_or_lies_ahead_is_refused(dawn, coordinator, facts, field):
    with pytest.raises(Invalid) as refused:
        actions.rename_organisation(dawn, by=coordinator, **facts)

    assert list(refused.value.fields) == ([field] if field else [])
    assert FormerName.objects.count() == 0


def test_a_new_name_begins_after_the_present_one(dawn, coordinator):
    actions.rename_organisation(dawn, names=LATER, since=dt.date(2026, 5, 1), by=coordinator)

    with pytest.raises(Invalid, match="began after this date"):
        actions.rename_organisation(dawn, names=NAMES, since=dt.date(2026, 5, 1), by=coordinator)


def test_a_new_name_can_be_taken_back(dawn, coordinator):
    actions.rename_organisation(dawn, names=LATER, since=today(), by=coordinator)

    take_back(latest(coordinator.actor).pk, by=coordinator.actor)

    kept = Organisation.objects.get(pk=dawn.pk)
    assert (kept.name_en, kept.named_on, FormerName.objects.count()) == (NAMES[0], None, 0)


def test_a_correction_ends_no_name(dawn, coordinator):
    actions.correct_organisation(dawn, names=LATER, spellings=["Рассвет+"], by=coordinator)

    kept = Organisation.objects.get(pk=dawn.pk)
    assert (kept.name_tg, kept.short_tg, kept.spellings, kept.named_on) == (LATER[2], "", ["Рассвет+"], None)
    assert FormerName.objects.count() == 0


def test_a_membership_ends_and_begins_anew(dawn, coordinator):
    actions.change_membership(dawn, joined_on=dt.date(2019, 4, 1), left_on=dt.date(2022, 1, 31), by=coordinator)
    actions.change_membership(dawn, joined_on=dt.date(2024, 2, 1), left_on=None, by=coordinator)

    assert [(each.joined_on, each.left_on) for each in queries.memberships(dawn)] == [
        (dt.date(2019, 4, 1), dt.date(2022, 1, 31)),
        (dt.date(2024, 2, 1), None),
    ]
    with pytest.raises(Invalid):
        actions.change_membership(dawn, joined_on=dt.date(2024, 2, 1), left_on=dt.date(2024, 1, 1), by=coordinator)


def test_two_who_change_the_same_organisation_meet_a_conflict(dawn, coordinator):
    other = Organisation.objects.get(pk=dawn.pk)
    actions.correct_organisation(dawn, names=LATER, by=coordinator)

    with pytest.raises(Conflict):
        actions.rename_organisation(other, names=("A", "Б", "В"), since=today(), by=coordinator)
    assert FormerName.objects.count() == 0


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR}))
def test_organisations_are_kept_by_coordinator_and_administrator_alone(dawn, role):
    somebody = make_user(role)

    for write in (
        lambda: actions.add_organisation(kind=OrganisationKind.MEMBER, names=LATER, by=somebody),
        lambda: actions.rename_organisation(dawn, names=LATER, since=today(), by=somebody),
        lambda: actions.correct_organisation(dawn, names=LATER, by=somebody),
        lambda: actions.change_membership(dawn, joined_on=None, left_on=None, by=somebody),
    ):
        with pytest.raises(Denied):
            write()


# -- the pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_who_is_added_from_the_page_can_open_the_directory(client, role):
    make_secretariat()
    keeper = make_user(Role.COORDINATOR)
    facility = make_facility(by=keeper, name="Клиника Х")
    sign_in(client, make_user(role))

    response = client.post(reverse("desk:organisation_add"), {**FORM, "kind": "member", "joined_on": "", "spellings": "Субх\nСубҳ 2"})

    row = Organisation.objects.get(slug="dawn")
    assert response.url == reverse("desk:organisation", args=[row.pk])
    assert row.spellings == ["Субх", "Субҳ 2"]
    newcomer = make_user(Role.MEMBER_WORKER, organisation=row)
    assert names_of([facility], by=newcomer, purpose=Purpose.CARE) == {facility.pk: "Клиника Х"}


def test_before_the_first_facility_too_everybody_gets_the_directory(client, coordinator):
    client.post(reverse("desk:organisation_add"), {**FORM, "kind": "member"})

    newcomer = make_user(Role.MEMBER_WORKER, organisation=Organisation.objects.get(slug="dawn"))
    facility = make_facility(by=coordinator, name="Клиника Х")
    assert names_of([facility], by=newcomer, purpose=Purpose.CARE) == {facility.pk: "Клиника Х"}


def test_an_organisation_outside_gets_no_directory(client, coordinator):
    facility = make_facility(by=coordinator)
    client.post(reverse("desk:organisation_add"), {**FORM, "kind": "outside"})

    assert not has_key(facility.sealing_subject(), Organisation.objects.get(slug="dawn").pk)


def test_no_second_secretariat_or_legal_unit_is_added(client, coordinator):
    response = client.post(reverse("desk:organisation_add"), {**FORM, "kind": "secretariat"})

    assert (response.status_code, Organisation.objects.filter(slug="dawn").count()) == (400, 0)


def test_what_was_typed_comes_back_with_the_reason_beside_it(client, coordinator, dawn):
    response = client.post(reverse("desk:organisation_add"), {**FORM, "kind": "member", "name_en": "Another"})

    found = page(response)
    assert response.status_code == 400
    assert "is already a name of Dawn" in text(found.find(id="id_name_ru").find_parent(class_="field"))
    assert found.find(id="id_name_en")["value"] == "Another"


@time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC), tick=False)
def test_a_new_name_is_given_on_the_page_and_the_former_one_stands_below(client, coordinator, dawn):
    sign_in(client, coordinator)  # of the day to which the clock was set
    address = reverse("desk:organisation_rename", args=[dawn.pk])
    asked = page(client.get(address))
    assert asked.find(id="id_name_tg")["value"] == NAMES[2]
    given = {"version": asked.find(attrs={"name": "version"})["value"], "short_ru": "Утро", "since": "1.5.2026"}
    names = dict(zip(("name_en", "name_ru", "name_tg"), LATER, strict=True))

    response = client.post(address, {**names, **given})

    shown = text(page(client.get(response.url)).main)
    assert LATER[2] in shown
    assert "Name used since 1 May" in shown
    assert "until 30 April, first day unknown" in shown


def test_after_somebody_elses_change_both_versions_stand_side_by_side(client, coordinator, dawn):
    actions.correct_organisation(dawn, names=LATER, by=coordinator)

    response = client.post(reverse("desk:organisation_correct", args=[dawn.pk]), {**FORM, "version": "1"})

    assert response.status_code == 409
    assert LATER[1] in text(page(response).main)
    assert page(response).find(id="id_name_ru")["value"] == NAMES[1]


def test_the_membership_page_is_for_members(client, coordinator, dawn):
    address = reverse("desk:organisation_membership", args=[dawn.pk])
    version = page(client.get(address)).find(attrs={"name": "version"})["value"]

    assert client.post(address, {"version": version, "joined_on": "", "left_on": "31.1.2022"}).status_code == 302
    assert "until 31 January 2022, first day unknown" in text(page(client.get(reverse("desk:organisation", args=[dawn.pk]))).main)
    assert client.get(reverse("desk:organisation_membership", args=[make_legal_unit().pk])).status_code == 404


@pytest.mark.parametrize("name", ["organisations", "organisation_add"])
def test_the_pages_are_closed_to_who_keeps_no_organisations(client, name):
    make_secretariat()
    sign_in(client, make_user(Role.SOCIAL_WORKER))

    assert client.get(reverse(f"desk:{name}")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    for number in range(count):
        actions.add_organisation(
            kind=OrganisationKind.MEMBER, names=tuple(f"{name} {number}" for name in NAMES), joined_on=dt.date(2019, 3, 1), by=coordinator
        )
    make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    client.get(reverse("desk:organisations"))

    with django_assert_num_queries(10):
        found = page(client.get(reverse("desk:organisations")))

    assert len(found.find("tbody").find_all("tr")) == count + 2
    assert text(found.find("a", string="Member 1").find_parent("tr").find_all("td")[-1]) == "1"


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_pages_open_in_three_languages(client, dawn, language):
    sign_in(client, make_user(Role.ADMINISTRATOR, language=language))

    for name in ("organisation", "organisation_rename", "organisation_correct", "organisation_membership"):
        assert client.get(reverse(f"desk:{name}", args=[dawn.pk])).status_code == 200
    assert client.get(reverse("desk:organisation_add")).status_code == 200
    assert dawn.short == "Dawn"


# -- in which order they stand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "order"),
    [
        ("ru", ["Котибот", "Ёрӣ", "Зебо", "Яккачин"]),
        ("tg", ["Котибот", "Гулнор", "Ғунча", "Қалам"]),
        ("en", ["Котибот", "Dawn", "Morning", "Zone"]),
    ],
)
def test_members_stand_in_the_order_of_the_alphabet_of_who_reads(coordinator, language, order):
    secretariat = queries.secretariat()
    secretariat.short_ru = secretariat.short_tg = secretariat.short_en = "Котибот"
    shorts = [("a", "Zone", "Ёрӣ", "Қалам"), ("b", "Morning", "Яккачин", "Гулнор"), ("c", "Dawn", "Зебо", "Ғунча")]
    rows = [Organisation(slug=slug, kind="member", short_en=en, short_ru=ru, short_tg=tg) for slug, en, ru, tg in shorts]
    with translation.override(language):
        assert [row.short for row in queries.in_order([*rows, secretariat])] == order


def test_the_legal_assistance_unit_is_called_by_its_full_name_wherever_it_is_shown():
    actions.found_coalition()
    unit = Organisation.objects.get(slug="legal-unit")
    assert (unit.short_en, unit.short_ru, unit.short_tg) == ("Legal Assistance Unit", "Группа правовой помощи", "Гурӯҳи кумаки ҳуқуқӣ")
