"""Nothing about a person stays under a key that lives on: every model with sealed words is the person's, goes with them, or is about nobody."""

from django.apps import apps

from panoh.data_protection.erasure_scope import ABOUT_NOBODY, GOES
from panoh.vault.fields import sealed_fields


def is_the_persons(model):
    """Whether its words are under the key of a person, always."""
    return any(field.name == "person" and not field.null for field in model._meta.get_fields() if hasattr(field, "null"))


def test_every_model_with_sealed_words_is_accounted_for():
    sealed = {model._meta.label: model for model in apps.get_models() if sealed_fields(model)}
    others = {label for label, model in sealed.items() if label != "people.Person" and not is_the_persons(model)}

    assert others == GOES | ABOUT_NOBODY
    assert not GOES & ABOUT_NOBODY
