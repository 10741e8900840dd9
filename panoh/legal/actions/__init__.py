"""What the legal assistance unit does."""

from panoh.legal.actions.milestones import change_milestone, note_milestone

__all__ = ["change_milestone", "note_milestone"]
