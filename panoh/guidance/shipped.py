"""The protocols that come with the system: content/protocols/*.toml, checked when they are loaded."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from panoh.guidance.protocol import Faulty, Protocol
from panoh.guidance.reading import read

FIRST = "start-1"


class BadProtocol(Exception):
    """A protocol file cannot be used: file, line, reason."""


@cache
def shipped() -> Mapping[str, Protocol]:
    """The protocols by code. Raises BadProtocol at the first file that does not validate."""
    folder = files("panoh.content").joinpath("protocols")
    found = (load(item.name, item.read_text(encoding="utf-8")) for item in sorted(folder.iterdir(), key=lambda item: item.name))
    return MappingProxyType({protocol.code: protocol for protocol in found})


def load(name: str, text: str) -> Protocol:
    """The protocol of one file. Raises BadProtocol with the file's name, the line and the reason."""
    try:
        protocol = read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"at line (\d+)", str(error))
        raise BadProtocol(f"{name}:{match[1] if match else len(text.splitlines())}: {error}") from None
    except Faulty as fault:
        raise BadProtocol(f"{name}:{_line(text, fault)}: {fault.reason}") from None
    if name != f"{protocol.code}.toml":
        raise BadProtocol(f"{name}:{_line(text, Faulty('', name='code'))}: the file of {protocol.code} is named {protocol.code}.toml")
    return protocol


def _line(text: str, fault: Faulty) -> int:
    """Where the fault stands: the field's line in its part, else the head of the part."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.strip() == f"[[{fault.part}]]"] if fault.part else []
    begin = heads[fault.index] if fault.index < len(heads) else 0
    for number in range(begin, len(lines)):
        if number > begin and fault.part and lines[number].startswith("[["):
            break
        if re.match(rf"{re.escape(fault.name)}\s*=", lines[number]):
            return number + 1
    return begin + 1
