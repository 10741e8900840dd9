"""Words of the command line. No Django here, so that `--help` answers at once."""

import argparse
from pathlib import Path

PORT = 8000


def build() -> argparse.ArgumentParser:
    """The whole command line of COMMANDS.md, as far as it is built."""
    parser = argparse.ArgumentParser(prog="panoh", description="The working system of a rehabilitation unit.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _instance(commands)
    _keys(commands)
    _data(commands)
    _erase(commands)
    _leave(commands)
    _copies(commands)
    _drill(commands)
    _audit(commands)
    return parser


def _instance(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="a demo with invented persons in var/demo, in the foreground")
    demo.add_argument("--port", type=int, default=PORT)
    init = commands.add_parser("init", help="a new instance in PANOH_DATA; where an earlier call broke off it goes on")
    init.add_argument(
        "--insecure-auto-unlock", action="store_true", help="key on the disk, sample accounts, a banner on every page: for trying out only"
    )
    init.add_argument("--sample", action="store_true", help="load the invented sample, or what is missing of it")
    init.add_argument("--passphrase-file", type=Path, metavar="FILE")
    serve = commands.add_parser("serve", help="web, key agent and task worker, in the foreground")
    serve.add_argument("--port", type=int, default=PORT)
    intake = commands.add_parser("intake", help="the contact form alone, on another host; or fetching what came in there")
    intake.add_argument("--port", type=int, default=PORT)
    intake.add_argument("--key", type=Path, metavar="FILE", help="intake.pub of the Unit's data folder; kept for the next start")
    intake.add_argument("--folder", type=Path, metavar="DIR", default=Path("intake"), help="where sealed messages are kept (./intake)")
    intake.add_argument("--fetch", type=Path, metavar="DIR", help="moves what a folder carried here holds into what waits in PANOH_DATA")
    intake.add_argument("--json", action="store_true")
    commands.add_parser("stop", help="ends web, agent and worker of PANOH_DATA")
    worker = commands.add_parser("worker")  # started by serve
    worker.add_argument("--started-locked", action="store_true")  # the server was locked when it began: whoever opens it is told


def _keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    unlock = commands.add_parser("unlock", help="opens the key ring")
    unlock.add_argument("--passphrase-file", type=Path, metavar="FILE")
    ways = unlock.add_mutually_exclusive_group()
    ways.add_argument("--identity", type=Path, metavar="FILE", help="open with a key on a stick: an age identity file")
    ways.add_argument("--shares", action="store_true", help="open with cards: one share a line, until they are enough")
    ways.add_argument(
        "--make-shares", metavar="KofN", help="print new cards, any K of N open it; the earlier ones are dead (wants the passphrase)"
    )
    ways.add_argument("--make-identity", type=Path, metavar="FILE", help="write a new key for a stick (wants the passphrase)")
    ways.add_argument(
        "--bring-back", action="store_true", help="keys that were set aside within the last three days open again (wants the passphrase)"
    )
    unlock.add_argument("--yes", action="store_true", help="also where it locked itself, without asking once more: you know why it did")
    unlock.add_argument("--phones", action="store_true", help="with --make-shares: cards for people with their phones, not those on paper")
    commands.add_parser("lock", help="closes every key at once; web and task workers begin anew within seconds")
    status = commands.add_parser("status", help="whether it runs and whether it is locked")
    status.add_argument("--json", action="store_true")
    code = commands.add_parser("code", help="the current second-factor code of a sample account (self-unlocking instances)")
    code.add_argument("account", metavar="ACCOUNT")


def _data(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bring = commands.add_parser("import", help="brings data in")
    kinds = bring.add_subparsers(dest="what", required=True, metavar="WHAT")
    register = kinds.add_parser("register", help="a register of admitted persons: XLSX or CSV")
    register.add_argument("file", type=Path, metavar="FILE")
    register.add_argument("--dry-run", action="store_true")
    register.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="write the rejected rows there")
    _as(register)
    register.add_argument("--json", action="store_true")
    directory = kinds.add_parser("hsds", help="facilities, as HSDS 3.0: a folder of tables or a JSON file; all of it or nothing")
    directory.add_argument("path", type=Path, metavar="PATH")
    _as(directory)
    directory.add_argument("--json", action="store_true")

    report = commands.add_parser("report", help="figures counted from records")
    names = report.add_subparsers(dest="what", required=True, metavar="REPORT")
    for name in ("admissions", "assistance", "crosstab", "indicators"):
        one = names.add_parser(name)
        if name == "indicators":
            one.add_argument("group", metavar="GROUP", help="people, help, referrals, clocks, outcomes or hotline")
        one.add_argument("--from", dest="start", required=True, metavar="DATE")
        one.add_argument("--to", dest="end", required=True, metavar="DATE")
        one.add_argument("--format", choices=("text", "json", "csv", "xlsx"), default="text")
        one.add_argument("--json", action="store_true", help="the same as --format json")
        _as(one)
        if name == "crosstab":
            one.add_argument("--rows", required=True)
            one.add_argument("--columns", required=True)
            one.add_argument("--by")
            one.add_argument(
                "--publish",
                action="store_true",
                help="small numbers hidden, the others rounded; it releases nothing",
            )

    score = commands.add_parser("score", help="a calculator: what the answers to a questionnaire come to; needs no instance and no account")
    score.add_argument("instrument", metavar="INSTRUMENT")
    score.add_argument("file", type=Path, metavar="FILE.json", help='{"items": {"1": 2, ...}, "language": "ru", "sex": "female"}')

    search = commands.add_parser("search", help="finds people by name, in any script and order")
    search.add_argument("text", metavar="TEXT")
    _as(search)
    search.add_argument("--json", action="store_true")

    bench = commands.add_parser("bench", help="measures")
    measures = bench.add_subparsers(dest="what", required=True, metavar="WHAT")
    found = measures.add_parser("search", help="how well and how fast names are found, in a folder of its own that is thrown away")
    found.add_argument("--pairs", type=Path, required=True, metavar="FILE", help="query, target and source, tab-separated, with a header")
    found.add_argument("--population", type=int, default=20_000, metavar="N", help="invented people around the targets")
    found.add_argument("--json", action="store_true")

    export = commands.add_parser("export", help="takes something out in a format of others")
    taken = export.add_subparsers(dest="what", required=True, metavar="WHAT")
    referral = taken.add_parser(
        "referral",
        help="a consented referral on stdout: a FHIR R4B Bundle, or its letter (this sends one in full; others are sent on the desk first)",
    )
    referral.add_argument("code", metavar="CODE")
    referral.add_argument("--format", choices=("fhir", "pdf"), required=True)
    _as(referral)
    facilities = taken.add_parser("hsds", help="the directory as HSDS 3.0, into a new folder")
    facilities.add_argument("folder", type=Path, metavar="DIR")
    facilities.add_argument("--public", action="store_true", help="only what may be told to everybody and was checked within its time")
    _as(facilities)
    facilities.add_argument("--json", action="store_true")

    publish = commands.add_parser(
        "publish", help="the public pages as files for another site or a mirror; only files of its own are changed"
    )
    publish.add_argument("folder", type=Path, metavar="DIR")
    publish.add_argument("--form", default="", metavar="URL", help="where the form stands (panoh intake); without it the pages say to call")
    publish.add_argument("--json", action="store_true")

    lists = commands.add_parser("list", help="requests, referrals or cases")
    lists.add_argument("what", choices=("requests", "referrals", "cases"))
    _as(lists)
    lists.add_argument("--json", action="store_true")


def _erase(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    erase = commands.add_parser("erase", help="asks that a file be erased; the same by a second account completes it")
    erase.add_argument("code", metavar="CODE")
    _as(erase)


def _leave(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    leave = commands.add_parser("leave", help="ends the leaving of an organisation: its keys are destroyed, with the passphrase")
    leave.add_argument("organisation", metavar="ORGANISATION")
    leave.add_argument("--passphrase-file", type=Path, metavar="FILE")
    _as(leave)


def _copies(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="a sealed copy of everything, and beside it the file of keys")
    backup.add_argument("out", type=Path, metavar="OUT")
    backup.add_argument("--recipient", action="append", metavar="AGE", help="age1…; more than once for several (PANOH_BACKUP_RECIPIENTS)")
    restore = commands.add_parser("restore", help="puts a backup into an empty data folder")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--identity", type=Path, required=True, metavar="F", help="the age identity of a recipient")
    restore.add_argument("--keys", type=Path, required=True, metavar="F", help="the newest file of keys")
    restore.add_argument("--passphrase-file", type=Path, metavar="FILE")
    restore.add_argument("--shares", action="store_true", help="open with cards, one share a line, where nobody knows the passphrase")


def _drill(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    drill = commands.add_parser("drill", help="an invented danger that must be answered; waits until it is")
    drills = drill.add_subparsers(dest="what", required=True, metavar="WHAT")
    danger = drills.add_parser("danger", help="who answers, after how many seconds: for those who are on duty now")
    _as(danger)
    danger.add_argument("--json", action="store_true")


def _audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="the tamper-evident activity log")
    acts = audit.add_subparsers(dest="what", required=True, metavar="WHAT")
    verify = acts.add_parser("verify", help="exit 0 when the activity log is whole, 1 when it is broken")
    verify.add_argument("--witness", type=Path, metavar="FILE")
    verify.add_argument("--json", action="store_true")


def _as(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="act as this account, with its rights")
