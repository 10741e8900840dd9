"""`python -m panoh.cli.nightly`, which the task worker starts: the copy of this night (night.py)."""

import os
import sys
import traceback
from pathlib import Path

from panoh.cli.django_ready import need_keys
from panoh.cli.output import Fail, say


def main() -> int:
    """Makes and tries the copy of this night; 0, or what it could not."""
    data = Path(os.environ["PANOH_DATA"])
    try:
        need_keys(data)
        from panoh.cli.night import run  # noqa: PLC0415 -- its models need Django ready

        run(data)
        return 0
    except Fail as failed:
        say(failed.line)
        return failed.code
    except Exception as error:  # noqa: BLE001 -- whatever it is: its kind and nothing it may quote
        where = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(traceback.extract_tb(error.__traceback__)))
        say(f"nightly: {type(error).__name__} at {where}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
