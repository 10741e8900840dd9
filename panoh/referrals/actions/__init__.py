"""A referral from the first draft to its outcome. A letter leaves on a consent or in the vital interest, and is then out of the house."""

from panoh.referrals.actions.answers import (
    accept,
    acknowledge,
    answer_question,
    ask_back,
    begin_service,
    book,
    decline,
    record_attendance,
    record_no_show,
    waitlist,
)
from panoh.referrals.actions.drafting import change_referral, draft_referral, refer_on, take_up_consented
from panoh.referrals.actions.ending import (
    call_off,
    end_consent,
    end_vital_interest,
    expire,
    follow_answer,
    follow_refusal,
    mark_error,
    record_outcome,
    record_person_declined,
)
from panoh.referrals.actions.escalation import raise_late_referrals
from panoh.referrals.actions.exclusions import end_exclusion, exclude_facility
from panoh.referrals.actions.letterhead import open_letterhead, set_letterhead
from panoh.referrals.actions.reading import agree_to_words, give_to_reader, go_alone, return_to_writer
from panoh.referrals.actions.sending import open_letter, preview_letter, send_referral, send_with_link, take_letter
from panoh.referrals.actions.terms import allow_cost, allow_outside_terms, read_cost_reason, read_terms_reason

__all__ = [
    "accept",
    "acknowledge",
    "agree_to_words",
    "allow_cost",
    "allow_outside_terms",
    "answer_question",
    "ask_back",
    "begin_service",
    "book",
    "call_off",
    "change_referral",
    "decline",
    "draft_referral",
    "end_consent",
    "end_exclusion",
    "end_vital_interest",
    "exclude_facility",
    "expire",
    "follow_answer",
    "follow_refusal",
    "give_to_reader",
    "go_alone",
    "mark_error",
    "open_letter",
    "open_letterhead",
    "preview_letter",
    "raise_late_referrals",
    "read_cost_reason",
    "read_terms_reason",
    "record_attendance",
    "record_no_show",
    "record_outcome",
    "record_person_declined",
    "refer_on",
    "return_to_writer",
    "send_referral",
    "send_with_link",
    "set_letterhead",
    "take_letter",
    "take_up_consented",
    "waitlist",
]
