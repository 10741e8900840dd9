"""Who sees and goes on with what is done to many cases at once."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.enums import BulkOperationKind
from panoh.cases.models import BulkOperation

_BULK_OPERATIONS = {BulkOperationKind.HAND_OVER: Permission.CASE_ASSIGN, BulkOperationKind.GUIDANCE: Permission.GUIDANCE_EDIT}


def visible_bulk_operations(user: User) -> QuerySet[BulkOperation]:
    """What is done to many cases at once by this account's organisation, as far as it may do such things itself."""
    kinds = [kind for kind, permission in _BULK_OPERATIONS.items() if has(user, permission)]
    return BulkOperation.objects.filter(kind__in=kinds, by__organisation=user.organisation_id, is_practice=user.is_practising)


def check_can_bulk_operation(user: User, operation: BulkOperation) -> None:
    """Whoever may begin such a thing goes on with it; each case is asked for by itself."""
    check_has(user, _BULK_OPERATIONS[BulkOperationKind(operation.kind)])
