"""Whoever sees a case reports a danger from any of its pages in three presses, and it rings."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import Draft
from panoh.accounts.queries import open_draft
from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.cases.actions import assign_worker, change_urgency, raise_risk
from panoh.cases.actions.dangers import end_danger, report_danger, take_on_danger
from panoh.cases.enums import DangerOutcome, Discipline, Level, RiskLevel, Source, TaskKind, Urgency
from panoh.cases.models import ContactAttempt, Danger, Session, Task
from panoh.cases.queries.urgency import words_on
from panoh.consent.enums import DataKind
from panoh.core.clock import today
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import main_text, soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


DISCIPLINES = {
    Role.SOCIAL_WORKER: Discipline.SOCIAL,
    Role.PHYSICIAN: Discipline.MEDICAL,
    Role.PSYCHOLOGIST: Discipline.PSYCHOLOGICAL,
}


def of_role(role):
    """Somebody of this role and a case that they see."""
    if role == Role.SPECIALIST:
        outside = make_specialist()
        return outside.user, outside.entrust()
    if role == Role.LAWYER:
        lawyer, case = make_lawyer(), make_case()
        show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
        return lawyer, case
    if role == Role.COORDINATOR:
        return make_coordinator(), make_case()
    user = make_user(role)
    return user, make_case(workers=((user, DISCIPLINES[role]),))


@pytest.mark.parametrize("role", [Role.COORDINATOR, *DISCIPLINES, Role.SPECIALIST, Role.LAWYER])
def test_whoever_sees_a_case_reports_a_danger_in_three_presses(client, role):
    user, case = of_role(role)
    sign_in(client, user)
    link = soup_of(client.get(reverse("desk:case_file", args=[case.code]))).find(
        "a", string=lambda said: said and "Report a danger" in said
    )
    page = soup_of(client.get(link["href"]))
    chosen = page.select_one("[name=level]:checked")["value"]

    made = client.post(link["href"], {"kind": "risk", "level": chosen}, follow=True)

    danger = Danger.objects.get(kind=TaskKind.RISK)
    assert (danger.case, danger.level, danger.raised_by, danger.sources) == (case, Level.HOUR, user, [Source.COLLEAGUE])
    assert made.status_code == 200
    assert ring_dangers() >= 1
    assert Alert.objects.filter(target=Task.objects.get(danger=danger).pk).exists()


def test_who_reported_a_danger_and_does_not_work_on_the_case_sees_it_on_the_overview(client):
    lawyer, case = of_role(Role.LAWYER)
    other = raise_risk(case, level=RiskLevel.LOW, by=make_coordinator())
    sign_in(client, lawyer)
    overview = reverse("desk:case_file", args=[case.code])
    assert "You reported a danger" not in main_text(client.get(overview))

    task = report_danger(case, by=lawyer, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.LEGAL)

    section = soup_of(client.get(overview)).select_one("section[aria-labelledby=reported]")
    assert "nobody has taken it on" in section.get_text()
    assert [str(row.pk) in str(section) for row in (task, other)] == [True, False]


def test_beside_an_open_danger_nothing_says_that_nobody_asked_about_it(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    report_danger(case, by=social, kind=TaskKind.DANGER, level=Level.HOUR, source=Source.COLLEAGUE, words="Муж ищет её у сестры")

    for page in (reverse("desk:case_file", args=[case.code]), reverse("desk:danger", args=[Task.objects.get(kind="danger").pk])):
        shown = main_text(client.get(page))
        assert ("Danger: not asked" in shown, "Nobody has asked about danger" in shown) == (False, False)


def test_nobody_reads_of_themselves_that_a_colleague_told_of_it(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    task = raise_risk(case, level=RiskLevel.HIGH, by=social)
    said = {}
    for reader in (social, psychologist):
        sign_in(client, reader)
        said[reader] = "told by a colleague" in main_text(client.get(reverse("desk:danger", args=[task.pk])))

    assert said == {social: False, psychologist: True}


def test_a_danger_keeps_the_page_where_it_was_noticed_and_what_was_written(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    sign_in(client, psychologist)
    page = soup_of(client.get(reverse("desk:case_sessions", args=[case.code])))
    link = next(one["href"] for one in page.select("a[href]") if "/now/" in one["href"])

    shown = client.post(link, {"kind": "danger", "level": "day", "words": "Сказал, что его ждут у дома"}, follow=True)

    danger = Danger.objects.get(kind=TaskKind.DANGER)
    assert (danger.sources, danger.level, danger.entries.get().by) == ([Source.SESSION], Level.DAY, psychologist)
    assert "session" in text(shown)
    client.post(link, {"kind": "danger", "level": "hour"})
    danger.refresh_from_db()
    assert (danger.level, Danger.objects.count()) == (Level.HOUR, 1)


def test_nobody_reports_on_a_case_that_they_do_not_see(client):
    case = make_case()
    sign_in(client, make_user(Role.PSYCHOLOGIST))

    assert client.post(reverse("desk:report_danger", args=[case.code]), {"kind": "risk", "level": "hour"}).status_code == 404
    assert not Danger.objects.exists()


def asked(client, task, **given):
    """The page after a colleague was named in the form of a danger."""
    task.refresh_from_db()
    typed = {"outcome": "taken", "version": str(task.version), **given}
    return client.post(reverse("desk:danger", args=[task.pk]), typed, follow=True)


def test_who_names_a_colleague_is_told_that_they_are_asked_and_sees_it_in_the_day(client):
    psychologist, coordinator = make_user(Role.PSYCHOLOGIST), make_coordinator()
    case = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    task = raise_risk(case, level=RiskLevel.HIGH, by=psychologist)
    sign_in(client, psychologist)
    client.post(reverse("desk:take_danger", args=[task.pk]))

    page = asked(client, task, owner=str(coordinator.pk))

    task.refresh_from_db()
    assert (task.owner, task.taken_by) == (coordinator, None)
    assert "It alerts people until someone has taken it on" in text(page)
    day = main_text(client.get(reverse("desk:my_day")))
    assert f"{coordinator.username} was asked and has not answered yet" in day

    task = Task.objects.get(pk=task.pk)
    take_on_danger(task, by=coordinator, owner=coordinator)
    assert f"{coordinator.username} has taken this on" in main_text(client.get(reverse("desk:my_day")))
    end_danger(task, by=coordinator, words="Он дома, жена рядом", outcome=DangerOutcome.SAFE)
    day = main_text(client.get(reverse("desk:my_day")))
    assert (f"ended by {coordinator.username}" in day, "the person is safe" in day) == (True, True)


def test_what_was_done_is_not_taken_back_with_who_has_it(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    task = raise_risk(make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=psychologist)
    sign_in(client, psychologist)

    client.post(reverse("desk:take_danger", args=[task.pk]))

    written = soup_of(asked(client, task, owner=str(psychologist.pk), words="Жена с ним"))

    assert written.select(".undo form") == []
    assert undo.latest(psychologist.actor) is None


def test_what_somebody_outside_took_over_says_who(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    task = raise_risk(make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=psychologist)
    sign_in(client, psychologist)
    typed = {"outcome": "ended", "how": "handed", "words": "Приняли в приёмном покое", "version": str(task.version)}

    refused = client.post(reverse("desk:danger", args=[task.pk]), typed)
    made = client.post(reverse("desk:danger", args=[task.pk]), {**typed, "handed_to": "Доктор Назарова, 918"})

    task.refresh_from_db()
    assert "Write who has taken over" in text(refused)
    assert (made.status_code, task.danger.outcome) == (302, DangerOutcome.HANDED)
    assert words_on(psychologist, task) == "Доктор Назарова, 918: Приняли в приёмном покое"


def test_each_kind_of_danger_can_be_named_and_what_is_open_is_said(client):
    user, case = of_role(Role.SPECIALIST)
    sign_in(client, user)
    address = reverse("desk:report_danger", args=[case.code])

    client.post(address, {"kind": "detained", "level": "hour", "words": "Увезли утром"})

    danger = Danger.objects.get()
    task = danger.tasks.get()
    assert (danger.kind, danger.entries.get().dangers) == (TaskKind.DANGER, ["detained"])
    page = client.get(reverse("desk:danger", args=[task.pk]))
    assert "is detained now" in main_text(page)
    assert reverse("desk:danger", args=[task.pk]) in client.get(address).content.decode()
    assert "Увезли утром" in text(client.post(reverse("desk:danger_told", args=[task.pk])))


def test_who_reported_takes_it_on_also_where_the_case_is_shown_to_them_in_part(client):
    case, lawyer = make_case(), make_lawyer()
    show_to_lawyers(case, [DataKind.NAME, DataKind.LEGAL])
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    change_urgency(case, by=make_coordinator(), urgency=Urgency.RED)
    hidden = Task.objects.get(kind=TaskKind.DANGER)
    sign_in(client, lawyer)
    assert client.get(reverse("desk:danger", args=[hidden.pk])).status_code == 404

    page = client.post(reverse("desk:report_danger", args=[case.code]), {"kind": "risk", "level": "hour"}, follow=True)

    task = Task.objects.get(kind=TaskKind.RISK)
    take = reverse("desk:take_danger", args=[task.pk])
    assert take in page.content.decode()
    assert str(lawyer.pk) in {one["value"] for one in soup_of(page).select("[name=owner] option")}
    client.post(take)
    task.refresh_from_db()
    assert (task.owner, task.taken_by) == (lawyer, lawyer)
    assert client.get(reverse("desk:danger", args=[hidden.pk])).status_code == 404


def test_reporting_stays_while_details_are_hidden_and_tells_nothing(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    sign_in(client, psychologist)
    client.post(reverse("desk:discreet"), {"on": "1", "back": reverse("desk:my_day")})

    page = soup_of(client.get(reverse("desk:case_file", args=[case.code])))
    (link,) = page.select(f'a[href^="{reverse("desk:report_danger", args=[case.code])}"]')

    assert link.get_text(strip=True) == "Report"
    assert client.post(link["href"], {"kind": "risk", "level": "hour"}).status_code == 302


def of_form(client, name, case):
    """A form that is about to be sent, with what it begins with; and its button that leads on to reporting."""
    there = reverse(f"desk:{name}", args=[case.code])
    page = soup_of(client.get(there))
    begun = {name: page.select_one(f"form[data-draft] [name={name}]") for name in ("day", "hour", "discipline")}
    (button,) = page.select("form[data-draft] button[name=danger_now]")
    return there, {name: field.get("value", "") for name, field in begun.items() if field is not None}, button


FORMS = {
    "add_session": ({"attendance": "attended", "kind": "call", "minutes": "20", "summary": "Боится идти домой"}, Source.SESSION, "summary"),
    "quick_note": ({"kind": "visit", "minutes": "40", "summary": "Боится идти домой"}, Source.VISIT, "summary"),
    "attempt_new": ({"way": "call", "outcome": "reached", "words": "Боится идти домой"}, Source.CONTACT, "words"),
}


@pytest.mark.parametrize("name", FORMS)
def test_who_learns_of_a_danger_while_writing_saves_and_reports_it_in_three_presses(client, name):
    given, source, _words = FORMS[name]
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    there, typed, button = of_form(client, name, case)
    typed |= {"day": f"{today() - dt.timedelta(days=1):%d.%m.%Y}", "hour": "09:00"} if name == "add_session" else {}

    saved = client.post(there, {**typed, **given, button["name"]: button["value"]}, follow=True)
    page = soup_of(saved)
    link = saved.redirect_chain[-1][0]
    shown = client.post(link, {"kind": "risk", "level": page.select_one("[name=level]:checked")["value"]}, follow=True)

    told = "Quick note recorded: home visit, " if name == "quick_note" else "ecorded."
    assert (Session.objects.count() or ContactAttempt.objects.count(), told in saved.content.decode()) == (1, True)
    danger = Danger.objects.get(kind=TaskKind.RISK)
    assert (danger.sources, danger.raised_by) == ([source], social)
    assert str(source.label) in text(shown)


@pytest.mark.parametrize("name", FORMS)
def test_a_danger_does_not_wait_for_a_form_that_lacks_something_and_what_was_typed_is_not_lost(client, name):
    _given, _source, words = FORMS[name]
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    there, typed, button = of_form(client, name, case)

    led = client.post(there, {**typed, "day": "", words: "Сказал, что его ждут у дома", button["name"]: button["value"]}, follow=True)

    assert led.redirect_chain[-1][0].startswith(reverse("desk:report_danger", args=[case.code]))
    assert "your text is kept as a draft" in text(led)
    assert (Session.objects.count(), ContactAttempt.objects.count()) == (0, 0)
    assert set(Draft.objects.values_list("user", "path")) == {
        (social.pk, there),
        (social.pk, reverse("desk:report_danger", args=[case.code])),
    }
    assert "Сказал, что его ждут у дома" in text(client.get(there + "?draft=use"))
    assert button.has_attr("formnovalidate")


def unreported(client):
    """What my day says is not reported yet: where each row leads on to, and its form that throws it away."""
    rows = soup_of(client.get(reverse("desk:my_day"))).select('section[aria-labelledby="danger"] li:has(details)')
    return [(row.select_one(".do a")["href"], row.select_one("details form")) for row in rows]


@pytest.mark.parametrize("is_whole", [True, False])
def test_saving_and_reporting_leaves_a_danger_in_the_day_at_once_until_it_is_reported_or_thrown_away(client, is_whole):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    there, typed, button = of_form(client, "quick_note", case)
    typed |= FORMS["quick_note"][0] if is_whole else {}
    press = {**typed, button["name"]: button["value"]}
    report = reverse("desk:report_danger", args=[case.code])

    led = client.post(there, press)
    client.post(there, press)

    assert led.url == f"{report}?from=visit&draft=use"
    ((onward, gone),) = unreported(client)
    assert onward == f"{report}?draft=use"
    page = soup_of(client.get(led.url))
    assert page.select("[data-draft-offer]") == []
    assert page.select_one("[name=level]:checked")["value"] == Level.HOUR
    client.post(gone["action"], {field["name"]: field.get("value", "") for field in gone.select("input[name]")})
    assert (unreported(client), Task.objects.filter(danger__isnull=False).count()) == ([], 0)

    again = client.post(there, press).url
    held = soup_of(client.get(again)).select_one("[name=draft_id]")["value"]
    client.post(again, {"kind": "risk", "level": "hour", "draft_id": held})
    assert (unreported(client), Danger.objects.count()) == ([], 1)


def test_a_half_typed_danger_goes_from_its_own_form_too_and_another_of_the_same_case_stays(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    report = reverse("desk:report_danger", args=[case.code])
    for words in ("Пеши хона", "Дар роҳ"):
        keep_draft(social, f"report:{case.pk}", {"words": [words]}, path=report, held=uuid4())
    older = next(onward for onward, _gone in unreported(client) if "&of=" in onward)
    assert soup_of(client.get(report)).select("main form[action*=drafts]") == []

    gone = soup_of(client.get(older)).select_one("main details form[action*=drafts]")
    done = client.post(gone["action"], {field["name"]: field.get("value", "") for field in gone.select("input[name]")})

    assert done.url == reverse("desk:my_day")
    assert [open_draft(social, row.form)["words"] for row in Draft.objects.all()] == [["Дар роҳ"]]


def test_a_half_typed_danger_is_thrown_away_while_details_are_hidden_too(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    keep_draft(social, f"report:{case.pk}", {"words": ["Пеши хона"]}, path=reverse("desk:report_danger", args=[case.code]))
    client.post(reverse("desk:discreet"), {"on": "1", "back": reverse("desk:my_day")})

    (row,) = soup_of(client.get(reverse("desk:my_day"))).select('section[aria-labelledby="danger"] li')

    assert [one.get_text(strip=True) for one in row.select("summary, details button")] == ["Delete the draft", "Yes, delete it"]


def test_the_button_tells_nothing_while_details_are_hidden(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.post(reverse("desk:discreet"), {"on": "1", "back": reverse("desk:my_day")})

    assert of_form(client, "quick_note", case)[2].get_text(strip=True) == "Save and report"


def test_of_one_danger_an_account_has_one_draft_however_often_the_form_is_refused(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    task = raise_risk(make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),)), level=RiskLevel.HIGH, by=psychologist)
    sign_in(client, psychologist)
    address = reverse("desk:danger", args=[task.pk])

    for words in ("да", "да нет", "ок"):
        held = soup_of(client.get(address)).select_one("[name=draft_id]")["value"]
        refused = client.post(address, {"outcome": "ended", "words": words, "version": str(task.version), "draft_id": held})
        kept = soup_of(refused).select_one("[name=draft_id]")["value"]
        keep_draft(psychologist, f"danger:{task.pk}", {"words": [words]}, path=address, held=UUID(kept))  # as the page does

    assert (refused.status_code, Draft.objects.filter(user=psychologist).count()) == (400, 1)
    assert "ок" in soup_of(client.get(address + "?draft=use")).select_one("[name=words]").get_text()
