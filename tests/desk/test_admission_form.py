"""The admission form: complaints as codes with a sealed rest, workers near the case, every error beside its field."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import admit
from panoh.cases.complaints import complaints
from panoh.cases.enums import Kind, RequestState, Urgency
from panoh.cases.models import Assignment, Case
from panoh.consent.models import Consent
from panoh.core.errors import Invalid
from panoh.desk.requests.forms import AdmissionPageForm
from panoh.people.data import PersonData
from panoh.people.forms import RelationshipForm
from panoh.people.models import Relationship, SafeContact
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.desk.forms import filled, form_with, visible_controls
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_coordinator, make_request
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DIRECTLY = "desk:request_admit_new"


@pytest.fixture
def coordinator(client):
    make_secretariat()
    return sign_in(client, make_coordinator())


def blank_form(client, address=None):
    """The form as it is opened, with what every admission needs."""
    page = soup_of(client.get(address or reverse(DIRECTLY)))
    typed = {"family_name": "Раҳимова", "sex": "female", "kind": "survivor"}
    opened = filled(form_with(page, "family_name"))
    sent = opened | typed | {"urgency": opened["urgency"][0] or "green"}
    return {name: value for name, value in sent.items() if name != "unasked"}  # with script a question stands there at once


def errors(response):
    """Field → the errors that stand beside it; "" for those on top that belong to no field."""
    assert response.status_code == 400
    soup = soup_of(response)
    form = soup.find("form", attrs={"data-draft": True})
    beside = {
        one.find(["input", "select", "textarea"])["name"]: [error.get_text(strip=True) for error in one.select(".error")]
        for one in form.select(".field--error")
    }
    loose = [one.get_text(strip=True) for one in form.select_one(".note--error").find_all("p", recursive=False)[1:]]
    return {**beside, **({"": loose} if loose else {})}


def test_the_page_says_itself_what_has_to_be_answered(client, coordinator):
    form = form_with(soup_of(client.get(reverse(DIRECTLY))), "family_name")
    asked = [field for field in form.select('[aria-required="true"]') if not field.find_parent("fieldset", attrs={"disabled": True})]
    lines = {field["name"] for field in asked}
    groups = [group.find("input")["name"] for group in form.select("fieldset[data-needed]")]
    assert lines == {"family_name", "given_name", "admitted_on", "urgency", "organisation"}
    assert groups[:2] == ["sex", "kind"]


@pytest.mark.parametrize(("urgency", "marks"), [(Urgency.RED, ["Danger"]), (Urgency.GREEN, [])])
def test_the_head_marks_the_open_danger_of_the_request(client, coordinator, urgency, marks):
    request = make_request(by=coordinator, urgency=urgency)
    admission = reverse("desk:request_admit", args=[request.code])

    assert [one.get_text() for one in soup_of(client.get(admission)).select("main .title .badge")] == marks

    client.post(reverse("desk:discreet"), {"on": "1"})
    assert soup_of(client.get(admission)).select("main .title .badge") == []


def test_complaints_are_kept_as_codes_and_their_rest_sealed(client, coordinator):
    typed = blank_form(client) | {"complaints": ["headache", "fear"], "complaint_words": "просыпается от стука"}

    assert client.post(reverse(DIRECTLY), typed).status_code == 302

    case = Case.objects.get()
    assert case.complaints == ["headache", "fear"]
    (opened,) = open_sealed([case], by=coordinator.actor, purpose=Purpose.CARE)
    assert opened.complaint_words == "просыпается от стука"
    assert "стука".encode() not in bytes(case.complaint_words)


def test_complaints_stand_in_three_parts_in_the_reader_s_language_and_open_where_one_is_chosen(client, coordinator):
    coordinator.language = "tg"
    sign_in(client, make_user(Role.COORDINATOR, language="tg"))
    page = soup_of(client.get(reverse(DIRECTLY)))
    boxes = page.select("input[name=complaints]")
    assert {box["value"] for box in boxes} == set(complaints())
    assert "дарди сар" in {box.find_parent("label").get_text(strip=True) for box in boxes}
    assert [one.has_attr("open") for one in page.select("fieldset details")] == [False, False, False]

    again = soup_of(client.post(reverse(DIRECTLY), blank_form(client) | {"sex": "", "complaints": ["fear"]}))
    assert [one.has_attr("open") for one in again.select("fieldset details")] == [False, False, True]


def test_a_complaint_that_is_not_on_the_list_is_refused_whoever_writes(client, coordinator):
    facts = {"organisation": coordinator.organisation, "kind": Kind.SURVIVOR}
    person = PersonData(sex="female", family_name="Раҳимова")
    with pytest.raises(Invalid) as refused:
        admit(None, person, by=coordinator, complaints=["headache", "bad_mood"], **facts)

    assert list(refused.value.fields) == ["complaints"]
    assert list(errors(client.post(reverse(DIRECTLY), blank_form(client) | {"complaints": ["bad_mood"]}))) == ["complaints"]


def test_workers_are_offered_by_their_organisation_and_refused_where_they_are_of_a_third(client, coordinator):
    near, third = make_member(1), make_member(2)
    own, far = (make_user(Role.MEMBER_WORKER, organisation=one) for one in (near, third))
    central = make_user(Role.SOCIAL_WORKER)
    page = soup_of(client.get(reverse(DIRECTLY)))
    groups = {group["label"]: [one["value"] for one in group.select("option")] for group in page.select("select[name=social] optgroup")}
    assert groups == {near.short: [str(own.id)], third.short: [str(far.id)], central.organisation.short: [str(central.id)]}
    assert page.select_one("select[name=social]")["data-narrowed-by"] == "organisation"

    response = client.post(reverse(DIRECTLY), blank_form(client) | {"organisation": near.slug, "social": str(far.id)})

    assert list(errors(response)) == ["social"]
    assert "belongs to another organisation" in errors(response)["social"][0]
    offered = {one["value"] for one in soup_of(response).select("select[name=social] option")}
    assert offered == {"", str(own.id), str(central.id)}
    assert Case.objects.count() == 0


@pytest.mark.parametrize("is_central", [True, False])
def test_workers_of_the_organisation_and_of_the_secretariat_are_taken(client, coordinator, is_central):
    near = make_member(1)
    worker = make_user(Role.SOCIAL_WORKER) if is_central else make_user(Role.MEMBER_WORKER, organisation=near)

    response = client.post(reverse(DIRECTLY), blank_form(client) | {"organisation": near.slug, "social": str(worker.id)})

    assert response.status_code == 302
    assert (Assignment.objects.get().user, Case.objects.get().organisation) == (worker, near)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"family_name": "", "given_name": " "}, "family_name"),
        ({"sex": ""}, "sex"),
        ({"kind": ""}, "kind"),
        ({"birth": "31.02.1990"}, "birth"),
        ({"admitted_on": "вчера"}, "admitted_on"),
        ({"disciplines": []}, "disciplines"),
        ({"number": "12"}, "number"),
        ({"hours": "бегоҳӣ", "kept": "hours"}, "number"),
        ({"kind": "family", "relation": "sister", "other_code": "не знаю"}, "other_code"),
        ({"kind": "family", "relation": "sister", "other_code": "2222-22222"}, "other_code"),
        ({"kind": "family", "relation": "sister"}, "other_status"),
        ({"kind": "family", "other_code": "2222-22222"}, "relation"),
        ({"consent": "spoken", "birth": "1990"}, "witness"),
        ({"consent": "written", "birth": "2015", "by_guardian": "on", "child_assented": "on"}, "guardian"),
        ({"consent": "written", "birth": "2015", "by_guardian": "on", "guardian": "Модар"}, "child_assented"),
    ],
)
def test_every_error_stands_beside_its_field_and_changes_nothing(client, coordinator, typed, field):
    found = errors(client.post(reverse(DIRECTLY), blank_form(client) | typed))

    assert list(found) == [field]
    assert len(found[field]) == 1
    assert (Case.objects.count(), Relationship.objects.count(), SafeContact.objects.count()) == (0, 0, 0)


def test_all_that_is_wrong_is_said_at_once(client, coordinator):
    wrong = {"family_name": "", "given_name": "", "birth": "31.02.1990", "number": "12"}

    assert sorted(errors(client.post(reverse(DIRECTLY), blank_form(client) | wrong))) == ["birth", "family_name", "number"]


ADULT = {"birth": "14.03.1984", "consent": "written"}
OF_KIN, OF_CHILD = ["other_code", "relation"], ["by_guardian", "guardian", "child_assented"]
ALWAYS = ["family_name", "given_name", "patronymic", "birth", "sex", "kind", "place", "number", "consent", "urgency"]


def asked(response):
    """The questions of the admission that stand there, each once."""
    return list(dict.fromkeys(visible_controls(form_with(soup_of(response), "family_name"))))


def again(client, **typed):
    """The form as it comes back without script, because the sex is not said yet."""
    return client.post(reverse(DIRECTLY), blank_form(client) | {"sex": "", **typed})


def test_the_admission_of_an_adult_has_at_most_fourteen_controls_and_asks_nothing_of_a_guardian(client, coordinator):
    opened = client.get(reverse(DIRECTLY))

    assert len(visible_controls(form_with(soup_of(opened), "family_name"))) == 13
    assert asked(opened) == ALWAYS
    assert asked(again(client, **ADULT)) == ALWAYS


@pytest.mark.parametrize(
    ("typed", "more"),
    [
        (ADULT | {"consent": "spoken"}, ["witness"]),
        (ADULT | {"birth": "2012"}, OF_CHILD),
        (ADULT | {"birth": ""}, ["is_adult"]),
        (ADULT | {"birth": "", "is_adult": "no"}, ["is_adult", *OF_CHILD]),
        (ADULT | {"kind": "family"}, OF_KIN),
        (ADULT | {"kind": "family", "relation": "sister"}, [*OF_KIN, "other_status", "other_name"]),
        (ADULT | {"kind": "family", "relation": "sister", "other_code": "2222-22222"}, OF_KIN),
        (ADULT | {"number": "987876666"}, ["hours"]),
    ],
)
def test_a_question_comes_with_its_reason(client, coordinator, typed, more):
    response = again(client, **typed)

    assert sorted(asked(response)) == sorted([*ALWAYS, *more])
    words = {
        one["name"]: "optional" in one.find_parent("fieldset", attrs={"data-asked-if": True}).get_text()
        for one in soup_of(response).select("fieldset[data-asked-if]:not([hidden]) [name]")
    }
    needed = {"witness", "is_adult", *OF_CHILD, "other_status", "relation"}  # of the tie "none" is an answer
    assert {name for name, optional in words.items() if optional} == set(more) - needed


def test_all_that_a_consent_for_a_child_lacks_is_said_at_once(client, coordinator):
    typed = blank_form(client) | ADULT | {"birth": "2012", "consent": "spoken", "kind": "survivor", "sex": "female"}

    assert {"witness", "guardian", "child_assented"} <= set(errors(client.post(reverse(DIRECTLY), typed)))


def test_what_was_typed_where_nothing_is_asked_any_more_is_not_kept(client, coordinator):
    stale = {"kind": "survivor", "relation": "sister", "other_status": "dead", "other_name": "Умед", "hours": "бегоҳӣ"}
    stale |= {"guardian": "Модар", "by_guardian": "on", "child_assented": "on", "witness": "Шоҳид"}

    assert client.post(reverse(DIRECTLY), blank_form(client) | ADULT | stale).status_code == 302

    assert (Relationship.objects.count(), SafeContact.objects.count()) == (0, 0)
    consent = Consent.objects.get()
    assert (consent.by_guardian, bytes(consent.witness or b""), bytes(consent.guardian or b"")) == (False, b"", b"")


def test_without_script_a_question_whose_reason_came_just_now_is_asked_by_a_step_more(client, coordinator):
    typed = blank_form(client) | filled(form_with(soup_of(client.get(reverse(DIRECTLY))), "family_name")) | ADULT
    typed |= {"family_name": "Раҳимова", "sex": "female", "kind": "survivor", "urgency": "green", "number": "987876666"}
    assert "hours" in typed["unasked"]

    response = client.post(reverse(DIRECTLY), typed)
    assert list(errors(response)) == ["hours"]

    typed = filled(form_with(soup_of(response), "family_name")) | {"hours": ""}
    assert client.post(reverse(DIRECTLY), typed).status_code == 302
    assert SafeContact.objects.count() == 1


@pytest.mark.parametrize(("kind", "reason"), [("survivor", "survivor_of_torture"), ("family", "family_of_survivor")])
def test_why_somebody_is_admitted_follows_from_as_what(client, coordinator, kind, reason):
    request = make_request()
    client.post(reverse("desk:request_triage", args=[request.code]), {"version": request.version, "urgency": "green", "needs": ["social"]})
    address = reverse("desk:request_admit", args=[request.code])

    assert client.post(address, blank_form(client, address) | ADULT | {"kind": kind}).status_code == 302

    request.refresh_from_db()
    assert request.decision_reason == reason


def test_a_day_of_admission_before_the_birth_stands_beside_both(client, coordinator):
    response = client.post(reverse(DIRECTLY), blank_form(client) | {"birth": "05.05.2020", "admitted_on": "04.05.2020"})

    assert list(errors(response)) == ["birth", "admitted_on"]


def test_what_was_said_at_the_request_begins_the_words_and_not_the_codes(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    there = reverse("desk:request_admit", args=[request.code])

    held = blank_form(client, there)

    assert held["complaint_words"] == "Дарди сар ва бехобӣ"
    assert "complaints" not in held


def test_the_code_of_a_relative_is_asked_before_what_this_person_is_to_them(client, coordinator):
    for form in (AdmissionPageForm, RelationshipForm):
        assert [name for name in form.base_fields if name in OF_KIN] == OF_KIN
    asked_of = [name for name in asked(again(client, **ADULT, kind="family")) if name in OF_KIN]
    assert asked_of == OF_KIN
