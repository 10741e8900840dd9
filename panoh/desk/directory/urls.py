"""Addresses: the directory of clinics and specialists, here and abroad."""

from django.urls import URLPattern, path

from panoh.desk.directory.views import abroad, directory, facility_sheet, imports, particulars

ONE = "directory/<uuid:key>/"
CONTACT = "directory/contacts/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("directory/", directory.show_directory, name="directory"),
    path("directory/names/", directory.show_names, name="directory_names"),
    path("directory/add/", directory.add_facility, name="facility_add"),
    path("directory/sheet/", facility_sheet.import_facilities, name="facility_sheet"),
    path("directory/sheet/check/", facility_sheet.check_facilities, name="facility_sheet_check"),
    path("directory/sheet/blank/", facility_sheet.blank_facilities, name="facility_sheet_blank"),
    path("directory/import/", imports.new_directory_import, name="directory_import_new"),
    path("directory/import/<uuid:key>/", imports.show_directory_import, name="directory_import"),
    path("directory/import/<uuid:key>/bring/", imports.bring_directory, name="directory_bring"),
    path("directory/import/<uuid:key>/put-aside/", imports.put_directory_aside, name="directory_put_aside"),
    path(ONE, directory.show_facility, name="facility"),
    path(ONE + "change/", directory.change_facility, name="facility_change"),
    path(ONE + "close/", directory.close_facility, name="facility_close"),
    path(ONE + "opening/", particulars.set_opening, name="facility_opening"),
    path(ONE + "terms/", particulars.set_terms, name="facility_terms"),
    path(ONE + "check/", particulars.check_facility, name="facility_check"),
    path(ONE + "screening/", particulars.screen_facility, name="facility_screening"),
    path(ONE + "public/", particulars.publish_facility, name="facility_public"),
    path(ONE + "abroad/", abroad.show_abroad, name="centre_abroad"),
    path(ONE + "abroad/key/", abroad.set_key, name="centre_key"),
    path(ONE + "abroad/confirm/", abroad.confirm_key, name="centre_confirm"),
    path(ONE + "contacts/add/", particulars.add_contact, name="contact_add"),
    path(CONTACT, particulars.change_contact, name="contact_change"),
    path(CONTACT + "remove/", particulars.remove_contact, name="contact_remove"),
    path("referrals/<slug:code>/sealed/", abroad.download_parcel, name="referral_sealed"),
]
