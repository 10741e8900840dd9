"""What each room brings by itself in a module of a given name, collected without a list of rooms."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def modules_named(name: str) -> Iterator[ModuleType]:
    """`<room>/<name>.py` of every room above the core that has one, in the order of INSTALLED_APPS."""
    for app in apps.get_app_configs():
        module = f"{app.name}.{name}"
        if app.name.startswith("panoh.") and app.label != "core" and find_spec(module) is not None:
            yield import_module(module)
