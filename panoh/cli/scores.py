"""`panoh score`: a calculator of questionnaires. It needs no instance, no account and no Django, and keeps nothing."""

import argparse
import json
from pathlib import Path
from typing import Any

from panoh.cli.output import Fail, answer_json
from panoh.instruments.definitions import Definition
from panoh.instruments.reading import BadDefinition, definition, ids
from panoh.instruments.scoring import BadAnswer, score

WORDS = ("language", "sex", "informant")


def score_file(chosen: argparse.Namespace, _data: Path) -> int:
    """Prints what the answers in the file come to. Exit 0 also when the form is incomplete, 2 for what is not on the form."""
    form = _known(chosen.instrument)
    given = _read(chosen.file)
    try:
        result = score(form, given["items"], **{name: str(given.get(name) or "") for name in WORDS})
    except BadAnswer as error:
        raise Fail(str(error), 2) from None
    answer_json(result.document)
    return 0


def _known(instrument: str) -> Definition:
    try:
        return definition(instrument)
    except KeyError:
        raise Fail(f"There is no instrument {instrument!r}. There are: {', '.join(ids())}", 2) from None
    except BadDefinition as error:
        raise Fail(str(error)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Fail(f"The file cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise Fail(f"The file is not JSON: {error}.") from None
    if not isinstance(given, dict) or not isinstance(given.get("items"), dict):
        raise Fail('The file should hold {"items": {"1": 2, …}}, and perhaps "language", "sex" and "informant".')
    if unknown := set(given) - {"items", *WORDS}:
        raise Fail(f"Not known in the file: {', '.join(sorted(unknown))}. It holds items, and perhaps {', '.join(WORDS)}.", 2)
    return given
