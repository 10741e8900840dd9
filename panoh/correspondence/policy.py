"""Who sees which letter, and what in it concerns a person only with the case. The only place that knows."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has, powers
from panoh.accounts.roles import Permission, Scope
from panoh.cases.models import Case
from panoh.cases.policy import check_can, visible_cases
from panoh.core.errors import Denied
from panoh.correspondence.enums import UNSENT
from panoh.correspondence.models import PersonLink, Promise, Recommendation, RegisterItem, Scan

AUTHOR_ONLY = _("Only its author can change a letter that has not been sent.")
NOT_READER = _("This letter is waiting for another reader.")
NOT_YOUR_OWN = _("The second reader must not be the author of the letter.")
NOT_THIS_CASE = _("This letter concerns a person whose case you have no access to.")


def visible_items(user: User) -> QuerySet[RegisterItem]:
    """All entries for who keeps the register; for who works on cases those of own cases, those one wrote, those one is to read.

    Who reads the register without writing in it sees no drafts. What concerns a person is not in these rows: see `visible_links`.
    """
    mine = powers(user)
    scopes = mine.scopes.get(Permission.CORRESPONDENCE, frozenset())
    if not scopes:
        return RegisterItem.objects.none()
    rows = RegisterItem.objects.filter(is_practice=user.is_practising)
    if not has(user, Permission.CORRESPONDENCE_WRITE):
        rows = rows.exclude(state__in=UNSENT)
    if Scope.ALL in scopes:
        return rows
    own = Q(by__in=mine.stands_for) | Q(link__reader__in=mine.stands_for)
    return rows.filter(own | Q(link__case__in=visible_cases(user, Permission.CORRESPONDENCE).values("pk")))


def visible_links(user: User) -> QuerySet[PersonLink]:
    """What concerns persons: with the case and with nothing else."""
    if not has(user, Permission.CORRESPONDENCE):
        return PersonLink.objects.none()
    return PersonLink.objects.filter(case__in=visible_cases(user, Permission.CASE_VIEW).values("pk"))


def visible_scans(user: User) -> QuerySet[Scan]:
    """Scans of the entries one sees; where one concerns a person, only with the case."""
    open_ones = Q(person=None) | Q(item__link__in=visible_links(user).values("pk"))
    return Scan.objects.filter(open_ones, item__in=visible_items(user).values("pk"))


def visible_promises(user: User) -> QuerySet[Promise]:
    """Promises of the entries one sees, one's own, all of them for who keeps the register."""
    mine = powers(user)
    scopes = mine.scopes.get(Permission.CORRESPONDENCE, frozenset())
    rows = Promise.objects.filter(is_practice=user.is_practising)
    if Scope.ALL in scopes:
        return rows
    if not scopes:
        return rows.none()
    return rows.filter(Q(by__in=mine.stands_for) | Q(item__in=visible_items(user).values("pk")))


def visible_recommendations(user: User) -> QuerySet[Recommendation]:
    """Recommendations; drafts for who writes them alone."""
    if not has(user, Permission.RECOMMENDATIONS):
        return Recommendation.objects.none()
    rows = Recommendation.objects.filter(is_practice=user.is_practising)
    return rows if has(user, Permission.RECOMMENDATIONS_WRITE) else rows.exclude(state__in=("draft", "dropped"))


def check_can_write(user: User, case: Case | None = None) -> None:
    """Who keeps the register writes in it, about a person only with the case."""
    check_has(user, Permission.CORRESPONDENCE_WRITE)
    if case is not None:
        check_can(user, Permission.CORRESPONDENCE_WRITE, case)


def check_can_change(user: User, item: RegisterItem) -> None:
    """An entry that was found for this account; a letter on its way out is its author's."""
    check_has(user, Permission.CORRESPONDENCE_WRITE)
    if item.state in UNSENT and not is_author(user, item):
        raise Denied(AUTHOR_ONLY)
    check_link(user, item)


def check_link(user: User, item: RegisterItem) -> None:
    """What concerns a person is changed by who sees the case."""
    if PersonLink.objects.filter(item=item).exists() and not visible_links(user).filter(item=item).exists():
        raise Denied(NOT_THIS_CASE)


def is_author(user: User, item: RegisterItem) -> bool:
    """Whether the account, or whom it stands in for, wrote it."""
    return item.by_id in powers(user).stands_for


def may_read_second(user: User, item: RegisterItem, case: Case) -> bool:
    """Whether the account may be the second reader: another than the author, with the right, who sees the case."""
    if item.by_id in powers(user).stands_for or not has(user, Permission.LETTER_AGREE):
        return False
    return visible_cases(user, Permission.LETTER_AGREE).filter(pk=case.pk).exists()


def check_can_agree(user: User, link: PersonLink) -> None:
    """Raises Denied for everybody but the second reader who was named, and for the author in any case."""
    check_has(user, Permission.LETTER_AGREE)
    if link.item.by_id in powers(user).stands_for:
        raise Denied(NOT_YOUR_OWN)
    if link.reader_id != user.pk or not may_read_second(user, link.item, link.case):
        raise Denied(NOT_READER)


def check_can_recommend(user: User) -> None:
    """Who writes recommendations."""
    check_has(user, Permission.RECOMMENDATIONS_WRITE)
