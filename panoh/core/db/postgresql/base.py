"""Django's own PostgreSQL backend, on connections that step down to the role of the house and carry how far who asks may reach."""

from typing import Any

from django.db.backends.postgresql import base

from panoh.core.db import row_level_security as rls


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. Under row-level security it has the role of the house; the owner's rights come back in `as_owner` alone."""

    def init_connection_state(self) -> Any:
        changed: Any = super().init_connection_state()  # the stubs say None
        rls.step_down(self)
        if rls.tell not in self.execute_wrappers:
            self.execute_wrappers.insert(0, rls.tell)
        return changed

    # What was told within a transaction is forgotten with it.
    def _rollback(self) -> None:
        rls.forget(self)
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        rls.forget(self)
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def close(self, *args: Any, **kwargs: Any) -> None:
        rls.forget(self)
        super().close(*args, **kwargs)
