"""Addresses of the desk: the physician's page, the story, the parts of an assessment, the body map."""

from django.urls import URLPattern, path

from panoh.desk.views import medical

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
]
