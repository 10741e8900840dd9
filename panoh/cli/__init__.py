"""The `panoh` command. One clear line on stderr and a non-zero exit on failure: 1 failed, 2 wrong usage, 3 locked."""

import sys

from panoh.cli.parser import build


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and answers its exit code."""
    chosen = build().parse_args(sys.argv[1:] if arguments is None else arguments)
    from panoh.cli.running import run  # noqa: PLC0415 -- `--help` answers without the libraries of keys

    return run(chosen)
