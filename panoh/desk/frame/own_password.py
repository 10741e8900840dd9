"""One's own password, asked for once more by a form."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from panoh.accounts.limits import TooMany
from panoh.core.forms import PanohForm


def fits(form: PanohForm, check: Callable[[str], bool]) -> bool:
    """Whether the password that was typed is the one that `check` wants; otherwise the form says so, or that there were too many tries."""
    try:
        if check(form.cleaned_data["current"]):
            return True
    except TooMany as error:
        form.add_error(None, str(error.sentence))
        return False
    form.add_error("current", _("The password is wrong. Enter the password of your account."))
    return False
