"""CONTRIBUTING, "Add a field", walked in a copy of the house for a sealed field of a person: what is written in it survives everything."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consistency.house import ROOT, files

pytestmark = pytest.mark.heavy
NAME = "nickname"

MODEL = ("panoh/people/models.py", '    address = Sealed("contact")\n', f'    {NAME} = Sealed("identity")\n')
STEPS = (
    ("panoh/people/enums.py", '    ADDRESS = "address", _("address")\n', f'    {NAME.upper()} = "{NAME}", _("{NAME}")\n'),
    ("panoh/people/data.py", '    address: str = ""\n', f'    {NAME}: str = ""\n'),
    (
        "panoh/desk/people/forms/person.py",
        '    document = forms.CharField(label=_("Document"), max_length=200, required=False)\n',
        f'    {NAME} = NameField(label=_("Nickname"), required=False)\n',
    ),
    ("panoh/content/register.toml", "[heads]\n", f'{NAME} = ["прозвище", "лақаб", "{NAME}"]\n'),
)

# What is asked of the copy.
IN_THE_COPY = f'''
import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from panoh.accounts.roles import Role
from panoh.exchange.actions import import_register
from panoh.people.actions import correct_person, register_person
from panoh.people.data import PersonData
from panoh.people.merging import LEFT, RIGHT, fields, join_records, unmerge
from panoh.people.models import Person
from panoh.data_protection.actions.erasing import agree_to_erasure, ask_erasure, erase_due
from panoh.data_protection.exports import agree_export, ask_export, take_export
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(no_names):
    return make_coordinator()


def said(person, by):
    (opened,) = open_sealed([Person.objects.get(pk=getattr(person, "pk", person))], by=by.actor, purpose=Purpose.DATA_QUALITY)
    return opened.{NAME}


def test_registered_and_corrected(by):
    person = register_person(PersonData(sex="male", given_name="Алӣ", {NAME}=" Барзу "), by=by)
    assert said(person, by) == "Барзу"
    correct_person(person, by=by, changes={{"{NAME}": "Сом"}})
    assert said(person, by) == "Сом"


def test_joined_unmerged_and_erased(by):
    one, other = make_case(by=by, {NAME}="Барзу"), make_case(by=by, {NAME}="Сом")
    people = [Person.objects.get(pk=case.person_id) for case in (one, other)]
    merge = join_records(*people, by=by, choices=dict.fromkeys(fields(), RIGHT))
    assert [said(person, by) for person in people] == ["Сом", "Сом"]
    unmerge(merge, by=by)
    assert [said(person, by) for person in people] == ["Барзу", "Сом"]
    merge = join_records(*[Person.objects.get(pk=each.pk) for each in people], by=by, choices=dict.fromkeys(fields(), LEFT))
    assert [said(person, by) for person in people] == ["Барзу", "Сом"]
    unmerge(merge, by=by)

    agree_to_erasure(ask_erasure(one, by=by), by=make_user(Role.DATA_GUARDIAN))
    assert erase_due() == 1

    kept = dict(Person.objects.values_list("pk", "{NAME}"))
    assert (bytes(kept[one.person_id]), said(other.person_id, by)) == (b"", "Сом")


def test_shown_and_asked_for(by, client):
    case = make_case(by=by, {NAME}="Барзу")
    sign_in(client, by)
    assert "Барзу" in client.post(reverse("desk:case_person", args=[case.code])).content.decode()
    form = client.post(reverse("desk:case_person_correct", args=[case.code]), {{"open": "1"}}).content.decode()
    assert 'name="{NAME}"' in form and "Барзу" in form


def test_brought_in_by_a_register_and_in_no_list_that_leaves(by):
    book = Workbook()
    book.active.append(["№", "Дата поступления", "Фамилия", "Имя", "Пол", "Категория", "Прозвище"])
    book.active.append([1, "05.05.2020", "Назаров", "Рустам", "м", "жертва пыток", "Барзу"])
    book.save(out := io.BytesIO())

    result = import_register(out.getvalue(), filename="r.xlsx", by=by)

    assert result.counts["admitted"] == 1
    assert said(Person.objects.get(), by) == "Барзу"
    row = agree_export(ask_export(by=by, why="check", is_named=True, is_open=False), by=make_user(Role.DATA_GUARDIAN))
    cells = {{str(cell) for line in load_workbook(io.BytesIO(take_export(row, by=by))).active.values for cell in line}}
    assert "Назаров" in cells and "Барзу" not in cells
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The house once more, with an environment that knows this copy and the parts that are installed."""
    place = tmp_path / "house"
    for path in files():
        (to := place / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, to)
    venv.create(place / ".venv")
    parts = sysconfig.get_path("purelib")
    (place / f".venv/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/here.pth").write_text(f"{place}\n{parts}\n")
    command = place / ".venv/bin/panoh"
    command.write_text(f'#!/bin/sh\nexec "{place}/.venv/bin/python" -P -m panoh "$@"\n')
    command.chmod(0o755)
    return place


def _write(copy: Path, path: str, after: str, line: str) -> None:
    text = (copy / path).read_text(encoding="utf-8")
    assert text.count(after) == 1, f"{path} has changed: the recipe of this test is to follow"
    (copy / path).write_text(text.replace(after, after + line), encoding="utf-8")


def _run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(command, cwd=copy, env=kept, capture_output=True, text=True, check=False, timeout=900)


def _tests(copy: Path, *paths: str) -> subprocess.CompletedProcess[str]:
    return _run(copy, ".venv/bin/python", "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *paths)


def test_a_sealed_field_added_by_the_recipe_is_kept_through_whatever_happens_to_a_person(
    copy: Path, record_property: Callable[[str, object], None]
) -> None:
    before = {path.relative_to(copy): path.read_bytes() for path in (copy / "panoh").rglob("*") if path.is_file()}
    _write(copy, *MODEL)
    made = _run(copy, "tools/migrations", "people", f"person_{NAME}")
    assert made.returncode == 0, made.stderr
    forgotten = _tests(copy, "tests/consistency/test_person.py")
    assert "2 failed" in forgotten.stdout, forgotten.stdout

    for step in STEPS:
        _write(copy, *step)
    made = _run(copy, "tools/migrations", "people", f"correction_{NAME}")  # the choices of a correction
    assert made.returncode == 0, made.stderr
    (copy / "tests/people/test_new_field.py").write_text(IN_THE_COPY, encoding="utf-8")
    held = _tests(copy, "tests/people/test_new_field.py", "tests/consistency/test_person.py", "tests/consistency/test_models.py")

    assert held.returncode == 0, held.stdout
    now = [path.relative_to(copy) for path in (copy / "panoh").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    touched = {path for path in now if before.get(path) != (copy / path).read_bytes()}
    by_hand = {path for path in touched if "migrations" not in path.parts}
    assert by_hand == {Path(path) for path, _after, _line in (MODEL, *STEPS)}
    record_property("figure", f"{len(by_hand)} files and the migration, in {len(touched)} all")
