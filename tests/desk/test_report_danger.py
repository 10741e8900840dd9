"""Whoever sees a case reports a danger from any of its pages in three presses, and it rings."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline, Level, Source, TaskKind
from panoh.cases.models import Danger, Task
from panoh.consent.enums import DataKind
from panoh.hotline.actions.ringing import ring_dangers
from panoh.hotline.models import Alert
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.cases import make_case, make_coordinator
from tests.factories.legal import make_lawyer, show_to_lawyers
from tests.pages import soup_of, text

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
