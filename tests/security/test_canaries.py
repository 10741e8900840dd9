"""Names in three scripts are planted in every sealed field of every model and sent through forms; then everything that lies anywhere is
searched for every way in which they could be written: heap files, write-ahead log, PostgreSQL's own log at its most talkative, dumps,
backups, logs, temp, sessions, tasks, the spool of a mail server that takes the notices."""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.parse
import urllib.request
from pathlib import Path

import pyrage
import pytest

from panoh.cli.folder import private_temp
from tests.cli.test_faults import FORM, Browser, Unit
from tests.factories.exchange import row, workbook
from tests.mailbox import mailbox
from tests.postgresql import cluster

CANARIES = ("Ҷӯраибекзода", "Żółwicanarova", "شهرزادگلنوا")
PLANT = """
from panoh.cli.django_ready import setup
setup()
import json, sys
from dataclasses import replace
from uuid import uuid4
from django.apps import apps
from django.db import models
from panoh.accounts import queries
from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import User
from panoh.audit.trail import action, record
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.people.models import Person
from panoh.vault.actions import recipients_of, seal
from panoh.vault.events import Event
from panoh.vault.fields import sealed_fields
words = json.loads(sys.argv[1])
home = queries.secretariat()
person = next(one for one in Person.objects.all()[:20] if home.pk in recipients_of([one.sealing_subject()])[one.sealing_subject()])
user = User.objects.get(username="coordinator")
KNOWN = {"organisation": home, "person": person, "user": user, "by": user, "about": uuid4(), "item": None}

def value_of(field):
    \"\"\"What a field of a made-up row says, or nothing where it may say nothing.\"\"\"
    if field.is_relation:
        return KNOWN.get(field.name) or (None if field.null else field.related_model._base_manager.first())
    if field.name in KNOWN and isinstance(field, models.UUIDField):
        return KNOWN["about"]
    if field.null or field.has_default():
        return field.get_default()
    kinds = ((models.DateTimeField, now()), (models.DateField, today()), (models.UUIDField, uuid4()), (models.IntegerField, 1))
    return next((value for kind, value in kinds if isinstance(field, kind)), field.choices[0][0] if field.choices else "x")

def make_up(model):
    \"\"\"A row of what the sample has none of.\"\"\"
    return model(**{field.name: value_of(field) for field in model._meta.concrete_fields if not field.primary_key})

@action
def plant(rows, are_new):
    record(Event.OPENED, by=SYSTEM, purpose="canary")
    count = 0
    for row in rows:
        holders = recipients_of([row.sealing_subject()])[row.sealing_subject()]
        if not holders:
            continue
        by = replace(SYSTEM, organisation=home.pk if home.pk in holders else next(iter(holders)))
        texts = {name: " ".join(words) for name in sealed_fields(type(row))}
        seal(row, by=by, **texts)
        if are_new:
            row.save(force_insert=True)
            count += 1
        else:
            count += type(row)._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in texts})
    return count

keep_draft(user, "canary", {"words": words})
planted, empty = {}, []
for model in apps.get_models():
    if sealed_fields(model):
        rows = list(model._base_manager.all()[:2])
        made = plant(rows or [make_up(model)], not rows)
        planted[model._meta.label] = made * len(sealed_fields(model))
        empty += [] if made else [model._meta.label]
print(json.dumps({"fields": sum(planted.values()), "models": len(planted), "empty": empty}))
"""


TELL = """
from panoh.cli.django_ready import setup
setup()
import sys
from contextlib import suppress
from panoh.accounts.models import User
from panoh.accounts.notices import set_notices
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.actions.emergency_access import open_in_emergency
from panoh.cases.enums import Emergency
from panoh.cases.models import Case
from panoh.core.errors import Invalid
for user in User.objects.filter(is_active=True):
    set_notices(by=user, channel="mail", address=f"{user.pk.hex}@mail.example")
codes, opened = list(Case.objects.filter(is_practice=False).values_list("code", flat=True)[:20]), 0
for user in [user for user in User.objects.filter(is_active=True) if has(user, Permission.EMERGENCY)]:
    for code in codes:
        with suppress(Invalid):
            open_in_emergency(code, by=user, why=Emergency.values[0], words=sys.argv[1])
            opened += 1
            break
assert opened
"""
UNTOLD = """
from panoh.cli.django_ready import setup
setup()
from panoh.cases.models import EmergencyAccess
print(EmergencyAccess.objects.filter(told_at=None, case__is_practice=False).count())
"""


def spellings(word):
    """The ways in which a word may lie on a disk."""
    found = set()
    for form in {
        f for text in (word, word.lower(), word.upper()) for f in (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    }:
        raw = form.encode()
        found |= {raw, form.encode("utf-16-le"), form.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode()}
        found |= {urllib.parse.quote(form).encode(), urllib.parse.quote(form).lower().encode(), json.dumps(form)[1:-1].encode()}
        found |= {form.encode(codec, "ignore") for codec in ("cp1250", "cp1251", "cp1256")}  # what of it they can say
        for shift in range(3):  # base64 is another text at each of three offsets
            found.add(base64.b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] :].rstrip(b"=")[:-1])
    return {one for one in found if len(one) >= 8}


