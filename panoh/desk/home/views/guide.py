"""The guide: a page for every role, one's own first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.features import features_off
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Role
from panoh.core.errors import NotFound
from panoh.desk.home.guide import NAMES, guide_name, guide_text, guide_title

NOT_HERE = _("There is no such page in the guide.")


@requires(Permission.DESK)
def show_guide(request: StaffRequest) -> HttpResponse:
    """The page of one's first role, or with `?of=` of that name, in the language of the desk; and the way to one's others."""
    mine = list(dict.fromkeys(guide_name(role) for role in Role if role in powers(request.user).roles))
    name, language = request.GET.get("of", next(iter(mine), NAMES[0])), get_language() or "en"
    if name not in NAMES:
        raise NotFound(NOT_HERE)
    others = [(each, guide_title(each, language)) for each in mine if each != name]
    context = {"title": guide_title(name, language), "text": guide_text(name, language, features_off(request.user)), "others": others}
    return render(request, "desk/home/guide.html", context)
