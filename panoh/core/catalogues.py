"""Compiles the message catalogues (locale/*/LC_MESSAGES/django.po) with Babel, so that no gettext need be installed."""

import datetime as dt
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
NO_DAY = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # Babel would write the minute: the same source gives the same bytes


def stale(folder: Path = LOCALE) -> list[Path]:
    """The catalogues in `folder` whose compiled file is missing or older."""
    return [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if not _is_current(source)]


def _is_current(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def compile_catalogues(sources: Iterable[Path]) -> None:
    """Writes each catalogue's .mo beside it; a reader sees the old file or the new one, never half of one."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- 80 ms that a call with nothing to do is spared
    from babel.messages.pofile import read_po  # noqa: PLC0415 -- 80 ms, with the writer

    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        catalogue.creation_date = NO_DAY
        handle, name = tempfile.mkstemp(dir=source.parent, suffix=".new")
        with os.fdopen(handle, "wb") as out:
            write_mo(out, catalogue)
        Path(name).chmod(0o644)
        Path(name).replace(source.with_suffix(".mo"))


def main() -> int:
    """Compiles what is stale and says so."""
    sources = stale()
    compile_catalogues(sources)
    for source in sources:
        print(f"compiled {source.parts[-3]}/{source.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
