"""A worker's private picture for a case: given, changed, taken away."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.roles import Permission
from panoh.cases.actions.cues import give_cue, take_cue_away
from panoh.cases.cues import Picture, colours, things
from panoh.cases.forms.cues import CueForm
from panoh.cases.queries.cases import get_case
from panoh.cases.queries.cues import own_cues
from panoh.desk.frame.form_page import attempt
from panoh.places.alphabet import alphabetical
from panoh.vault.members import has_own_key_open


@requires(Permission.CASE_VIEW)
def choose_cue(request: StaffRequest, code: str) -> HttpResponse:
    """Every thing as a button, those that this worker has not used first; the colour is chosen already. By POST it is given."""
    case = get_case(request.user, code)
    shown = own_cues(request.user)
    form, status = CueForm(initial={"colour": _colour_for(shown, case.code)}), 200
    if request.method == "POST":
        tried = attempt(request, CueForm, lambda form: give_cue(case, by=request.user, picture=form.picture))
        if tried.is_done:
            messages.success(request, _("Only you see this picture."))
            return redirect("desk:case_file", case.code)
        form, status = tried.form, tried.status
    used = {one.thing.code for one in shown.values()}
    context = {
        "case": case,
        "form": form,
        "things": sorted(things().values(), key=lambda one: (one.code in used, alphabetical(str(one.name)))),
        "mine": shown.get(case.code),
        "opens": has_own_key_open(request.user.id),
    }
    return render(request, "desk/cases/cue.html", context, status=status)


def _colour_for(shown: dict[str, Picture], code: str) -> str:
    """The colour of this case's picture, else the one used least."""
    if code in shown:
        return shown[code].colour.code
    count = Counter(one.colour.code for one in shown.values())
    return min(colours(), key=lambda colour: count[colour])


@require_POST
@requires(Permission.CASE_VIEW)
def take_away(request: StaffRequest, code: str) -> HttpResponse:
    """The case has no picture of this worker any more."""
    case = get_case(request.user, code)
    take_cue_away(case, by=request.user)
    return redirect("desk:case_file", case.code)
