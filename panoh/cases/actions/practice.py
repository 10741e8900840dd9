"""Whoever begins to practise finds an invented person to work with."""

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, save
from panoh.cases import policy
from panoh.cases.actions.admission import DISCIPLINES, begin_episode
from panoh.cases.actions.steps import begin_guidance
from panoh.cases.actions.work import put_on
from panoh.cases.enums import OPEN_STATES, Door, Kind
from panoh.cases.events import Event
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.people.actions import register_invented
from panoh.people.data import PersonData
from panoh.vault.actions import record_about

REGION, BORN = "TJ-DU", 1990


def join_practice(user: User) -> Case | None:
    """For an account that practises, works on cases and sees no open one there: an invented case of its organisation, else a new one."""
    if not user.is_practising or user.under_duress or not has(user, Permission.CASE_VIEW):
        return None
    if policy.visible_cases(user).filter(state__in=OPEN_STATES).exists():
        return None
    return _give(by=user)


@action
def _give(*, by: User) -> Case:
    rows = Case.objects.filter(policy.unblocked(by), organisation=by.organisation_id, is_practice=True, state__in=OPEN_STATES)
    case = rows.filter(erased_on=None).order_by("admitted_on", "pk").first() or _invent(by=by)
    record_about(Event.WORKER_ASSIGNED, by=by.actor, about=[case])
    for discipline in sorted(policy.disciplines_of(by)):
        put_on(case, by, discipline, leads=case.lead_id is None)
    return case


def _invent(*, by: User) -> Case:
    who = PersonData(sex="female", family_name="Упражнение", given_name="Пример", birth_date=str(BORN), region=REGION, language=by.language)
    person = register_invented(who, by=by, owner=by.organisation_id)
    case = Case(person=person, organisation=by.organisation, admitted_to=by.organisation, kind=Kind.SURVIVOR, door=Door.WALK_IN)
    case.region, case.admitted_on, case.age_at_admission, case.is_practice = REGION, today(), today().year - BORN, True
    record_about(Event.CASE_ADMITTED, by=by.actor, about=[person])
    begin_guidance(case)
    save(case)
    begin_episode(case, by=by, disciplines=DISCIPLINES, workers=[])
    return case
