"""Two walls at rest: whoever takes the data folder, or the PostgreSQL cluster, reads no name, phone, complaint, staff member or clinic."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse
from importlib.resources import files
from pathlib import Path

import pytest
from django.db import connection
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.exchange.actions import import_register
from panoh.network.sample import REGISTER_NAMES, make_sample_facilities
from panoh.people.names import fold
from panoh.vault import client
from tests.factories.accounts import make_secretariat, make_user

SAMPLE = files("panoh.content").joinpath("register-2015-2021.xlsx")
WORDS = ("Фамилия", "Имя", "Отчество", "Телефон", "Жалобы", "Учреждение", "Примечание")


def canaries() -> set[str]:
    """Every name, phone, complaint, clinic and note of the register, and every staff name and phone of the sample."""
    rows = list(load_workbook(io.BytesIO(SAMPLE.read_bytes())).active.iter_rows(values_only=True, min_row=2))
    heads = list(rows[0])
    found = {str(row[heads.index(head)]) for row in rows[1:] for head in WORDS if row[heads.index(head)]}
    for sample in SAMPLE_ACCOUNTS.values():
        found |= {sample.display_name, sample.phone}
    found |= set(REGISTER_NAMES)
    return {word for word in found if len(word) >= 5}


def spellings(word: str) -> set[bytes]:
    """The encodings in which a word may lie on a disk."""
    forms = {word, word.lower(), word.upper(), unicodedata.normalize("NFD", word)}
    forms |= {re.sub(r"\D", "", word)} if sum(character.isdigit() for character in word) > 6 else set()
    found = set()
    for form in forms:
        found |= {form.encode(), form.encode("utf-16-le"), urllib.parse.quote(form).encode(), json.dumps(form)[1:-1].encode()}
        found.add(base64.b64encode(form.encode()).rstrip(b"=")[:-1])
    return {one for one in found if len(one) >= 5}


def hits(roots: list[Path]) -> list[str]:
    """Files in which any spelling of any canary stands."""
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(one for word in canaries() for one in spellings(word) if b"\n" not in one))
        patterns.flush()
        words = ["grep", "-r", "-l", "-a", "-F", "-f", patterns.name, *map(str, roots)]
        done = subprocess.run(words, env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return [Path(line).name for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A sample instance on its own temp folder, ended before anybody looks."""
    data, temp = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("temp")
    environment = {**os.environ, "PANOH_DATA": str(data), "TMPDIR": str(temp)}
    environment.pop("PANOH_DATABASE", None)
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def panoh(*words):
        done = subprocess.run([sys.executable, "-m", "panoh", *words], env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done

    outputs = [panoh("init", "--insecure-auto-unlock", "--sample")]
    outputs.append(panoh("import", "register", str(SAMPLE), "--as", "coordinator", "--json"))
    outputs.append(panoh("list", "cases", "--as", "coordinator", "--json"))
    panoh("stop")
    return data, temp, outputs


def test_the_search_finds_what_lies_in_clear(tmp_path):
    """The search itself must be able to find: in text, in UTF-16, in base64."""
    (tmp_path / "a").write_bytes("… Медицинский центр (договор) …".encode("utf-16-le"))
    (tmp_path / "b").write_bytes(base64.b64encode("Саодат Намунаева".encode()))
    (tmp_path / "c").write_text("nothing")

    assert sorted(hits([tmp_path])) == ["a", "b"]


def test_nothing_of_the_sample_lies_in_the_data_folder_or_temp_files(instance):
    data, temp, _outputs = instance

    assert (data / "panoh.db").stat().st_size > 500_000
    assert hits([data, temp]) == []


def test_the_database_file_is_encrypted_whole(instance):
    data, _temp, _outputs = instance
    content = (data / "panoh.db").read_bytes()

    assert not content.startswith(b"SQLite format 3")
    for word in (b"coordinator", b"people_person", b"CREATE TABLE", b"TJ-SU", b"survivor"):
        assert word not in content


def test_commands_print_no_personal_word(instance, tmp_path):
    for number, done in enumerate(instance[2]):
        (tmp_path / str(number)).write_text(done.stdout + done.stderr)

    assert hits([tmp_path]) == []


def test_the_data_folder_is_for_its_owner_alone(instance):
    data, _temp, _outputs = instance

    assert [path.name for path in data.rglob("*") if path.is_file() and path.stat().st_mode & 0o077] == []


@pytest.mark.django_db
@pytest.mark.database
def test_no_row_of_any_table_holds_a_word_that_is_sealed(tmp_path):
    """What stands in the tables themselves: the inner wall, which also holds on PostgreSQL and in every dump."""
    make_secretariat()
    coordinator = make_user(Role.COORDINATOR)
    make_sample_facilities(by=coordinator)
    counts = import_register(SAMPLE.read_bytes(), filename="register.xlsx", by=coordinator).counts
    write_tables(tmp_path)

    assert counts["admitted"] == 235
    assert (tmp_path / "people_person").stat().st_size > 100_000
    assert hits([tmp_path]) == []


@pytest.mark.django_db
@pytest.mark.database
def test_no_row_of_any_table_holds_a_keyed_hash_of_a_name(tmp_path):
    """Equal names would show as equal hashes, and how often each occurs tells which it is (SECURITY.md 2.5)."""
    make_secretariat()
    coordinator = make_user(Role.COORDINATOR)
    import_register(SAMPLE.read_bytes(), filename="register.xlsx", by=coordinator)
    write_tables(tmp_path)
    names = sorted(canaries())
    folded = sorted({form for name in names for form in (fold(name).root, fold(name).full, fold(name).skeleton) if form})
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    for domain in ("register-number", "register-row", "name"):
        hashes = client.tokens(domain, names + [name.lower() for name in names] + folded)
        assert [value for value in hashes if value in stored or value.hex().encode() in stored] == []
    known = client.tokens("register-number", ["1"])[0]
    assert known in stored  # what is kept is found this way


def write_tables(folder):
    """Every cell of every table, a file a table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells = [bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode() for row in cursor for cell in row]
            (folder / table).write_bytes(b"\n".join(cells))
