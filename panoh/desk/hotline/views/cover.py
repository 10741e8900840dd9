"""Who goes to which district: a map as a list, changed region by region."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import NotFound
from panoh.desk.frame.form_page import Page, process_form
from panoh.hotline import actions
from panoh.hotline.forms.callbacks import CoverForm
from panoh.hotline.queries import cover
from panoh.hotline.queries.calls import NOT_HERE
from panoh.places import catalogue


@requires(Permission.HOTLINE, Permission.HOTLINE_LEAD)
def show_cover(request: StaffRequest) -> HttpResponse:
    """Every region with its districts: who goes there, who in their place; what nobody covers stands first."""
    regions = [
        (code, name, [each for each in places if not each.worker], [each for each in places if each.worker])
        for code, name, places in cover.districts_covered()
    ]
    open_ones = sum(len(bare) for _code, _name, bare, _covered in regions)
    context = {"regions": regions, "open_ones": open_ones, "leads": has(request.user, Permission.HOTLINE_LEAD)}
    return render(request, "desk/hotline/cover.html", context)


@requires(Permission.HOTLINE_LEAD)
def change_cover(request: StaffRequest, region: str) -> HttpResponse:
    """Says who goes to some districts of a region; those that nobody covers are ticked to begin with."""
    if region not in dict(catalogue.region_choices()):
        raise NotFound(NOT_HERE)
    places = catalogue.district_choices(region) or [(region, catalogue.name(region))]
    covered = cover.coverage_of(region)
    how = _("Select the districts, then who goes there and who is the substitute. For a call from there, they are suggested first.")
    page = Page(catalogue.name(region), _("Save"), reverse("desk:cover"), _("Who goes to which district"), f"cover:{region}", how)

    def make(data: QueryDict | None) -> CoverForm:
        bare = [code for code, _name in places if code not in covered]
        return CoverForm(data, workers=cover.workers_of(region), places=places, initial={"places": bare})

    return process_form(
        request,
        page,
        make,
        lambda form: actions.set_cover(region, by=request.user, **form.action_kwargs),
        said=_("Changed: who goes to which district."),
    )
