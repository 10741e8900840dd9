"""Django's entry for this room."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuditConfig(AppConfig):
    name = "panoh.audit"
    label = "audit"

    def ready(self) -> None:
        from panoh.audit import guard  # noqa: PLC0415 -- after the registry is ready

        connection_created.connect(guard.install, dispatch_uid="audit.guard")
