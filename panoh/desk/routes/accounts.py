"""Addresses of the desk: the door, one's own account, drafts, accounts and organisations of everybody."""

from django.urls import URLPattern, path, re_path

from panoh.desk.views import account, drafts, notices, organisations, prove, sign_in, users

DRAFT = r"^drafts/(?P<form>[a-z0-9:_-]{1,120})/"

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.show_sign_in, name="sign_in"),
    path("sign-in/language/", sign_in.choose_language, name="choose_language"),
    path("sign-in/passkey/options/", sign_in.passkey_options, name="passkey_options"),
    path("sign-in/passkey/", sign_in.passkey_sign_in, name="passkey_sign_in"),
    path("prove/", prove.show_prove, name="prove"),
    path("prove/passkey/options/", prove.passkey_options, name="prove_passkey_options"),
    path("prove/passkey/", prove.prove_with_passkey, name="prove_passkey"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("welcome/<str:token>/", sign_in.welcome, name="welcome"),
    path("welcome/<str:token>/passkey/", sign_in.welcome_passkey, name="welcome_passkey"),
    path("account/", account.show_account, name="account"),
    path("account/notices/", notices.set_notices, name="notices"),
    path("account/preferences/", account.set_preferences, name="set_preferences"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/second/", account.second_password, name="second_password"),
    path("account/code/", account.new_code_device, name="new_code_device"),
    path("account/recovery/", account.new_recovery_codes, name="new_recovery_codes"),
    path("account/token/", account.make_token, name="make_token"),
    path("account/token/revoke/", account.revoke_token, name="revoke_token"),
    path("account/sessions/end/", account.end_session, name="end_session"),
    path("account/passkeys/", account.add_passkey, name="add_passkey"),
    path("account/passkeys/<uuid:key>/remove/", account.remove_passkey, name="remove_passkey"),
    re_path(DRAFT + r"$", drafts.draft, name="draft"),
    re_path(DRAFT + r"discard/$", drafts.discard_draft, name="discard_draft"),
    path("users/", users.show_users, name="users"),
    path("users/names/", users.show_names, name="user_names"),
    path("users/add/", users.add_user, name="add_user"),
    path("users/<uuid:key>/", users.show_user, name="user"),
    path("users/<uuid:key>/change/", users.change_user, name="change_user"),
    path("users/<uuid:key>/role/", users.grant_role, name="grant_role"),
    path("users/<uuid:key>/deputy/", users.make_deputy, name="make_deputy"),
    path("users/<uuid:key>/regions/", users.set_regions, name="set_regions"),
    path("users/<uuid:key>/link/", users.make_link, name="make_link"),
    path("users/<uuid:key>/reset/", users.reset_second_factor, name="reset_second_factor"),
    path("users/<uuid:key>/close/", users.deactivate_user, name="deactivate_user"),
    path("organisations/", organisations.show_organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="organisation_add"),
    path("organisations/<uuid:key>/", organisations.show_organisation, name="organisation"),
    path("organisations/<uuid:key>/rename/", organisations.rename_organisation, name="organisation_rename"),
    path("organisations/<uuid:key>/correct/", organisations.correct_organisation, name="organisation_correct"),
    path("organisations/<uuid:key>/membership/", organisations.change_membership, name="organisation_membership"),
    path("roles/<uuid:key>/end/", users.end_role, name="end_role"),
]
