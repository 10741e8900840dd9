"""What the task worker does by itself: old undos and sent forms are forgotten, the record is checked every day and sealed."""

from panoh.audit.daily_check import verify_daily
from panoh.audit.idempotency import forget_sent_forms
from panoh.audit.sealer import seal_pending
from panoh.audit.undo import forget_old

DAILY = (verify_daily,)
OFTEN = (
    forget_old,
    forget_sent_forms,
)
LAST = (seal_pending,)
