"""Django's entry for this room."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "panoh.guidance"
    label = "guidance"

    def ready(self) -> None:
        """A protocol file that cannot be used stops the start, with its line and the reason."""
        from panoh.guidance.shipped import shipped  # noqa: PLC0415 -- reads words in the languages of the pages

        shipped()