def hits(roots):
    """Files in which any spelling of any of them stands."""
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(one for word in CANARIES for one in spellings(word) if b"\n" not in one))
        patterns.flush()
        words = ["grep", "-r", "-l", "-a", "-F", "-D", "skip", "-f", patterns.name, *map(str, roots)]
        done = subprocess.run(words, env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, capture_output=True, text=True)
    # A server that runs takes some of its files away meanwhile; 2 without another reason says no more.
    assert [line for line in done.stderr.splitlines() if not line.endswith("No such file or directory")] == []
    assert done.returncode < 3
    return sorted(Path(line).name for line in done.stdout.splitlines() if Path(line) != Path(patterns.name))


def send_everywhere(unit):
    """What people type: into the search, a task, an address that is not there, the public form, a sign-in."""
    unit.wait()
    browser = Browser(unit.port, unit.session)
    words = " ".join(CANARIES)
    browser.send(browser.form(), words)
    token = browser.form()
    for url, fields in (
        ("/desk/search/", {"text": words, "q": words}),
        (FORM, {"words": words * 60, "due": "never"}),
        ("/desk/sign-in/", {"username": words, "password": words, "code": words}),
        ("/desk/drafts/", {"draft": "task:new", "words": words}),
        ("/desk/no-such-page/", {"words": words}),
    ):
        browser.ask("POST", url, urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}))
    for url in ("/desk/cases/", f"/desk/cases/{urllib.parse.quote(CANARIES[0])}/"):
        browser.ask("GET", url)
    _status, page, _to = browser.ask("GET", "/tg/write/")
    secret = re.search(r'name="secret"[^>]*value="([^"]+)"', page)
    fields = {"secret": secret[1] if secret else "", "words": words, "name": words, "phone": words, "region": "TJ-DU"}
    browser.ask("POST", "/tg/write/", urllib.parse.urlencode(fields))
    assert max(browser.statuses) < 500, browser.statuses


def tell(unit, box):
    """Cases are opened in an emergency, and say why; the worker tells coordinators and leads by mail. Answers how many mails left."""
    unit.python(TELL, " ".join(CANARIES))
    end = time.monotonic() + 400  # of patience
    while unit.python(UNTOLD).strip() != "0":
        assert time.monotonic() < end, "The worker tells nobody."
        time.sleep(1)
    return box.taken


def test_the_search_finds_every_spelling(tmp_path):
    for number, word in enumerate(CANARIES):
        for other, one in enumerate(sorted(spellings(word))):
            (tmp_path / f"{number}-{other}").write_bytes(b"before " + one + b" after")
    (tmp_path / "none").write_text("Ҷӯраибек and Shahrzad")

    assert len(hits([tmp_path])) == sum(len(spellings(word)) for word in CANARIES)


def speak(unit, folder, *words):
    """A command, and what it said, where it is searched too."""
    done = subprocess.run([sys.executable, "-m", "panoh", *words], env=unit.environment, capture_output=True)
    assert done.returncode == 0, done.stderr
    (folder / f"said-by-{words[0]}").write_bytes(done.stdout + done.stderr)


@pytest.mark.heavy
def test_nothing_that_lies_anywhere_holds_a_planted_name(tmp_path, tmp_path_factory, record_property):
    register = tmp_path_factory.mktemp("apart") / "register.xlsx"  # what somebody brings lies where they keep it
    register.write_bytes(workbook(*(row(number, family=word, given=word) for number, word in enumerate(CANARIES, 1))))
    keeper = str(pyrage.x25519.Identity.generate().to_public())
    with cluster() as server, mailbox(tmp_path / "spool") as box:
        mail = f"smtp://127.0.0.1:{box.port}?from=post@mail.example"
        env = {"TMPDIR": str(tmp_path), "PANOH_BACKUP_RECIPIENTS": keeper, "PANOH_MAIL": mail}
        unit = Unit(tmp_path / "data", server.url, sample=True, env=env)
        try:
            send_everywhere(unit)
            mails = tell(unit, box)
            box.shutdown()  # from here on notices do not leave, and the log says so: an address may be a planted name
            speak(unit, tmp_path, "import", "register", str(register), "--as", "coordinator", "--json")
            told = json.loads(unit.python(PLANT, json.dumps(CANARIES)))  # afterwards: nothing can read what is no figure or list
            speak(unit, tmp_path, "backup", str(tmp_path / "copy.age"))
            speak(unit, tmp_path, "audit", "verify", "--json")
            dump = tmp_path / "dump.sql"
            with dump.open("wb") as out:
                # By the administrator of the server: to the user of the house row-level security refuses a dump.
                words = ["pg_dump", "--inserts", "-h", server.folder, "-U", "postgres", "panoh"]
                subprocess.run([*server.as_server, *words], cwd="/", stdout=out, check=True)
            server.checkpoint()
        finally:
            unit.end()
        private_temp()
        looked = [tmp_path, server.folder, Path(os.environ["TMPDIR"])]
        size = sum(path.stat().st_size for root in looked for path in root.rglob("*") if path.is_file())
        found = hits(looked)
        # The same search over the same files finds one that somebody writes in clear, everywhere where PostgreSQL keeps it.
        server.say(f"CREATE TABLE clear AS SELECT '{CANARIES[0]}'::text AS word")
        server.checkpoint()
        clear = hits([server.folder])
    assert (told["empty"], found) == ([], [])
    assert {"log", *(name for name in clear if re.fullmatch("[0-9A-F]{24}", name))} < set(clear)
    assert [name for name in clear if name.isdecimal() and len(name) < 24]
    assert told["fields"] > 100
    assert mails > 0
    record_property(
        "figure",
        f"{told['fields']} planted in {told['models']} models and 8 forms, {mails} mails; {size / 1e6:,.0f} MB of files of PostgreSQL searched: 0 found",
    )
