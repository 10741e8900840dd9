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
    Event.LOOKED_AT: _("A register was checked"),
    Event.BEGUN: _("The import of a register was begun"),
    Event.PUT_ASIDE: _("A register was checked and not imported"),
    Event.ROWS_BROUGHT: _("Imported from a register"),
    Event.FINISHED: _("A register was imported"),
    Event.ROW_DECIDED: _("A decision on a row of a register was made"),
    Event.REJECTED_TAKEN: _("Rejected rows of a register were downloaded"),
    Event.TAKEN_BACK: _("The import of a register was undone"),
    Event.REFERRAL_TAKEN: _("A referral was downloaded for the facility"),
}


class DirectoryEvent(StrEnum):
    """The directory in a format of others."""

    LOOKED_AT = "exchange.directory_looked_at"
    PUT_ASIDE = "exchange.directory_put_aside"
    BROUGHT = "exchange.directory_brought"
    TAKEN = "exchange.directory_taken"
    PUBLISHED = "exchange.directory_published"
    SNAPSHOT_MADE = "exchange.directory_laid_out"  # as activity logs of before have it


SENTENCES |= {
    DirectoryEvent.LOOKED_AT: _("Entries of another directory were checked"),
    DirectoryEvent.PUT_ASIDE: _("Entries of another directory were checked and not imported"),
    DirectoryEvent.BROUGHT: _("Entries of another directory were imported"),
    DirectoryEvent.TAKEN: _("The whole directory was exported"),
    DirectoryEvent.PUBLISHED: _("The public part of the directory was exported"),
    DirectoryEvent.SNAPSHOT_MADE: _("The public part of the directory was put on the public pages"),
}
