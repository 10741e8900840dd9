"""Small files of ours that others read at any moment: replaced whole or not at all. No Django here."""

import json
import os
import secrets
from pathlib import Path
from typing import Any


def replace_file(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Puts a file in place of what stood there, in one step. What has to outlive a power cut is flushed besides: `agent.ring.write`."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        fresh.chmod(mode)  # whatever the umask took away
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read_json(path: Path) -> dict[str, Any]:
    """What a file of ours says; nothing where there is none, or none that can be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Puts it in place of what the file said."""
    replace_file(path, json.dumps(content, ensure_ascii=False).encode())
