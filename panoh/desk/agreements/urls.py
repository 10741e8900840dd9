"""Addresses: agreements with clinics and specialists, and the rules that go with them."""

from django.urls import URLPattern, path

from panoh.desk.agreements.views import agreements, corrections, rules

ONE = "agreements/<uuid:key>/"
VERSION = "terms/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("agreements/", agreements.show_agreements, name="agreements"),
    path("agreements/new/", agreements.add_agreement, name="agreement_add"),
    path(ONE, agreements.show_agreement, name="agreement"),
    path(ONE + "change/", agreements.change_agreement, name="agreement_change"),
    path(ONE + "drop/", agreements.drop_agreement, name="agreement_drop"),
    path(ONE + "prices/new/", agreements.add_price, name="price_add"),
    path(ONE + "prices/<uuid:line>/out/", agreements.take_out_price, name="price_out"),
    path(ONE + "prices/<uuid:line>/correct/", corrections.correct_price, name="price_correct"),
    path(ONE + "correct/", corrections.correct_agreement, name="agreement_correct"),
    path(ONE + "sign/", agreements.sign_agreement, name="agreement_sign"),
    path(ONE + "end/", agreements.end_agreement, name="agreement_end"),
    path(ONE + "renew/", agreements.renew_agreement, name="agreement_renew"),
    path(ONE + "scan/", agreements.keep_scan, name="agreement_scan"),
    path(ONE + "scan/open/", agreements.download_scan, name="agreement_scan_open"),
    path(ONE + "accounts/new/", agreements.link_account, name="account_link"),
    path(ONE + "accounts/<uuid:link>/out/", agreements.unlink_account, name="account_unlink"),
    path("terms/", rules.show_rules, name="rules"),
    path("terms/new/", rules.add_rules, name="rules_add"),
    path(VERSION, rules.show_version, name="rules_version"),
    path(VERSION + "change/", rules.change_rules, name="rules_change"),
    path(VERSION + "adopt/", rules.adopt_rules, name="rules_adopt"),
    path(VERSION + "print/", rules.print_rules, name="rules_print"),
    path(VERSION + "accept/<uuid:key>/", rules.accept_rules, name="rules_accept"),
    path(VERSION + "accepted/<uuid:key>/out/", rules.take_out_acceptance, name="acceptance_out"),
]
