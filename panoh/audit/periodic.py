"""What the task worker does by itself: old undos and sent forms are forgotten, the record is sealed."""

from panoh.audit.idempotency import forget_sent_forms
from panoh.audit.sealer import seal_pending
from panoh.audit.undo import forget_old

OFTEN = (
    forget_old,
    forget_sent_forms,
)
LAST = (seal_pending,)
