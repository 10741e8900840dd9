"""Over which cases an account may see figures; who releases tables; who works on case studies."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, powers
from panoh.accounts.roles import Permission, Scope
from panoh.cases.models import Case, Request
from panoh.cases.policy import can, check_can
from panoh.coalition.policy import NO_EXERCISE
from panoh.core.errors import Denied
from panoh.hotline.enums import Way
from panoh.hotline.models import Call, Dispatch
from panoh.reporting.enums import Audience, ReleaseState
from panoh.reporting.models import CaseStudy, Fact, FigureRelease

NOT_YOUR_OWN = _("The person who drew up a table cannot be its reader. Someone else must read it.")
READ_ALREADY = _("You have already read it.")
NOT_WAITING = _("This table is not waiting for a check. Open it again to see its status.")
NOT_WHOLE = _("Statistics for the public are prepared by someone who counts the whole Unit.")


def _part(user: User, organisation: str) -> Q:
    """Whose rows: of the whole house, or of the own organisation, which this field names."""
    return Q() if counts_all(user) else Q(**{organisation: powers(user).organisation})


def counted_cases(user: User) -> QuerySet[Case]:
    """The cases that this account's figures are made of: the house, or what was admitted to the own organisation, whoever has it now.
    Invented persons are never counted.

    Raises core.errors.Denied for who may see no figures.
    """
    check_has(user, Permission.REPORT_VIEW)
    return Case.objects.filter(_part(user, "admitted_to"), is_practice=False, person__is_practice=False).order_by()


def counted_facts[F: Fact](user: User, model: type[F]) -> tuple[QuerySet[F], str]:
    """The facts of these figures, and the field that says when the same person had the like before among them.

    Raises core.errors.Denied for who may see no figures.
    """
    check_has(user, Permission.REPORT_VIEW)
    return model._default_manager.filter(_part(user, "organisation")).order_by(), "before_on" if counts_all(user) else "before_here_on"


def counts_all(user: User) -> bool:
    """Whether the figures of this account are those of the whole house."""
    return Scope.ALL in powers(user).scopes.get(Permission.REPORT_VIEW, ())


def counted_requests(user: User) -> QuerySet[Request]:
    """The requests of these figures: all, or those that came to the own organisation. Raises Denied for who may see no figures."""
    check_has(user, Permission.REPORT_VIEW)
    return Request.objects.filter(_part(user, "organisation"), is_practice=False).order_by()


def counted_dispatches(user: User) -> QuerySet[Dispatch]:
    """The workers sent out, of the house or by the own organisation. Raises Denied for who may see no figures."""
    check_has(user, Permission.REPORT_VIEW)
    return Dispatch.objects.filter(_part(user, "organisation"), is_practice=False).order_by()


def counted_calls(user: User) -> QuerySet[Call]:
    """The calls, for who counts the whole house: a line is no single organisation's. What was taken in person or came as a message is none.

    Raises Denied for who may see no figures.
    """
    check_has(user, Permission.REPORT_VIEW)
    rows = Call.objects.filter(is_practice=False, way=Way.CALL).order_by()
    return rows if counts_all(user) else rows.none()


def check_can_publish(user: User) -> None:
    """Only who counts the whole house: the figures of a part beside those of the whole would give away the rest."""
    check_has(user, Permission.REPORT_VIEW)
    if not counts_all(user):
        raise Denied(NOT_WHOLE)


def visible_releases(user: User) -> QuerySet[FigureRelease]:
    """Whoever draws up or reads sees every release; a member sees those that went to members and to everybody."""
    if has(user, Permission.FIGURES_RELEASE) or has(user, Permission.FIGURES_REVIEW):
        return FigureRelease.objects.all()
    if has(user, Permission.FIGURES_RELEASED):
        return FigureRelease.objects.filter(state=ReleaseState.RELEASED, audience__in=(Audience.MEMBERS, Audience.PUBLIC))
    return FigureRelease.objects.none()


def check_can_release(user: User) -> None:
    """Who counts the whole house draws up what leaves it; nobody does it as an exercise."""
    check_has(user, Permission.FIGURES_RELEASE)
    check_can_publish(user)
    if user.is_practising:
        raise Denied(NO_EXERCISE)


def check_can_review(user: User, release: FigureRelease) -> None:
    """Somebody other than who drew it up reads it, once. Two queries at most."""
    check_has(user, Permission.FIGURES_REVIEW)
    if user.is_practising:
        raise Denied(NO_EXERCISE)
    if release.drawn_up_by_id == user.pk:
        raise Denied(NOT_YOUR_OWN)
    if release.state != ReleaseState.ASKED:
        raise Denied(NOT_WAITING)
    if release.reviews.filter(reader=user).exists():
        raise Denied(READ_ALREADY)


def visible_studies(user: User, case: Case) -> QuerySet[CaseStudy]:
    """Of a case found for this reader: those who work on it read them."""
    return CaseStudy.objects.filter(case=case) if can(user, Permission.CASE_WORK, case) else CaseStudy.objects.none()


def check_can_study(user: User, case: Case) -> None:
    """Who works on the case writes, shows and withdraws; nobody does it as an exercise. Raises Denied."""
    check_can(user, Permission.CASE_WORK, case)
    if user.is_practising or case.is_practice:
        raise Denied(NO_EXERCISE)
