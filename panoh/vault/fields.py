"""The model field of everything sealed: ciphertext, bound to its row."""

from typing import Any, Literal

from django.db import models

DataClass = Literal["identity", "contact", "words", "clinical", "legal", "notes", "file", "staff"]


class Sealed(models.BinaryField):  # type: ignore[type-arg]  # the class takes none at run time
    """Ciphertext of a text or file of one data class. Written by `vault.actions.seal`, read by `vault.actions.open_sealed`.

    Empty (b"") means that nothing was said. The row's `sealing_subject()` says under whose key it is.
    """

    def __init__(self, data_class: DataClass = "words", **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        self.data_class = data_class
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, (self.data_class, *args), kwargs


def sealed_fields(model: type[models.Model]) -> dict[str, Sealed]:
    """The sealed fields of a model by name."""
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, Sealed)}
