"""Pages of requests and cases: who gets them, what stands there, and how many queries a list costs."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent, AuditRef
from panoh.cases.actions import add_own_task, assign_worker, change_urgency, correct_case, open_task, share_case
from panoh.cases.enums import CaseState, Discipline, Kind, RequestState, TaskKind, Urgency
from panoh.cases.models import Assignment, Case, Request, Share, Task
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.core.clock import now, today
from panoh.guidance.shipped import FIRST
from panoh.people.models import Relationship, SafeContact
from panoh.vault.actions import open_sealed, references
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_organisation, make_secretariat, make_user, sign_in
from tests.factories.care import make_assessment, make_planned, make_session, make_team
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.consent import make_consent
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def coordinator(client):
    make_secretariat()
    return sign_in(client, make_coordinator())


def _page(response, status=200):
    assert response.status_code == status
    return soup_of(response)


def _text(node):
    return " ".join(node.get_text(" ").split())


def test_a_request_is_written_down_from_the_form(client, coordinator):
    response = client.post(
        reverse("desk:request_new"),
        {
            "door": "hotline",
            "asker": "relative",
            "needs": ["medical", "shelter"],
            "urgency": "red",
            "need_words": "Ба кумак ниёз дорад",
            "number": "901112233",
            "place": "TJ-SU",
        },
    )

    made = Request.objects.get()
    assert response.url == reverse("desk:request_detail", args=[made.code])
    assert (made.door, made.asker, made.needs, made.urgency, made.region, made.place) == (
        "hotline",
        "relative",
        ["medical", "shelter"],
        "red",
        "TJ-SU",
        "",
    )
    (opened,) = open_sealed([made], by=coordinator.actor, purpose=Purpose.DECISION)
    assert (opened.need_words, opened.number) == ("Ба кумак ниёз дорад", "+992901112233")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", "only after 18:00, do not name the organisation"), ("Хоҳараш", "only after 18:00, do not name the organisation; Хоҳараш")],
)
def test_usual_terms_of_calling_back_are_ticked_and_stand_before_what_is_typed(client, coordinator, typed, kept):
    asked = {"door": "hotline", "asker": "relative", "needs": ["medical"], "urgency": "amber", "number": "901112233"}

    client.post(reverse("desk:request_new"), {**asked, "usual_terms": ["evening", "unnamed"], "contact_terms": typed})

    (opened,) = open_sealed([Request.objects.get()], by=coordinator.actor, purpose=Purpose.DECISION)
    assert opened.contact_terms == kept


@pytest.mark.parametrize("urgency", ["red", "amber", "green"])
def test_a_red_request_is_written_down_with_what_cannot_be_read_among_its_words(client, urgency):
    make_secretariat()
    worker = sign_in(client, make_user(Role.REGIONAL_WORKER, regions=["TJ-KT"]))
    typed = {"door": "walk_in", "asker": "relative", "need_words": "Ӯро мезананд", "number": "93 555 сестра", "place": "Чилтан"}

    answered = client.post(reverse("desk:request_new"), {**typed, "needs": ["medical"], "urgency": urgency}, follow=True)

    if urgency != "red":
        assert (answered.status_code, Request.objects.count()) == (400, 0)
        return
    (opened,) = open_sealed([Request.objects.get()], by=worker.actor, purpose=Purpose.DECISION)
    assert (opened.need_words, opened.number) == (
        "Ӯро мезананд\n\nWhere the person is: Чилтан\n\nSafe number: 93 555 сестра",
        "",
    )
    assert "The safe number cannot be dialled: what you typed is in the text" in text(answered)


@pytest.mark.parametrize("number", ["", "+992901112233"])
def test_a_danger_says_that_there_is_no_number_to_dial(client, coordinator, number):
    request = make_request(by=coordinator, urgency=Urgency.RED, number=number)
    danger = request.tasks.get(kind=TaskKind.DANGER)

    for page in (reverse("desk:request_detail", args=[request.code]), reverse("desk:danger", args=[danger.pk])):
        assert ("No number" in text(client.get(page))) == (number == "")


def test_a_request_without_a_need_comes_back_with_what_was_typed(client, coordinator):
    page = _page(
        client.post(reverse("desk:request_new"), {"door": "hotline", "asker": "person", "urgency": "green", "need_words": "Гум нашавад"}),
        400,
    )

    assert Request.objects.count() == 0
    assert page.find("textarea", {"name": "need_words"}).get_text(strip=True) == "Гум нашавад"
    assert page.find(class_="note--error") is not None


def test_a_new_request_has_one_answer_for_what_was_not_stated_and_says_how_urgent_it_is_by_a_press(client, coordinator):
    page = _page(client.get(reverse("desk:request_new")))
    assert [each["value"] for each in page.find_all("input", {"name": "sex"})] == ["female", "male", "unstated"]
    assert len(page.select("input[name=urgency]")) == 4
    assert page.select("input[name=urgency][checked]") == []

    sent = {"door": "hotline", "asker": "person", "needs": ["medical"]}
    refused = _page(client.post(reverse("desk:request_new"), sent), 400)
    assert (Request.objects.count(), "How urgent" in refused.find(class_="note--error").get_text()) == (0, True)
    client.post(reverse("desk:request_new"), {**sent, "urgency": "green"})
    assert (Request.objects.get().urgency, Request.objects.get().sex) == ("green", "")


def test_an_admission_without_a_request_is_not_said_to_be_the_least_urgent(client, coordinator):
    select = _page(client.get(reverse("desk:request_admit_new"))).find("select", {"name": "urgency"})

    assert [each["value"] for each in select.select("option")] == ["", "red", "amber", "green"]
    assert [each["value"] for each in select.select("option[selected]")] in ([], [""])


def test_how_urgent_it_is_to_help_again_is_said_by_a_press(client, coordinator):
    case = make_case(by=coordinator, state=CaseState.CLOSED)
    page = _page(client.get(reverse("desk:case_reopen", args=[case.code])))

    assert len(page.select("input[name=urgency]")) == 3
    assert page.select("input[name=urgency][checked]") == []


def test_a_hotline_officer_goes_back_to_the_list_which_is_empty_for_them(client):
    make_secretariat()
    sign_in(client, make_user(Role.DUTY_OFFICER))

    response = client.post(reverse("desk:request_new"), {"door": "hotline", "asker": "person", "needs": ["medical"], "urgency": "green"})

    assert response.url == reverse("desk:requests")
    code = Request.objects.get().code
    page = _page(client.get(response.url))
    assert page.find("ul", class_="tasks") is None
    assert page.find(class_="empty").find(["h2", "h3", "strong", "p"]).get_text(strip=True) == "What you record goes to the coordinator"
    assert page.find("a", href="?show=decided") is None
    assert client.get(reverse("desk:request_detail", args=[code])).status_code == 403


def test_the_words_of_a_request_open_on_a_press_alone(client, coordinator):
    request = make_request(by=coordinator)
    url = reverse("desk:request_detail", args=[request.code])

    shut = client.get(url)
    assert "Зулфия" not in shut.content.decode()
    before = AuditEvent.objects.count()
    opened = _page(client.post(url))

    assert "Раҳимова Зулфия" in _text(opened)
    assert AuditEvent.objects.count() == before + 1
    assert AuditEvent.objects.latest("seq").purpose == "decision"


@pytest.mark.parametrize("name", ["request_detail", "request_triage"])
def test_a_request_of_another_organisation_is_404(client, name):
    make_secretariat()
    request = make_request(by=make_user(Role.MEMBER_WORKER, organisation=make_member(1)))
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(2)))

    assert client.get(reverse(f"desk:{name}", args=[request.code])).status_code == 404


def test_two_who_triage_get_both_versions_and_lose_no_word(client, coordinator):
    request = make_request(by=coordinator)
    url = reverse("desk:request_triage", args=[request.code])
    typed = {"urgency": "amber", "needs": ["medical"], "words": "Матни ман аст", "version": request.version}
    other = Request.objects.get(pk=request.pk)
    with writes_allowed():
        Request.objects.filter(pk=request.pk).update(version=other.version + 1, urgency="red")

    page = _page(client.post(url, typed), 409)

    assert page.find("textarea", {"name": "words"}).get_text(strip=True) == "Матни ман аст"
    assert "at once, within 24 hours" in _text(page.find(class_="compare"))
    assert Request.objects.get(pk=request.pk).state == "new"


def test_the_admission_form_begins_with_what_the_request_says(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    page = _page(client.get(reverse("desk:request_admit", args=[request.code])))

    assert page.find("input", {"name": "family_name"})["value"] == "Раҳимова"
    assert page.find("input", {"name": "number"})["value"] == "+992 90 111 22 33"


def _admission(request, coordinator, **more):
    return {
        "version": request.version,
        "family_name": "Раҳимова",
        "given_name": "Зулфия",
        "birth": "31.05.1990",
        "sex": "female",
        "kind": "family",
        "place": "TJ-KT",
        "admitted_on": f"{today():%d.%m.%Y}",
        "urgency": "amber",
        "organisation": coordinator.organisation.slug,
        "reason": "family_of_survivor",
        "disciplines": ["social"],
        **more,
    }


@pytest.mark.parametrize("urgency", [Urgency.RED, Urgency.AMBER])
def test_who_asked_in_danger_is_admitted_before_anybody_knows_a_name(client, coordinator, urgency):
    request = make_request(by=coordinator, state=RequestState.TRIAGED, urgency=urgency, family_name="", given_name="")
    address = reverse("desk:request_admit", args=[request.code])
    assert ("Leave it blank and ask later" in text(client.get(address))) == (urgency == Urgency.RED)
    typed = _admission(request, coordinator, family_name="", given_name="", urgency=urgency)

    answered = client.post(address, typed)

    if urgency == Urgency.AMBER:
        assert (answered.status_code, Case.objects.count()) == (400, 0)
        return
    (opened,) = open_sealed([Case.objects.get().person], by=coordinator.actor, purpose=Purpose.CARE)
    assert (answered.status_code, opened.family_name, opened.given_name) == (302, "", request.code)


def test_admission_makes_person_case_contact_tie_and_consent_in_one_act(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    brother = make_case(by=coordinator)
    worker = make_user(Role.SOCIAL_WORKER)

    response = client.post(
        reverse("desk:request_admit", args=[request.code]),
        _admission(
            request,
            coordinator,
            social=str(worker.id),
            number="901112233",
            hours="бегоҳӣ",
            relation="sister",
            other_code=brother.code,
            consent="spoken",
            witness="Шоҳид",
        ),
    )

    case = Case.objects.exclude(pk=brother.pk).get()
    assert response.url == reverse("desk:case_file", args=[case.code])
    assert (case.kind, case.urgency, case.region, case.lead, case.request) == ("family", "amber", "TJ-KT", worker, request)
    relationship, consent = Relationship.objects.get(), Consent.objects.get()
    assert (relationship.person, relationship.other, relationship.relation) == (case.person, brother.person, "sister")
    assert (consent.person, consent.purpose, consent.form, consent.decision) == (case.person, "services", "spoken", "given")
    assert SafeContact.objects.get().person == case.person


def test_an_admission_with_consent_asks_for_the_age_where_the_birth_is_not_known(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)
    address, typed = reverse("desk:request_admit", args=[request.code]), _admission(request, coordinator, birth="", consent="written")

    refused = soup_of(client.post(address, typed))

    assert "Say whether the person is 18 or older" in _text(refused.find("fieldset", class_="field--error"))
    assert Case.objects.count() == 0
    assert client.post(address, {**typed, "is_adult": "yes"}).status_code == 302
    assert Consent.objects.get().of_age is True


def test_an_admission_with_a_relative_nobody_here_knows(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    client.post(
        reverse("desk:request_admit", args=[request.code]),
        _admission(request, coordinator, relation="wife", other_status="dead", other_name="Шавҳар"),
    )

    relationship = Relationship.objects.get()
    assert (relationship.other, relationship.other_status, relationship.person) == (None, "dead", Case.objects.get().person)


def test_an_admission_whose_consent_lacks_a_witness_changes_nothing(client, coordinator):
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    page = _page(client.post(reverse("desk:request_admit", args=[request.code]), _admission(request, coordinator, consent="spoken")), 400)

    assert page.find(class_="note--error") is not None
    assert (Case.objects.count(), Consent.objects.count()) == (0, 0)
    assert page.find("input", {"name": "family_name"})["value"] == "Раҳимова"


@pytest.mark.parametrize("name", ["case_file", "case_hold", "case_urgency", "case_correct", "case_people", "case_history"])
def test_a_case_of_another_organisation_is_404(client, name):
    make_secretariat()
    case = make_case(organisation=make_member(1))
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(2)))

    assert client.get(reverse(f"desk:{name}", args=[case.code])).status_code == 404


def test_the_case_file_shows_codes_and_coded_facts_and_no_name(client, coordinator):
    worker = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)

    response = client.get(reverse("desk:case_file", args=[case.code]))

    page = _page(response)
    assert page.title.get_text(strip=True) == case.code
    assert page.h1.get_text(strip=True) == case.code
    assert "Қодиров" not in response.content.decode()
    assert _text(page.find(class_="next").h2) == "Check urgently: person in danger"
    assert "at once, within 24 hours" in _text(page.find(class_="badges"))
    assert response["Cache-Control"].find("no-store") >= 0


def test_viewing_a_case_file_is_one_event_however_many_words(client, coordinator):
    case = make_case(by=coordinator)
    before = AuditEvent.objects.count()

    client.get(reverse("desk:case_file", args=[case.code]))

    assert AuditEvent.objects.count() == before + 1
    last = AuditEvent.objects.latest("seq")
    assert (last.verb, last.purpose, last.actor_ref) == ("vault.opened", "care", coordinator.id)


@pytest.mark.parametrize("count", [1, 3])
def test_the_case_file_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    case = make_case(by=coordinator)
    for _ in range(count):
        open_task(case, by=coordinator, kind=TaskKind.FOLLOW_UP, due=today() + dt.timedelta(days=2))
    client.get(reverse("desk:case_file", args=[case.code]))

    # one who else may take what comes next, two what was asked, one what a call told, one which dangers there were, one whether steps in law
    # may be told, two the programme,
    # one the relatives, one whether anybody works on what nobody leads
    with django_assert_num_queries(32):
        client.get(reverse("desk:case_file", args=[case.code]))


def test_the_case_file_says_how_many_looked_in_thirty_days_and_leads_to_who(client, coordinator):
    case, other = make_case(by=coordinator), make_case()
    physician = make_user(Role.PHYSICIAN)
    with time_machine.travel(now() - dt.timedelta(days=31), tick=False):
        open_sealed([case.person], by=make_user(Role.PSYCHOLOGIST).actor, purpose=Purpose.CARE)
    for _turn in range(2):
        open_sealed([case.person], by=physician.actor, purpose=Purpose.CARE)
    open_sealed([other.person], by=make_user(Role.SOCIAL_WORKER).actor, purpose=Purpose.CARE)
    before = AuditRef.objects.filter(ref__in=references([case], by=coordinator.actor)).count()

    link = _page(client.get(reverse("desk:case_more", args=[case.code]))).find("a", string="Activity log")

    said = f"In 30 days: 2 people, {before - 1} times"  # all but the one of 31 days ago; this page opens nothing
    assert _text(link.parent) == f"Activity log {said}"
    assert said in _text(_page(client.get(link["href"])).main)


def test_who_looked_is_not_counted_for_whom_its_page_is_closed(client, coordinator):
    case = make_case(by=coordinator, workers=((worker := make_user(Role.SPECIALIST), Discipline.PSYCHOLOGICAL),))
    sign_in(client, worker)

    assert "In 30 days" not in _text(_page(client.get(reverse("desk:case_more", args=[case.code]))).main)


def test_the_name_opens_on_a_press(client, coordinator):
    case = make_case(by=coordinator)

    page = _page(client.post(reverse("desk:case_file", args=[case.code])))

    assert "Қодиров Ҷамшед" in _text(page.find(class_="title"))
    assert "Қодиров" not in page.title.get_text()


def test_complaints_stand_in_the_file_and_their_words_open_on_a_press(client, coordinator):
    case = make_case(by=coordinator)
    correct_case(case, by=coordinator, reason="по словам врача", complaints=["headache"], complaint_words="просыпается от стука")

    page = _page(client.get(reverse("desk:case_more", args=[case.code])))
    assert "headache" in _text(page.find(id="complaints")).casefold()
    assert "просыпается" not in _text(page)

    opened = _page(client.post(reverse("desk:case_complaints", args=[case.code])))
    assert "просыпается от стука" in _text(opened.find(id="complaints"))


@pytest.mark.parametrize("count", [1, 3])
def test_case_list_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    for _ in range(count):
        make_case(by=coordinator, workers=((make_user(Role.SOCIAL_WORKER), Discipline.SOCIAL),))
    client.get(reverse("desk:cases"))

    with django_assert_num_queries(12):
        page = _page(client.get(reverse("desk:cases")))

    assert len(page.find("tbody").find_all("tr")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_names_of_a_page_open_at_once(client, coordinator, django_assert_num_queries, count):
    for _ in range(count):
        make_case(by=coordinator)
    before = AuditEvent.objects.count()

    with django_assert_num_queries(16):
        page = _page(client.post(reverse("desk:case_names")))

    assert AuditEvent.objects.count() == before + 1
    assert [_text(row.find_all("td")[0]) for row in page.find("tbody").find_all("tr")] == ["Қодиров Ҷамшед"] * count


def test_a_list_with_names_open_is_printed_by_codes_alone(client, coordinator):
    make_case(by=coordinator)
    page = _page(client.post(reverse("desk:case_names")))
    assert "Қодиров" in page.main.text

    for each in page.select(".no-print"):
        each.extract()

    assert ("Қодиров" in page.main.text, Case.objects.get().code in page.main.text) == (False, True)
    assert [one.text for one in page.select("thead th")][:2] == ["Code", "Person"]


@pytest.mark.parametrize("count", [1, 3])
def test_request_list_costs_the_same_for_one_and_three(client, coordinator, django_assert_num_queries, count):
    for _ in range(count):
        make_request(by=coordinator)

    with django_assert_num_queries(10):
        page = _page(client.get(reverse("desk:requests")))

    assert len(page.find("ul", class_="tasks").find_all("li")) == count


def _codes(client, query):
    page = _page(client.get(f"{reverse('desk:cases')}?{query}"))
    return [row.th.get_text(strip=True) for row in page.select("tbody tr")]


def test_the_list_is_narrowed_by_codes(client, coordinator):
    worker = coordinator
    first = make_case(by=coordinator, region="TJ-SU", kind=Kind.FAMILY, urgency=Urgency.RED)
    second = make_case(by=coordinator, state=CaseState.CLOSED)

    assert _codes(client, "state=closed") == [second.code]
    assert _codes(client, "state=open") == [first.code]
    assert _codes(client, "region=TJ-SU&kind=2&urgency=1") == [first.code]
    assert _codes(client, "region=TJ-SU&kind=1") == []
    assert _codes(client, "mine=1") == []
    assert set(_codes(client, "state=%D2%9A%D0%BE%D0%B4%D0%B8%D1%80%D0%BE%D0%B2")) == {first.code, second.code}
    assert worker.username not in str(client.get(reverse("desk:cases")).content.decode().split("<main")[1])


def test_the_filter_of_the_list_says_in_no_address_what_somebody_lived_through(client, coordinator):
    make_case(by=coordinator, kind=Kind.FAMILY)

    kinds = _page(client.get(reverse("desk:cases"), {"kind": "2"})).select("#f-kind option")

    assert [(kind["value"], "selected" in kind.attrs) for kind in kinds] == [("", False), ("1", False), ("2", True)]


def test_a_narrowed_list_folds_its_filter_and_says_what_it_is_narrowed_to(client, coordinator):
    make_case(by=coordinator, region="TJ-SU")

    page = _page(client.get(reverse("desk:cases"), {"state": "open", "region": "TJ-SU", "mine": "", "urgency": "none"}))

    assert page.select_one("details.narrow").get("open") is None
    links = {link.find(string=True).strip(): link["href"] for link in page.select("details.narrow + p a")}
    assert links == {
        "open ×": "/desk/cases/?region=TJ-SU",
        "Sughd region ×": "/desk/cases/?state=open",
        "Show all": "/desk/cases/",
    }


def test_the_list_is_narrowed_by_the_urgency_as_requests_say_it(client):
    sign_in(client, make_coordinator())

    options = soup_of(client.get(reverse("desk:cases"), {"state": "open"})).select("#f-urgency option")

    assert [option.get_text() for option in options] == [
        "all",
        "at once, within an hour or 24 hours",
        "within 72 hours",
        "within seven days",
    ]


def test_late_first_puts_what_is_late_on_top(client, coordinator):
    late = make_case(by=coordinator, admitted_on=today() - dt.timedelta(days=3))
    other = make_case(by=coordinator)
    open_task(late, by=coordinator, kind=TaskKind.CONSENT, due=now() - dt.timedelta(hours=1))

    assert _codes(client, "") == [other.code, late.code]
    assert _codes(client, "late=1") == [late.code, other.code]


def test_two_who_change_the_urgency_see_both_versions(client, coordinator):
    case = make_case(by=coordinator)
    version = case.version
    change_urgency(Case.objects.get(pk=case.pk), by=make_coordinator(), urgency=Urgency.RED)

    page = _page(
        client.post(reverse("desk:case_urgency", args=[case.code]), {"version": version, "urgency": "amber", "reason": "Уехала к сестре"}),
        409,
    )

    assert [_text(sheet.find(class_="words")) for sheet in page.select(".compare .sheet")] == [
        "within 72 hours",
        "at once, within 24 hours",
    ]
    assert Case.objects.get(pk=case.pk).urgency == "red"


def test_a_worker_is_assigned_and_taken_off_on_the_page(client, coordinator):
    case, worker = make_case(by=coordinator), make_user(Role.PSYCHOLOGIST)

    client.post(reverse("desk:case_assign", args=[case.code]), {"worker": f"{worker.id}:psychological", "leads": "on"})
    assignment = Assignment.objects.get()
    assert (assignment.user, assignment.discipline, Case.objects.get().lead) == (worker, "psychological", worker)

    client.post(reverse("desk:case_assignment_end", args=[case.code, assignment.pk]))
    assert Assignment.objects.count() == 0


def test_a_case_is_shared_and_the_sharing_ended_on_the_page(client, coordinator):
    case, society = make_case(by=coordinator), make_organisation(kind=OrganisationKind.OUTSIDE, slug="society", name="Society")
    given = {"organisation": "society", "until": ""}

    refused = client.post(reverse("desk:case_share", args=[case.code]), given)
    assert (refused.status_code, "has not agreed" in refused.content.decode(), Share.objects.count()) == (400, True, 0)

    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=society)
    client.post(reverse("desk:case_share", args=[case.code]), given)
    share = Share.objects.get()
    client.post(reverse("desk:case_share_end", args=[case.code, share.pk]))

    assert (share.organisation, Share.objects.get().ended_at is not None) == (society, True)


def test_a_member_of_the_house_is_asked_first(client, coordinator):
    case, member = make_case(by=coordinator), make_member(1)

    refused = client.post(reverse("desk:case_share", args=[case.code]), {"organisation": member.slug, "until": ""})

    assert (refused.status_code, Share.objects.count()) == (400, 0)
    assert reverse("desk:proposal_add", args=[case.code]) in client.get(reverse("desk:case_people", args=[case.code])).content.decode()


def test_a_specialist_outside_is_assigned_once_the_case_is_shared_with_their_society(client, coordinator):
    case = make_case(by=coordinator)
    society = make_organisation(kind=OrganisationKind.OUTSIDE, slug="society", name="Society")
    specialist = make_user(Role.SPECIALIST, organisation=society)
    given = {"worker": f"{specialist.id}:psychological", "leads": ""}

    client.post(reverse("desk:case_assign", args=[case.code]), given)
    assert not Assignment.objects.exists()
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=society)
    client.post(reverse("desk:case_share", args=[case.code]), {"organisation": "society", "until": ""})
    client.post(reverse("desk:case_assign", args=[case.code]), given)

    assert Assignment.objects.get().user == specialist


def test_where_too_little_was_agreed_to_for_their_work_the_page_says_that_nobody_of_a_society_opens_it_and_what_to_do(client, coordinator):
    case = make_case(by=coordinator)
    society = make_organisation(kind=OrganisationKind.OUTSIDE, slug="society", name="Society")
    specialist = make_user(Role.SPECIALIST, organisation=society)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=society)
    share_case(case, by=coordinator, organisation=society)
    people = reverse("desk:case_people", args=[case.code])
    assert "nobody there can open it until one of them is assigned" in _text(_page(client.get(people)).main)
    assign_worker(case, by=coordinator, user=specialist, discipline=Discipline.PSYCHOLOGICAL)
    assert "works on the case" in _text(_page(client.get(people)).main)

    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM, organisation=society, data_kinds=["social"])

    page = _page(client.get(people)).main
    assert "nobody there can open it: the person agreed to less than their work needs" in _text(page)
    assert "reads the case" not in _text(page)
    way = page.find("a", href=f"{reverse('desk:consent_add', args=[case.code])}?organisation=society&all=1")
    assert "Ask for consent" in way.get_text()


def test_a_closed_case_is_reopened_on_the_page(client, coordinator):
    worker = make_user(Role.PSYCHOLOGIST)
    case = make_case(by=coordinator, state=CaseState.CLOSED, workers=((worker, Discipline.PSYCHOLOGICAL),))

    response = client.post(reverse("desk:case_reopen", args=[case.code]), {"reason": "Боз омад", "urgency": "green"})

    episode = Case.objects.get(previous=case)
    assert response.url == reverse("desk:case_file", args=[episode.code])
    assert Case.objects.get(pk=case.pk).state == "ended"
    assert case.code in _text(_page(client.get(reverse("desk:case_more", args=[episode.code]))).main)
    assert episode.code in _text(_page(client.get(reverse("desk:case_file", args=[case.code]))).find(class_="next"))
    closure = reverse("desk:case_closure", args=[case.code])
    assert episode.code in client.get(closure).text
    sign_in(client, worker)
    assert client.get(reverse("desk:case_file", args=[episode.code])).status_code == 404
    assert (client.get(closure).status_code, episode.code in client.get(closure).text) == (200, False)


def test_a_correction_keeps_the_reason_and_what_stood_there(client, coordinator):
    case = make_case(by=coordinator, birth="2000-03-02", admitted_on=dt.date(2018, 3, 1))
    assert case.age_at_admission == 17

    client.post(
        reverse("desk:case_correct", args=[case.code]),
        {
            "version": case.version,
            "kind": "survivor",
            "door": case.door,
            "place": "TJ-SU",
            "admitted_on": "02.03.2018",
            "treatment": "",
            "reason": "Хато буд",
        },
    )

    stored = Case.objects.get()
    assert (stored.admitted_on, stored.age_at_admission, stored.region) == (dt.date(2018, 3, 2), 18, "TJ-SU")
    rows = open_sealed(list(stored.amendments.all()), by=coordinator.actor, purpose=Purpose.CARE)
    assert {one.row.field: (one.former, one.reason) for one in rows} == {
        "admitted_on": ("2018-03-01", "Хато буд"),
        "age_at_admission": ("17", "Хато буд"),
        "region": ("TJ-KT", "Хато буд"),
    }


def test_what_was_begins_with_what_is_ahead_and_the_latest_is_filled(client):
    case, (worker,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, worker)
    make_session(case, by=worker, discipline=Discipline.SOCIAL)
    make_planned(case, by=worker, discipline=Discipline.SOCIAL, at=now() + dt.timedelta(minutes=5))
    make_assessment(case, by=worker)

    page = _page(client.get(reverse("desk:case_file", args=[case.code])))

    marks = [line.get("class", [""])[0] for line in page.select("ol.line > li")]
    assert marks[:2] == ["todo", "now"]
    assert set(marks[2:]) == {""}


def test_the_next_step_of_a_case_says_an_own_task_in_its_words(client, coordinator):
    case = make_case(by=coordinator)
    add_own_task(by=coordinator, words="Ба мактаб рафтан", due=now() - dt.timedelta(days=1), case=case)

    page = _page(client.get(reverse("desk:case_file", args=[case.code])))

    assert page.find(id="next").get_text(strip=True) == "Ба мактаб рафтан"


def test_a_next_step_of_the_guidance_leaves_the_way_to_the_safe_contact_open(client):
    case, (worker,) = make_team(Role.SOCIAL_WORKER)
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(guidance=FIRST)
        Task.objects.filter(case=case).update(step="plan", owner=worker)
    sign_in(client, worker)

    page = _page(client.get(reverse("desk:case_file", args=[case.code])))

    assert page.select_one("section.next details.how") is not None
    assert page.select_one("#safe-contact button[value=how]") is not None


def test_the_page_of_a_triage_opens_the_text_that_it_says_to_read_first(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(by=coordinator)

    page = soup_of(client.get(reverse("desk:request_triage", args=[request.code])))

    (way,) = [form for form in page.main.select("form[action]") if "Show text" in form.get_text()]
    assert way["action"] == reverse("desk:request_detail", args=[request.code])
