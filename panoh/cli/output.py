"""What commands print: answers on stdout, everything else on stderr."""

import json
import sys
from typing import Any


class Fail(Exception):
    """One clear line and an exit code: 1 the task failed, 2 wrong usage or unknown name, 3 locked."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.line = line
        self.code = code


LOCKED = Fail("locked: run panoh unlock", 3)


def say(line: str) -> None:
    """Progress and messages."""
    print(line, file=sys.stderr, flush=True)


def answer(line: str) -> None:
    """What was asked for."""
    print(line, flush=True)


def answer_json(document: Any) -> None:
    """Exactly one JSON document on one line."""
    print(json.dumps(document, ensure_ascii=False), flush=True)
