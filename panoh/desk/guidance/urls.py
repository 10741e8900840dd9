"""Addresses: guidance: steps of cases and of the Unit, versions, the booklet."""

from django.urls import URLPattern, path, register_converter

from panoh.desk.guidance.views import booklet, guidance, steps, unit_steps, writing


class StepConverter:
    """The key of a step in an address, in hex: nobody reads over a shoulder what is due, or what somebody reads of it."""

    regex = "(?:[0-9a-f]{2})+"

    def to_python(self, value: str) -> str:
        """The key; a ValueError, and so no page, where it is none."""
        return bytes.fromhex(value).decode("ascii")

    def to_url(self, value: str) -> str:
        """The key in hex."""
        return value.encode("ascii").hex()


register_converter(StepConverter, "step")

ONE = "booklet/<int:number>/"
SECTION = ONE + "sections/<slug:key>/"
VERSION = "guidance/<slug:version>/"
STEPS = "cases/<slug:code>/steps/"
RUN = STEPS + "<step:step>/<slug:mark>/"

urlpatterns: list[URLPattern] = [
    path("booklet/", booklet.show_booklet, name="booklet"),
    path("booklet/begin/", booklet.begin_edition, name="booklet_begin"),
    path("booklet/prints/new/", booklet.count_print, name="booklet_print_add"),
    path("booklet/prints/<uuid:key>/out/", booklet.take_out_print, name="booklet_print_out"),
    path("booklet/voice/<slug:key>/<slug:language>/", booklet.keep_voice, name="booklet_voice"),
    path("booklet/voice/<slug:key>/<slug:language>/out/", booklet.take_out_voice, name="booklet_voice_out"),
    path(ONE, booklet.show_version, name="booklet_version"),
    path(ONE + "sections/new/", booklet.add_section, name="booklet_section_add"),
    path(SECTION, booklet.write_section, name="booklet_section"),
    path(SECTION + "up/", booklet.raise_section, name="booklet_section_up"),
    path(SECTION + "out/", booklet.take_out_section, name="booklet_section_out"),
    path(ONE + "adopt/", booklet.adopt_edition, name="booklet_adopt"),
    path(ONE + "discard/", booklet.discard_edition, name="booklet_discard"),
    path(ONE + "print/<slug:language>/<slug:shape>/", booklet.open_print, name="booklet_print"),
    path("unit-steps/", unit_steps.show_unit_steps, name="unit_steps"),
    path("unit-steps/<step:step>/<slug:mark>/", unit_steps.finish_step, name="unit_step_done"),
    path("guidance/", guidance.show_guidance, name="guidance"),
    path("guidance/late/", guidance.show_late, name="guidance_late"),
    path("guidance/versions/", guidance.show_versions, name="guidance_versions"),
    path("guidance/versions/begin/", writing.begin_draft, name="guidance_begin"),
    path(VERSION, guidance.show_version, name="guidance_version"),
    path(VERSION + "compare/", guidance.compare_version, name="guidance_compare"),
    path(VERSION + "try/", guidance.try_version, name="guidance_try"),
    path(VERSION + "booklet/<slug:language>/", guidance.print_booklet, name="guidance_booklet"),
    path(VERSION + "steps/new/", writing.add_step, name="guidance_step_new"),
    path(VERSION + "steps/<step:step>/read/", guidance.show_step, name="guidance_step_read"),
    path(VERSION + "steps/<step:step>/", writing.edit_step, name="guidance_step"),
    path(VERSION + "steps/<step:step>/rules/", writing.edit_rules, name="guidance_step_rules"),
    path(VERSION + "steps/<step:step>/place/", writing.move_step, name="guidance_step_place"),
    path(VERSION + "steps/<step:step>/take-out/", writing.remove_step, name="guidance_step_out"),
    path(VERSION + "agree/", writing.agree_draft, name="guidance_agree"),
    path(VERSION + "adopt/", writing.adopt_draft, name="guidance_adopt"),
    path(VERSION + "discard/", writing.discard_draft, name="guidance_discard"),
    path(STEPS, steps.case_steps, name="case_steps"),
    path(STEPS + "note/", steps.note_happening, name="note_happening"),
    path(STEPS + "move/", steps.move_guidance, name="move_guidance"),
    path(STEPS + "<uuid:key>/again/", steps.take_up_step, name="take_up_step"),
    path(RUN + "done/", steps.finish_step, name="finish_step"),
    path(RUN + "skip/", steps.skip_step, name="skip_step"),
    path(RUN + "decline/", steps.decline_step, name="decline_step"),
]
