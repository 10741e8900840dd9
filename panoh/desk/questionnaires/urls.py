"""Addresses: questionnaires: asked, scored, shown over time; the Unit's own questions."""

from django.urls import URLPattern, path, register_converter

from panoh.desk.questionnaires.views import aloud, instruments, own_questions, questionnaires
from panoh.instruments.reading import definition, definitions


class InstrumentConverter:
    """A questionnaire by its number: no address says what somebody is asked about."""

    regex = "[0-9]+"

    def to_python(self, value: str) -> str:
        """The id of the questionnaire of this number; a ValueError, and so no page, where there is none."""
        found = [form.id for form in definitions().values() if str(form.number) == value]
        if not found:
            raise ValueError(value)
        return found[0]

    def to_url(self, value: str) -> str:
        """The number of the questionnaire of this id."""
        try:
            return str(definition(value).number)
        except KeyError as error:
            raise ValueError(value) from error


register_converter(InstrumentConverter, "instrument")

CASE = "cases/<slug:code>/questionnaires/"
FORM = CASE + "<instrument:instrument>/"

urlpatterns: list[URLPattern] = [
    path("own-questions/", own_questions.show_questions, name="own_questions"),
    path("own-questions/new/", own_questions.add_question, name="own_question_add"),
    path("own-questions/<uuid:key>/", own_questions.change_question, name="own_question"),
    path("own-questions/<uuid:key>/retire/", own_questions.retire_question, name="own_question_retire"),
    path("own-questions/<uuid:key>/count/", own_questions.count_question, name="own_question_count"),
    path("cases/<slug:code>/own-questions/", own_questions.case_answers, name="case_own_questions"),
    path("cases/<slug:code>/own-questions/<uuid:key>/correct/", own_questions.correct_answer, name="case_own_answer_correct"),
    path(CASE, questionnaires.case_questionnaires, name="case_questionnaires"),
    path(CASE + "answers/<uuid:key>/", questionnaires.case_response, name="case_response"),
    path(CASE + "answers/<uuid:key>/correct/", questionnaires.correct_response, name="case_response_correct"),
    path(CASE + "sheets/<uuid:key>/", questionnaires.show_sheet, name="case_sheet"),
    path(CASE + "sheets/<uuid:key>/out/", questionnaires.take_out_sheet, name="case_sheet_out"),
    path(FORM + "sheet/", questionnaires.keep_sheet, name="case_sheet_keep"),
    path(FORM + "ask/", questionnaires.ask_questionnaire, name="case_ask"),
    path(FORM + "ask/now/", questionnaires.tell_at_once, name="case_told_now"),
    path(FORM + "aloud/<int:step>/", aloud.read_aloud, name="case_aloud"),
    path(FORM + "paper/", questionnaires.paper_form, name="case_paper"),
    path("questionnaires/", instruments.show_instruments, name="instruments"),
    path("questionnaires/<instrument:instrument>/", instruments.show_instrument, name="instrument"),
    path("questionnaires/<instrument:instrument>/use/", instruments.switch_instrument, name="instrument_switch"),
    path("questionnaires/<instrument:instrument>/wording/", instruments.load_wording, name="instrument_wording"),
    path("questionnaires/wordings/<uuid:key>/check/", instruments.check_wording, name="instrument_check"),
]
