"""What the legal assistance unit does."""

from panoh.legal.actions.milestones import change_milestone, note_milestone
from panoh.legal.actions.referring import answer_referral, refer_to_lawyers, take_case

__all__ = ["answer_referral", "change_milestone", "note_milestone", "refer_to_lawyers", "take_case"]
