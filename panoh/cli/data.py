"""`panoh import`, `report`, `list` and `audit`: the same actions and queries as the pages."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from panoh.cli.django_ready import account, need_keys
from panoh.cli.output import Fail, answer, answer_json, say


def _date(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Fail(f"{option} wants a date like 2015-01-31, not {text!r}.", 2) from None


def seal_own_events() -> None:
    """A command's own events are sealed at once where no worker does it."""
    from panoh.audit.sealer import seal_pending  # noqa: PLC0415 -- after Django is ready

    seal_pending()


def import_register(chosen: argparse.Namespace, data: Path) -> int:
    """Brings a register in; exit 0 whenever the file was read, whatever the counts."""
    need_keys(data)
    from panoh.exchange.actions import import_register as bring  # noqa: PLC0415 -- after Django is ready
    from panoh.exchange.queries import errors_workbook  # noqa: PLC0415

    user = account(data, chosen.account)
    try:
        content = chosen.file.read_bytes()
    except OSError:
        raise Fail(f"The file {chosen.file.name} cannot be read.", 2) from None
    result = bring(content, filename=chosen.file.name, by=user, dry_run=chosen.dry_run, progress=_progress)
    if chosen.errors is not None:
        chosen.errors.write_bytes(errors_workbook(result, by=user))
    seal_own_events()
    if chosen.json:
        answer_json(result.counts)
    else:
        answer(", ".join(f"{name} {count}" for name, count in result.counts.items()))
    return 0


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        say(f"{done} of {total}")


def report(chosen: argparse.Namespace, data: Path) -> int:
    """Figures for a period."""
    need_keys(data)
    from panoh.reporting.exports import report as make  # noqa: PLC0415 -- after Django is ready
    from panoh.reporting.group_files import get_group, group_report  # noqa: PLC0415

    user = account(data, chosen.account)
    start, end = _date(chosen.start, "--from"), _date(chosen.end, "--to")
    chosen_format = "json" if chosen.json else chosen.format
    dimensions = {}
    if chosen.what == "crosstab":
        dimensions = {"rows": chosen.rows, "columns": chosen.columns, "by": chosen.by, "publish": chosen.publish}
    if chosen.what == "indicators":
        made = group_report(user, get_group(chosen.group), start, end, chosen_format)
    else:
        made = make(chosen.what, user, start, end, chosen_format, **dimensions)
    if isinstance(made, bytes):
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        answer(made.rstrip("\n"))
    seal_own_events()
    return 0


def list_rows(chosen: argparse.Namespace, data: Path) -> int:
    """Requests, referrals or cases that the account may see."""
    need_keys(data)
    from panoh.desk.lists import rows_of  # noqa: PLC0415 -- after Django is ready
    from panoh.intake.actions import take_in  # noqa: PLC0415

    user = account(data, chosen.account)
    if chosen.what == "requests":
        while take_in(data):  # nobody else does it where nothing is served
            pass
    rows = rows_of(chosen.what, user)
    seal_own_events()
    if chosen.json:
        answer_json(rows)
    else:
        for row in rows:
            answer("  ".join(str(value) for value in row.values()))
    return 0


def audit_verify(chosen: argparse.Namespace, data: Path) -> int:
    """Exit 0 when the record is whole, 1 when it is broken, an event is on its way, or nobody can tell with which key it is signed."""
    need_keys(data)
    from panoh.audit.verify import verify  # noqa: PLC0415 -- after Django is ready

    found = verify(chosen.witness)
    if chosen.json:
        answer_json(found.as_dict())
    else:
        answer("broken: " + ", ".join(found.broken) if found.broken else "whole" if found.is_whole else "not known to be whole")
        answer(
            f"{found.events} events, {found.sealed} sealed under {found.checkpoints} checkpoints, {found.pending} not yet in a checkpoint"
        )
        if found.on_their_way:
            answer(f"{found.on_their_way} that opened something are on their way: look again in ten minutes")
        for item in found.not_excluded:
            answer(f"could not be excluded: {item}")
    return 0 if found.is_whole else 1


def search(chosen: argparse.Namespace, data: Path) -> int:
    """People whom the account may see, by name."""
    need_keys(data)
    from panoh.cases.finding import find_cases  # noqa: PLC0415 -- after Django is ready
    from panoh.people.search import feed  # noqa: PLC0415

    user = account(data, chosen.account)
    feed()  # nobody else does it where nothing is served
    found = find_cases(user, chosen.text)
    seal_own_events()
    rows = [{"code": hit.case.code, "name": hit.name or None, "score": hit.score, "why": list(hit.why)} for hit in found.hits]
    if chosen.json:
        answer_json({"results": rows, "complete": found.complete, "too_short": found.too_short})
        return 0
    for hit in found.hits:
        answer(f"{hit.case.code}  {hit.name or '—'}  {', '.join(hit.why)}")
    if not found.hits:
        say("Too short: write at least two letters." if found.too_short else "Nobody found.")
    return 0
