"""Addresses: assessments: social, medical and psychological, diagnoses, the body, the story, capacities."""

from django.urls import URLPattern, path

from panoh.desk.assessments.views import assessments, body, capacities, details, diagnoses, medical, story

CASE = "cases/<slug:code>/"  # what stands after it is read over a shoulder: no illness, no medicine


def _diagnoses(side: str, under: str, prefix: str) -> list[URLPattern]:
    """The same four pages for each of those who keep diagnoses."""
    bound = {"side": side}
    return [
        path(f"{CASE}{under}new/", diagnoses.add_diagnosis, bound, name=f"{prefix}add_diagnosis"),
        path(f"{CASE}{under}find/", diagnoses.find_diagnoses, bound, name=f"{prefix}find_diagnoses"),
        path(f"{CASE}{under}<uuid:key>/correct/", diagnoses.correct_diagnosis, bound, name=f"{prefix}correct_diagnosis"),
        path(f"{CASE}{under}<uuid:key>/over/", diagnoses.end_diagnosis, bound, name=f"{prefix}end_diagnosis"),
    ]


urlpatterns: list[URLPattern] = [
    path(CASE + "assessments/", assessments.case_assessments, name="case_assessments"),
    path(CASE + "assessments/new/", assessments.record_assessment, name="record_assessment"),
    path(CASE + "assessments/<uuid:key>/", assessments.case_assessment, name="case_assessment"),
    path(CASE + "assessments/<uuid:key>/findings/", assessments.open_findings, name="open_findings"),
    path(CASE + "assessments/<uuid:key>/correct/", assessments.correct_assessment, name="correct_assessment"),
    path(CASE + "capacities/", assessments.rate_capacities, name="rate_capacities"),
    path(CASE + "capacities/over-time/", capacities.capacities_over_time, name="capacities_over_time"),
    path(CASE + "medical/", medical.case_medical, name="case_medical"),
    path(CASE + "medical/list/", medical.case_medicines, name="case_medicines"),
    path(CASE + "medical/1/new/", medical.add_fact, {"sort": "medicine"}, name="add_medicine"),
    path(CASE + "medical/1/<uuid:key>/correct/", medical.correct_fact, {"sort": "medicine"}, name="correct_medicine"),
    path(CASE + "medical/1/<uuid:key>/stop/", medical.end_fact, {"sort": "medicine"}, name="stop_medicine"),
    path(CASE + "medical/2/new/", medical.add_fact, {"sort": "allergy"}, name="add_allergy"),
    path(CASE + "medical/2/<uuid:key>/correct/", medical.correct_fact, {"sort": "allergy"}, name="correct_allergy"),
    path(CASE + "medical/2/<uuid:key>/over/", medical.end_fact, {"sort": "allergy"}, name="end_allergy"),
    path(CASE + "records/", diagnoses.case_diagnoses, name="case_diagnoses"),
    path(CASE + "background/", story.case_story, name="case_story"),
    path(CASE + "background/tell/", story.tell_story, name="tell_story"),
    path(CASE + "background/events/new/", story.add_alleged_event, name="add_alleged_event"),
    path(CASE + "background/events/<uuid:key>/out/", story.take_out_event, name="take_out_event"),
    path(CASE + "assessments/<uuid:key>/details/", details.keep_details, name="keep_details"),
    path(CASE + "drawing/", body.case_body, name="case_body"),
    path(CASE + "drawing/marks/new/", body.place_mark, name="place_mark"),
    path(CASE + "drawing/marks/<uuid:key>/out/", body.take_out_mark, name="take_out_mark"),
    path(CASE + "drawing/marks/<uuid:key>/photograph/", body.keep_photograph, name="keep_photograph"),
    path(CASE + "drawing/photographs/<uuid:key>/", body.show_photograph, name="show_photograph"),
    path(CASE + "drawing/photographs/<uuid:key>/out/", body.take_out_photograph, name="take_out_photograph"),
    *_diagnoses("medical", "medical/3/", ""),
    *_diagnoses("psychological", "records/", "psychological_"),
]
