"""Addresses: data protection: record, keys, emergency access, erasure, retention, refusals, sealed cases, complaints."""

from django.urls import URLPattern, path

from panoh.desk.data_protection.views import audit, complaints, emergency_access, erasures, keys, leaving, refusals, retention, sealed

ONE = "complaints/<uuid:key>/"
DOOR = "openings/<uuid:key>/"
ERASURE = "erasures/<uuid:key>/"
RETENTION = "retention/<uuid:key>/"
SEALED = "cases/<slug:code>/sealed/"

urlpatterns: list[URLPattern] = [
    path("complaints/", complaints.show_complaints, name="complaints"),
    path("complaints/new/", complaints.add_complaint, name="complaint_new"),
    path(ONE, complaints.show_complaint, name="complaint"),
    path(ONE + "words/", complaints.open_complaint, name="complaint_words"),
    path(ONE + "take-up/", complaints.take_up, name="complaint_take_up"),
    path(ONE + "pass-on/", complaints.pass_on, name="complaint_pass_on"),
    path(ONE + "withdraw/", complaints.withdraw, name="complaint_withdraw"),
    path(ONE + "answer/", complaints.answer, name="complaint_answer"),
    path("alarms/", audit.look_at_alarms, name="alarms"),
    path("openings/", emergency_access.show_emergency_accesses, name="openings"),
    path("openings/new/", emergency_access.add_emergency_access, name="opening_add"),
    path(DOOR, emergency_access.show_emergency_access, name="opening"),
    path(DOOR + "end/", emergency_access.end_emergency_access, name="opening_end"),
    path(DOOR + "look/", emergency_access.judge_emergency_access, name="opening_judge"),
    path("blocks/", emergency_access.show_conflicts, name="blocks"),
    path("blocks/new/", emergency_access.add_conflict, name="block_add"),
    path("blocks/<uuid:key>/lift/", emergency_access.lift_conflict, name="block_lift"),
    path("cases/<slug:code>/known/", emergency_access.declare_conflict, name="known_person"),
    path("cases/<slug:code>/not-corrected/", refusals.refuse_correction, name="case_refusals"),
    path("cases/<slug:code>/not-corrected/<uuid:key>/", refusals.look_at_refusal, name="case_refusal"),
    path("erasures/", erasures.show_erasures, name="erasures"),
    path("erasures/ask/<slug:code>/", erasures.add_erasure, name="erasure_add"),
    path(ERASURE, erasures.show_erasure, name="erasure"),
    path(ERASURE + "hold/", erasures.hold_erasure, name="erasure_hold"),
    path(ERASURE + "agree/", erasures.agree_to_erasure, name="erasure_agree"),
    path(ERASURE + "call-off/", erasures.call_off_erasure, name="erasure_call_off"),
    path("retention/", retention.show_due, name="retention"),
    path(RETENTION, retention.show_one_due, name="due"),
    path(RETENTION + "confirm/", retention.confirm_due, name="due_confirm"),
    path(RETENTION + "put-off/", retention.put_off_due, name="due_put_off"),
    *(
        path(f"retention/former/<uuid:key>/{act}/", view, name=f"former_{act}")
        for act, view in (("ask", retention.ask_name_off), ("agree", retention.agree_to_name_off), ("leave", retention.leave_name))
    ),
    path("retention/periods/", retention.show_periods, name="periods"),
    path("retention/periods/<slug:rule>/", retention.set_period, name="period_set"),
    *(
        path(f"retention/periods/<uuid:key>/{act}/", retention.act_on_period, {"act": act}, name=f"period_{act.replace('-', '_')}")
        for act in retention.ACTS
    ),
    path("retention/told/", retention.show_erasure_notices, name="tellings"),
    path("retention/told/<uuid:key>/", retention.note_told, name="telling"),
    path("retention/told/<uuid:key>/letter/", retention.print_erasure_notice, name="telling_letter"),
    path("own-key/", sealed.open_own_key, name="own_key"),
    path(SEALED, sealed.show_members, name="case_sealed"),
    path(SEALED + "seal/", sealed.seal_case, name="case_seal"),
    path(SEALED + "unseal/", sealed.unseal_case, name="case_unseal"),
    path(SEALED + "add/<uuid:key>/", sealed.add_member, name="case_member_add"),
    path(SEALED + "remove/<uuid:key>/", sealed.remove_member, name="case_member_remove"),
    path("unlock/", keys.unlock, name="unlock"),
    path("keys/", keys.show_keys, name="keys"),
    path("keys/confirm/", keys.confirm_open, name="confirm_open"),
    path("keys/hours/", keys.set_lock_hours, name="set_lock_hours"),
    path("keys/cards/", keys.make_cards, name="make_cards"),
    path("keys/lock/", keys.lock_everything, name="lock_everything"),
    path("audit/", audit.show_audit, name="audit"),
    path("audit/verify/", audit.verify_audit, name="verify_audit"),
    path("audit/why/", audit.explain_end, name="explain_end"),
    path("revoke/", leaving.revoke, name="revoke"),
    path("revoke/done/", leaving.show_revoked, {"is_taken": False}, name="revoked"),
    path("revoke/taken/", leaving.show_revoked, {"is_taken": True}, name="revoked_taken"),
]
