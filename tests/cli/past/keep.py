"""Keeps an instance of today for the upgrades of tomorrow: `python -m tests.cli.past.keep FILE.tar.xz`.

One invented person with a story, a programme and a session, written by the same makers as in tests; the database as SQL, since a file of
SQLCipher hardly packs. An entry of `past` is never made anew: it is what an installation of its day holds.
"""

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

KEPT = ("keyring.age", "root.key", "server.key", "intake.pub", "checkpoint.last")
PANOH = [sys.executable, "-m", "panoh"]


def _write() -> None:
    import django  # noqa: PLC0415 -- the data folder is known by now

    django.setup()
    from panoh.accounts.models import User  # noqa: PLC0415 -- Django is ready
    from panoh.audit.sealer import seal_pending  # noqa: PLC0415
    from panoh.cases.enums import Discipline, ProgrammeState  # noqa: PLC0415
    from tests.factories.care import make_programme, make_session  # noqa: PLC0415
    from tests.factories.cases import make_case  # noqa: PLC0415
    from tests.factories.findings import tell  # noqa: PLC0415

    coordinator, psychologist = (User.objects.get(username=name) for name in ("coordinator", "psychologist"))
    case = make_case(by=coordinator, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    tell(case, by=psychologist)
    make_programme(case, by=psychologist, state=ProgrammeState.AGREED)
    make_session(case, by=psychologist)
    seal_pending()


def _dump(data: Path) -> None:
    from sqlite3.dump import _iterdump  # noqa: PLC0415 -- what the standard library's own connection dumps by

    from sqlcipher3 import dbapi2  # noqa: PLC0415

    from panoh.agent import ring  # noqa: PLC0415

    raw = dbapi2.connect(str(data / "panoh.db"))
    raw.execute(f"PRAGMA key = \"x'{ring.load(data, None).database_key}'\"")
    (data / "panoh.sql").write_text("\n".join(["PRAGMA foreign_keys=OFF;", *_iterdump(raw)]), encoding="utf-8")
    raw.close()


def main(file: str) -> None:
    """Makes the instance in a folder for the moment and packs it."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        os.environ |= {"PANOH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "panoh.config.settings"}
        os.environ.pop("PANOH_DATABASE", None)
        subprocess.run([*PANOH, "init", "--insecure-auto-unlock"], check=True)
        try:
            _write()
        finally:
            subprocess.run([*PANOH, "stop"], check=False)
        _dump(data)
        with tarfile.open(file, "w:xz") as kept:
            for name in ("panoh.sql", *KEPT):
                if (data / name).exists():
                    kept.add(data / name, name)


if __name__ == "__main__":
    main(sys.argv[1])
