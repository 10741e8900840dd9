"""What a row calls itself, in a shell, a log or a message of the framework, says nothing of a person."""

import uuid

import pytest
from django.db import models

from panoh.core.clock import now
from panoh.vault.fields import Sealed
from tests.consistency.house import our_models

CANARY = "Қодиров"


def a_row(model: type[models.Model]) -> models.Model:
    """A row that was never saved: every text in it that could be about somebody is the canary."""
    row = model()
    for field in model._meta.concrete_fields:
        if isinstance(field, Sealed):
            setattr(row, field.name, CANARY.encode())
        elif isinstance(field, models.ForeignKey):
            setattr(row, field.attname, uuid.uuid4())
        elif isinstance(field, models.DateField):
            setattr(row, field.name, now())
    return row


@pytest.mark.parametrize("model", list(our_models()), ids=lambda model: model._meta.label)
def test_what_a_row_calls_itself_holds_no_sealed_word_and_asks_the_database_nothing(model: type[models.Model]) -> None:
    said = str(a_row(model))

    assert CANARY not in said
    assert CANARY not in repr(a_row(model))
