"""Who may hear the story: its author, the physicians and psychologists named on the case; a lawyer only where the person agreed."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import check_can, disciplines_of
from panoh.cases.queries.care import named_on
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.queries import ground_for
from panoh.core.errors import Denied
from panoh.findings.models import AllegedEvent, Narrative

NOT_FOR_YOU = _("The author and the physicians and psychologists named on this case can read what happened.")
LAWYER_NEEDS_CONSENT = _("A lawyer can read what happened only with the person's consent. Ask for consent first.")
TOLD_ALREADY = _("The person has already told this and is not asked again. Ask the physician or the psychologist named on this case.")

HEARERS = (Discipline.MEDICAL, Discipline.PSYCHOLOGICAL)


def hears_all(user: User, case: Case) -> bool:
    """Whether this reader reads whatever was told, by whomever it was written down."""
    mine, named = powers(user).stands_for, named_on(case)
    if any((who, discipline) in named for discipline in HEARERS if discipline in disciplines_of(user) for who in mine):
        return True
    return has(user, Permission.LEGAL) and agreed_to_lawyer(user, case)


def agreed_to_lawyer(user: User, case: Case) -> bool:
    """Whether the person agreed that this lawyer's organisation is told what happened."""
    kinds = {DataKind.STORY}
    return ground_for(case.person, ConsentPurpose.LEGAL, organisation=user.organisation, data_kinds=kinds) is not None


def reads(user: User, row: Narrative | AllegedEvent, *, all_of_it: bool) -> bool:
    """Whether one version or event opens: all of it for who hears all, else what one wrote down oneself."""
    author = row.author_id if isinstance(row, Narrative) else row.by_id
    return all_of_it or author == user.id


def check_can_write(user: User, case: Case, latest: Narrative | None) -> None:
    """Whoever works on the case in a discipline writes it down once; what is told already goes on only with who reads it."""
    check_can(user, Permission.CASE_WORK, case)
    if not disciplines_of(user):
        raise Denied(NOT_FOR_YOU)
    if latest is not None and not reads(user, latest, all_of_it=hears_all(user, case)):
        raise Denied(TOLD_ALREADY)
