"""Every page says "How this is done here" in at most two sentences: whoever needs it reads it with a person in front of them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.consistency.house import PACKAGE

DESK = PACKAGE / "desk"
GETTEXT = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy"}
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
BLOCK = re.compile(r"{% block how %}(.*?){% endblock(?: how)? %}", re.DOTALL)
TRANSLATED = re.compile(r'{% translate "(.*?)".*?%}|{% blocktranslate.*?%}(.*?){% endblocktranslate %}', re.DOTALL)


@cache
def _module(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _places(module: ast.Module) -> dict[str, int]:
    """What in a module takes a `how`, a function or a class of fields: at which place without its name."""
    places = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
        elif isinstance(node, ast.ClassDef):
            names = [field.target.id for field in node.body if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)]
        else:
            continue
        if "how" in names:
            places[node.name] = names.index("how")
    return places


@cache
def _shared_places() -> dict[str, int]:
    """The same for what modules take from each other."""
    return {name: place for path in DESK.rglob("*.py") for name, place in _places(_module(path)).items() if not name.startswith("_")}


def _assigned(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What stands under a name, also what a function answers."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            yield from ((node.name, part.value) for part in ast.walk(node) if isinstance(part, ast.Return) and part.value is not None)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    yield from (
                        (one.id, value) for one, value in zip(target.elts, node.value.elts, strict=False) if isinstance(one, ast.Name)
                    )


def _given(module: ast.Module) -> Iterator[ast.expr]:
    """What stands in a module for a `how`: by name, by place, or unless said otherwise."""
    places = _shared_places() | _places(module)
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "how")
            place = places.get(getattr(node.func, "id", ""), len(node.args))
            yield from node.args[place : place + 1]
        elif isinstance(node, ast.arguments) and node.defaults:
            with_default = zip(node.args[-len(node.defaults) :], node.defaults, strict=True)
            yield from (default for argument, default in with_default if argument.arg == "how")


def texts_of_module(path: Path) -> set[str]:
    """Every text of a module that reaches a `how`."""
    module = _module(path)
    assigned = list(_assigned(module))
    reached = [*_given(module), *(value for name, value in assigned if name.lower().startswith("how"))]
    parts = [part for one in reached for part in ast.walk(one)]
    names = {part.id for part in parts if isinstance(part, ast.Name)} - GETTEXT
    parts += [part for name, value in assigned if name in names for part in ast.walk(value)]
    calls = [part for part in parts if isinstance(part, ast.Call) and getattr(part.func, "id", "") in GETTEXT]
    return {str(call.args[-1].value) for call in calls if isinstance(call.args[-1], ast.Constant)}


def texts_of_template(path: Path) -> set[str]:
    """What each block `how` of a template says: its sentences together."""
    blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
    return {" ".join(" ".join(" ".join(either) for either in TRANSLATED.findall(block)).split()) for block in blocks}


def test_how_it_is_done_is_said_in_two_sentences() -> None:
    """Only what one would get wrong, or what is dangerous to get wrong; the page shows the rest."""
    modules = [(path, text) for path in sorted(DESK.rglob("*.py")) for text in sorted(texts_of_module(path))]
    templates = [(path, text) for path in sorted(PACKAGE.rglob("*.html")) for text in sorted(texts_of_template(path))]
    assert len(modules) > 200
    assert len(templates) > 50
    long = [f"{path.relative_to(PACKAGE)}: {text}" for path, text in modules + templates if len(SENTENCE_END.findall(text)) > 2]
    assert not long, "\n".join(long)
