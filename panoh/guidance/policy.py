"""Who may read and write the guidance. Everybody at the desk reads it."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied
from panoh.guidance.models import Edition

OWN_DRAFT = _("You cannot read your own draft for adoption. Another person reads it.")


def check_can_edit(user: User) -> None:
    """The coordinator writes the guidance."""
    check_has(user, Permission.GUIDANCE_EDIT)


def check_can_agree(user: User, edition: Edition) -> None:
    """Whoever works on cases may agree to a draft, but not to their own."""
    check_has(user, Permission.GUIDANCE_AGREE)
    if edition.made_by_id == user.id:
        raise Denied(OWN_DRAFT)
