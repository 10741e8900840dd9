"""A safe number that is none: where a form was saved all the same, because there is danger, whoever typed it is told."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from panoh.core.forms.phone import stored


def said_of_number(request: HttpRequest) -> str:
    """What is added to what a saved form says; nothing where a number was typed that can be dialled, or none."""
    typed = request.POST.get("number", "").strip()
    return " " + _("The safe number cannot be dialled: what you typed is in the text.") if typed and stored(typed) is None else ""
