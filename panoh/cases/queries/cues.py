"""A worker's own cues: they open by the worker's key alone."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from panoh.accounts.models import User
from panoh.cases import policy
from panoh.cases.cues import Picture, picture
from panoh.cases.models import Assignment, Cue
from panoh.vault import client, members
from panoh.vault.envelope import Place


def place_of(case: UUID) -> Place:
    """Where the ciphertext of a cue belongs: to its case. Put beside another one it does not open."""
    return Place(Cue._meta.db_table, case, "picture", "words")


def _left() -> Q:
    """Cues of whoever was put on the case and works on it no more."""
    theirs = Assignment.objects.filter(case=OuterRef("case"), user=OuterRef("user"))
    return Q(Exists(theirs)) & ~Q(Exists(theirs.filter(policy.in_force())))


def own_cues(user: User) -> dict[str, Picture]:
    """The pictures that this account gave to cases it sees, by the case's code. One query, none without their own key in hand."""
    if not client.session_in_hand():
        return {}
    seen = policy.visible_cases(user).values("pk")
    rows = Cue.objects.filter(user=user.pk, case__in=seen).exclude(_left()).values_list("case", "case__code", "picture")
    found = list(rows)
    opened = members.open_own(user.id, [(place_of(case), bytes(sealed)) for case, _code, sealed in found])
    pictures = {code: picture(words) for (_case, code, _sealed), words in zip(found, opened, strict=True) if words}
    return {code: one for code, one in pictures.items() if one is not None}


def cues_that_ended() -> QuerySet[Cue]:
    """Those to be taken away: of who works on the case no more, or has no account any more."""
    return Cue.objects.filter(_left() | Q(user__is_active=False)).order_by("pk")
