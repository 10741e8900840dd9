"""Who asks which questionnaire and who reads what came of it. Which persons, the rooms above say."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.instruments.definitions import Definition
from panoh.instruments.models import Response, Sheet, TextPack
from panoh.instruments.reading import definition

NOT_YOURS = _("Only psychologists and physicians use this questionnaire. You can use the short screening questionnaires.")
CLOSED = _("The worker who asked and the psychologists and physicians on this case can read these results.")
NOT_OWN = _("Only the worker who asked can correct the questionnaire.")
NOT_OWN_WORDING = _("The wording is checked by two people. The person who added it cannot check it.")
NOT_TWICE = _("A different person must do the second check.")

CLINICAL = (Permission.PSYCHOLOGICAL, Permission.MEDICAL)


def asks(user: User, form: Definition) -> bool:
    """Psychologists and physicians ask all of them; social workers the short screeners."""
    allowed = (*CLINICAL, Permission.SOCIAL) if form.reading == "screener" else CLINICAL
    return has(user, Permission.QUESTIONNAIRES) and any(has(user, permission) for permission in allowed)


def check_can_ask(user: User, form: Definition) -> None:
    """Raises Denied for whoever does not ask this one."""
    check_has(user, Permission.QUESTIONNAIRES)
    if not asks(user, form):
        raise Denied(NOT_YOURS)


def reads(user: User, response: Response) -> bool:
    """Whoever may ask a questionnaire reads its results; whoever asked reads their own. For others it stands there, closed."""
    return response.by_id == user.pk or asks(user, definition(response.instrument))


def check_can_read(user: User, response: Response) -> None:
    """Raises Denied where the results stay closed."""
    if not reads(user, response):
        raise Denied(CLOSED)


def check_can_correct(user: User, response: Response) -> None:
    """Only who asked knows what was answered."""
    if response.by_id != user.pk:
        raise Denied(NOT_OWN)
    check_can_ask(user, definition(response.instrument))


def check_can_view(user: User, sheet: Sheet) -> None:
    """The photograph of a form holds its answers: it is seen by who may read them."""
    if sheet.by_id != user.pk:
        check_can_ask(user, definition(sheet.instrument))


def check_can_take_out(user: User, sheet: Sheet) -> None:
    """Only who took the photograph."""
    if sheet.by_id != user.pk:
        raise Denied(NOT_OWN)


def check_can_word(user: User) -> None:
    """Who brings in and checks wordings."""
    check_has(user, Permission.QUESTIONNAIRE_WORDING)


def check_can_check(user: User, pack: TextPack) -> None:
    """Two people, neither of them who brought it in."""
    check_can_word(user)
    if pack.made_by_id == user.pk:
        raise Denied(NOT_OWN_WORDING)
    if pack.first_checker_id == user.pk:
        raise Denied(NOT_TWICE)


def check_can_switch(user: User) -> None:
    """The coordinator says which questionnaires the unit uses: hers is the licence."""
    check_has(user, Permission.QUESTIONNAIRE_SWITCH)
