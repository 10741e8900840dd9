"""What the legal assistance unit does."""

from panoh.legal.actions.milestones import change_milestone, note_milestone
from panoh.legal.actions.referring import answer_referral, refer_to_lawyers, take_case
from panoh.legal.actions.releasing import open_release, release_document, take_back_release

__all__ = [
    "answer_referral",
    "change_milestone",
    "note_milestone",
    "open_release",
    "refer_to_lawyers",
    "release_document",
    "take_back_release",
    "take_case",
]
