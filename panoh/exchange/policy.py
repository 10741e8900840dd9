"""Who brings registers in, and which runs they see."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.exchange.models import DirectoryUpload, ImportRow, ImportRun


def check_can_import(user: User) -> None:
    """Raises Denied for who may not bring registers in."""
    check_has(user, Permission.REGISTER_IMPORT)


def visible_runs(user: User) -> QuerySet[ImportRun]:
    """The runs of the account's organisation, practice ones in practice mode."""
    if not has(user, Permission.REGISTER_IMPORT):
        return ImportRun.objects.none()
    return ImportRun.objects.filter(organisation=user.organisation_id, is_practice=user.is_practising)


def visible_rows(user: User) -> QuerySet[ImportRow]:
    """The rows of those runs."""
    return ImportRow.objects.filter(run__in=visible_runs(user).values("pk"))


def visible_uploads(user: User) -> QuerySet[DirectoryUpload]:
    """What the account itself looks at; somebody else's is nobody's business until it is brought in."""
    mine = has(user, Permission.DIRECTORY_WRITE)
    return DirectoryUpload.objects.filter(by=user) if mine else DirectoryUpload.objects.none()
