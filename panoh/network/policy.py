"""Who reads the directory and who keeps it."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_can_keep_organisations, check_has, has
from panoh.accounts.roles import Permission
from panoh.network.models import Addressee, Agreement, Facility


def visible_facilities(user: User) -> QuerySet[Facility]:
    """The directory, for whoever may read it. Its names open only where the keeper's key reaches."""
    return Facility.objects.all() if has(user, Permission.DIRECTORY_VIEW) else Facility.objects.none()


def check_can_write(user: User) -> None:
    """Only who keeps the directory changes it."""
    check_has(user, Permission.DIRECTORY_WRITE)


def check_can_hand_out(user: User) -> None:
    """Who keeps the directory hands it out, and who takes an organisation into the house: it opens nothing for themselves."""
    if not has(user, Permission.DIRECTORY_WRITE):
        check_can_keep_organisations(user)


def visible_addressees(user: User) -> QuerySet[Addressee]:
    """Those with whom the Unit corresponds, for whoever sees its letters."""
    return Addressee.objects.all() if has(user, Permission.CORRESPONDENCE) else Addressee.objects.none()


def check_can_keep_addressees(user: User) -> None:
    """Whoever writes letters keeps those they go to."""
    check_has(user, Permission.CORRESPONDENCE_WRITE)


def check_can_screen(user: User) -> None:
    """Who keeps the directory answers for it that nobody is sent where they have to be afraid."""
    check_has(user, Permission.DIRECTORY_WRITE)


def may_read_screening(user: User) -> bool:
    """Why nobody is sent somewhere is for who keeps the directory: it may name somebody who is said to have tortured."""
    return has(user, Permission.DIRECTORY_WRITE)


def visible_agreements(user: User) -> QuerySet[Agreement]:
    """All of them, for whoever keeps or pays them."""
    return Agreement.objects.all() if has(user, Permission.AGREEMENT_VIEW) else Agreement.objects.none()


def check_can_keep_agreements(user: User) -> None:
    """Agreements and the terms of cooperation are the coordinator's work."""
    check_has(user, Permission.AGREEMENT_WRITE)


def check_can_open_agreements(user: User) -> None:
    """Who signs and the scan are read by whoever keeps or pays agreements."""
    check_has(user, Permission.AGREEMENT_VIEW)
