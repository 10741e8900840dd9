"""What the audit records of care outside and of what it costs."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[StrEnum, Promise] = {}


class ActEvent(StrEnum):
    """What was done about acts of completed work."""

    ACT_SUBMITTED = "episodes.act_submitted"
    ACT_APPROVED = "episodes.act_approved"
    ACT_RETURNED = "episodes.act_returned"
    ACT_PAID = "episodes.act_paid"


SENTENCES |= {
    ActEvent.ACT_SUBMITTED: _("A specialist handed in an act of completed work: codes and hours, no names"),
    ActEvent.ACT_APPROVED: _("An act of completed work was approved"),
    ActEvent.ACT_RETURNED: _("An act of completed work was returned with a comment"),
    ActEvent.ACT_PAID: _("An act of completed work was marked as paid"),
}


class EpisodeEvent(StrEnum):
    """What was recorded of care outside and of what it cost."""

    EPISODE_OPENED = "episodes.episode_opened"
    EPISODE_BEGUN = "episodes.episode_begun"
    ENTRY_MADE = "episodes.entry_made"
    EPISODE_ENDED = "episodes.episode_ended"
    EPISODE_BROKEN_OFF = "episodes.episode_broken_off"
    COST_ADDED = "episodes.cost_added"
    COST_EXCEPTED = "episodes.cost_excepted"
    COST_STRUCK = "episodes.cost_struck"


SENTENCES |= {
    EpisodeEvent.EPISODE_OPENED: _("Treatment at a facility was planned or begun"),
    EpisodeEvent.EPISODE_BEGUN: _("Treatment at a facility began"),
    EpisodeEvent.ENTRY_MADE: _("What was done at a facility was recorded"),
    EpisodeEvent.EPISODE_ENDED: _("Treatment at a facility ended"),
    EpisodeEvent.EPISODE_BROKEN_OFF: _("Treatment at a facility was broken off"),
    EpisodeEvent.COST_ADDED: _("The cost of treatment at a facility was recorded"),
    EpisodeEvent.COST_EXCEPTED: _("A cost outside the agreement was allowed with a reason"),
    EpisodeEvent.COST_STRUCK: _("A cost of treatment was crossed out with a reason"),
}


class InvoiceEvent(StrEnum):
    """What was done about invoices of facilities."""

    INVOICE_ENTERED = "episodes.invoice_entered"
    INVOICE_MATCHED = "episodes.invoice_matched"
    INVOICE_APPROVED = "episodes.invoice_approved"
    INVOICE_VOID = "episodes.invoice_void"
    INVOICE_PAID = "episodes.invoice_paid"
    SPENDING_TAKEN = "episodes.spending_taken"


SENTENCES |= {
    InvoiceEvent.INVOICE_ENTERED: _("An invoice of a facility was entered"),
    InvoiceEvent.INVOICE_MATCHED: _("The costs of an invoice were chosen"),
    InvoiceEvent.INVOICE_APPROVED: _("An invoice of a facility was approved"),
    InvoiceEvent.INVOICE_VOID: _("An invoice of a facility was marked as not valid"),
    InvoiceEvent.INVOICE_PAID: _("An invoice of a facility was marked as paid"),
    InvoiceEvent.SPENDING_TAKEN: _("A table of recorded costs was exported"),
}
