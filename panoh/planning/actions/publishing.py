"""The public page of a plan: asked for, approved by somebody else, taken off."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.core.clock import now
from panoh.core.errors import Invalid, WrongState
from panoh.planning.enums import PUBLIC_TRANSITIONS, PublicState, VersionState
from panoh.planning.events import Event
from panoh.planning.models import Plan, PublicPage
from panoh.planning.policy import check_can_approve, check_can_write
from panoh.planning.public_text import lacks_language, public_body

NOT_ADOPTED = _("Only an adopted plan can be published. Adopt it first.")
WAITS = _("A page of this plan is already waiting for approval.")
THREE_LANGUAGES = _(
    "Before it is published, every text must be in three languages: the title, objectives, outcomes, names of indicators and "
    "the texts about the years. Begin a new version to add what is missing."
)
MOVED = _("Someone has changed this page. Open it again.")


@action(undo=_("Publication requested."))
def ask_public(plan: Plan, *, by: User) -> PublicPage:
    """Writes down what would be public now, small numbers hidden, for somebody else to look at."""
    check_can_write(by)
    version = plan.versions.filter(state=VersionState.ADOPTED).first()
    if version is None:
        raise WrongState(NOT_ADOPTED)
    if plan.public_pages.filter(state=PublicState.ASKED).exists():
        raise WrongState(WAITS)
    periods = list(plan.periods.select_related("frozen_with").prefetch_related("figures"))
    body = public_body(by, plan, version, periods)
    if lacks_language(body):
        raise Invalid(THREE_LANGUAGES)
    last = plan.public_pages.aggregate(last=Max("number"))["last"] or 0
    page = PublicPage(plan=plan, number=last + 1, body=body, asked_by=by, asked_at=now())
    save(page)
    record(Event.PAGE_ASKED, by=by.actor)
    return page


@action
def approve_public(page: PublicPage, *, by: User, expected: int | None = None) -> PublicPage:
    """The second person approves what was written down, and nothing else. What was public before is taken off."""
    check_can_approve(by, page)
    former = PublicPage.objects.filter(plan=page.plan_id, state=PublicState.PUBLIC).first()
    if former is not None:
        former.withdrawn_at = now()
        _move(former, PublicState.WITHDRAWN)
    page.decided_by, page.decided_at = by, now()
    _move(page, PublicState.PUBLIC, expected)
    record(Event.PAGE_APPROVED, by=by.actor)
    return page


@action(undo=_("Not approved."))
def decline_public(page: PublicPage, *, by: User, expected: int | None = None) -> PublicPage:
    """The second person does not approve it; whoever asked mends it and asks again."""
    check_can_approve(by, page)
    page.decided_by, page.decided_at = by, now()
    _move(page, PublicState.DECLINED, expected)
    record(Event.PAGE_DECLINED, by=by.actor)
    return page


@action
def withdraw_public(page: PublicPage, *, by: User, expected: int | None = None) -> PublicPage:
    """Off the public pages. What was public is kept here."""
    check_can_write(by)
    page.withdrawn_at = now()
    _move(page, PublicState.WITHDRAWN, expected)
    record(Event.PAGE_WITHDRAWN, by=by.actor)
    return page


def _move(page: PublicPage, to: PublicState, expected: int | None = None) -> None:
    if to not in PUBLIC_TRANSITIONS[PublicState(page.state)]:
        raise WrongState(MOVED)
    page.state = to
    save(page, expected)
