"""Every form that captures words keeps a draft, and the page that shows the form offers it, with or without script."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django import forms

from panoh.core.forms import PanohForm, widgets
from panoh.core.forms.renderer import IN_OUR_LOOK
from tests.consistency.house import PACKAGE, modules, short, templates, tree

WORDS = (widgets.TextInput, widgets.Textarea, widgets.TelephoneInput, widgets.EmailInput)
OFFERS = {"process_form", "offer_draft"}
# Typed together with a password, which is never kept.
# On a telephone a draft would be words in clear.
WITHOUT = {
    "SignInForm": "one's own account name at the door",
    "PasskeyForm": "what one calls a device, beside one's password",
    "PastCallForm": "a row of a sheet, which is kept whole",
    "CaptureForm": "sealed on the telephone, and in no store before that",
}


def captures_words(form: type[forms.Form]) -> bool:
    """Whether anything of it is written in words: figures, dates, codes and passwords are not."""
    return any(
        isinstance(field.widget, WORDS) or issubclass(IN_OUR_LOOK.get(type(field.widget), forms.Widget), WORDS)
        for field in form.base_fields.values()
    )


@cache
def forms_of_words() -> dict[str, type[forms.Form]]:
    """The forms of all rooms that capture words, by name."""
    found: dict[str, type[forms.Form]] = {}
    for path in modules():
        if "forms" in {path.stem, *path.relative_to(PACKAGE).parts[1:-1]} and path.relative_to(PACKAGE).parts[0] != "core":
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
            for thing in vars(importlib.import_module(name)).values():
                if isinstance(thing, type) and issubclass(thing, PanohForm) and thing.__module__ == name and captures_words(thing):
                    found[thing.__name__] = thing
    return found


@cache
def showing() -> dict[str, set[str]]:
    """Form, or the name of a table of forms → what the functions of views call in which it is named."""
    found: dict[str, set[str]] = {}
    for path in views():
        for function in (node for node in tree(path).body if isinstance(node, ast.FunctionDef)):
            names = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
            for name in names:
                found.setdefault(name, set()).update(names & OFFERS)
    return found


def views() -> Iterator[Path]:
    return (path for path in modules() if "views" in {path.stem, *path.parts})


def tables() -> dict[str, str]:
    """Form → the name of a table of forms that holds it."""
    found: dict[str, str] = {}
    for form in forms_of_words().values():
        for name, thing in vars(importlib.import_module(form.__module__)).items():
            if isinstance(thing, dict) and form in thing.values():
                found[form.__name__] = name
    return found


def test_the_house_has_forms_that_capture_words() -> None:
    assert {"RequestForm", "PersonForm", "ReviewForm", "OutcomeForm", "AddUserForm", "RegisterForm"} <= forms_of_words().keys()
    assert {"LaterForm", "RoleForm", "ConfirmForm", "WithdrawForm"} & forms_of_words().keys() == set()


def test_every_form_that_captures_words_offers_its_draft() -> None:
    held = tables()
    bases = {base.__name__ for form in forms_of_words().values() for base in form.__mro__[1:]}
    without = [
        name
        for name in forms_of_words()
        if name not in WITHOUT
        and not showing().get(name)
        and not showing().get(held.get(name, ""))
        and (name in showing() or name not in bases)
    ]
    assert without == []


def test_no_reason_outlives_its_form() -> None:
    assert set(WITHOUT) <= forms_of_words().keys()


def test_every_page_that_keeps_a_draft_offers_it_without_script_and_says_when_it_was_kept() -> None:
    halves = [
        short(path)
        for path in templates()
        if re.search(r"<form\b[^>]*\bdata-draft=", text := path.read_text(encoding="utf-8"))
        if "core/components/draft.html" not in text or "core/components/draft_state.html" not in text
    ]
    assert halves == []
