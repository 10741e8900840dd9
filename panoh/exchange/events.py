"""What is recorded of things brought in and taken out."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """A register from the first look to the decisions; a referral as a file."""

    LOOKED_AT = "exchange.register_looked_at"
    BEGUN = "exchange.register_begun"
    PUT_ASIDE = "exchange.register_put_aside"
    ROWS_BROUGHT = "exchange.rows_brought"
    FINISHED = "exchange.register_finished"
    ROW_DECIDED = "exchange.row_decided"
    REJECTED_TAKEN = "exchange.rejected_rows_taken"
    TAKEN_BACK = "exchange.register_taken_back"
    REFERRAL_TAKEN = "exchange.referral_taken"


SENTENCES: dict[StrEnum, Promise] = {
    Event.LOOKED_AT: _("A register was looked at"),
    Event.BEGUN: _("Bringing in a register was begun"),
    Event.PUT_ASIDE: _("A register was looked at and put aside"),
    Event.ROWS_BROUGHT: _("Brought in from a register"),
    Event.FINISHED: _("A register was brought in"),
    Event.ROW_DECIDED: _("A row of a register was decided on"),
    Event.REJECTED_TAKEN: _("Rejected rows of a register were taken as a file"),
    Event.TAKEN_BACK: _("A register was taken back"),
    Event.REFERRAL_TAKEN: _("A referral was taken as a file for the facility it goes to"),
}


class DirectoryEvent(StrEnum):
    """The directory in a format of others."""

    LOOKED_AT = "exchange.directory_looked_at"
    PUT_ASIDE = "exchange.directory_put_aside"
    BROUGHT = "exchange.directory_brought"
    TAKEN = "exchange.directory_taken"
    PUBLISHED = "exchange.directory_published"
    LAID_OUT = "exchange.directory_laid_out"


SENTENCES |= {
    DirectoryEvent.LOOKED_AT: _("Entries of another directory were looked at"),
    DirectoryEvent.PUT_ASIDE: _("Entries of another directory were looked at and put aside"),
    DirectoryEvent.BROUGHT: _("Entries of another directory were brought in"),
    DirectoryEvent.TAKEN: _("The whole directory was taken as a file"),
    DirectoryEvent.PUBLISHED: _("What may be told of the directory was taken as a file"),
    DirectoryEvent.LAID_OUT: _("What may be told of the directory was laid out for the public pages"),
}
