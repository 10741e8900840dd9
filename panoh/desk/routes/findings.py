"""Addresses of the desk: the physician's page, the story, the parts of an assessment, the body map."""

from django.urls import URLPattern, path

from panoh.desk.views import body, details, medical, story

CASE = "cases/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path(CASE + "medical/", medical.case_medical, name="case_medical"),
    path(CASE + "medical/diagnoses/new/", medical.add_diagnosis, name="add_diagnosis"),
    path(CASE + "medical/diagnoses/find/", medical.find_diagnoses, name="find_diagnoses"),
    path(CASE + "medical/diagnoses/<uuid:key>/over/", medical.end_diagnosis, name="end_diagnosis"),
    path(CASE + "medical/medicines/new/", medical.add_medicine, name="add_medicine"),
    path(CASE + "medical/medicines/<uuid:key>/stop/", medical.stop_medicine, name="stop_medicine"),
    path(CASE + "medical/allergies/new/", medical.add_allergy, name="add_allergy"),
    path(CASE + "medical/allergies/<uuid:key>/over/", medical.end_allergy, name="end_allergy"),
    path(CASE + "story/", story.case_story, name="case_story"),
    path(CASE + "story/tell/", story.tell_story, name="tell_story"),
    path(CASE + "story/events/new/", story.add_alleged_event, name="add_alleged_event"),
    path(CASE + "story/events/<uuid:key>/out/", story.take_out_event, name="take_out_event"),
    path(CASE + "assessments/<uuid:key>/details/", details.keep_details, name="keep_details"),
    path(CASE + "body/", body.case_body, name="case_body"),
    path(CASE + "body/marks/new/", body.place_mark, name="place_mark"),
    path(CASE + "body/marks/<uuid:key>/out/", body.take_out_mark, name="take_out_mark"),
    path(CASE + "body/marks/<uuid:key>/photograph/", body.keep_photograph, name="keep_photograph"),
    path(CASE + "body/photographs/<uuid:key>/", body.show_photograph, name="show_photograph"),
    path(CASE + "body/photographs/<uuid:key>/out/", body.take_out_photograph, name="take_out_photograph"),
]
