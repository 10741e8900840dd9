"""Two layers at rest: whoever takes the data folder, or the PostgreSQL cluster, reads no name, phone, complaint, staff member or clinic."""

import base64
import hmac
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import urllib.parse
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import sqlcipher3
from django.db import connection
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.agent import ring, unlocking
from panoh.exchange.actions import import_register
from panoh.network.sample import REGISTER_NAMES, make_sample_facilities
from panoh.people.names import fold
from panoh.vault import client, envelope
from tests.environment import DATA
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
        done = subprocess.run([sys.executable, "-m", "panoh", *words], env=environment, capture_output=True, text=True, timeout=600)
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


def test_no_key_lies_in_the_folder_of_a_machine_that_was_switched_off(instance, tmp_path):
    """The same folder as it lies where a passphrase opens it: with everything but the passphrase nothing opens."""
    image = tmp_path / "image"
    shutil.copytree(instance[0], image)
    root = ring.root(image, None)
    keys = ring.load(image, None)
    ring.write_root(image, root, "a passphrase of nobody")
    (image / ring.ROOT_CLEAR).unlink()
    new = unlocking.new_shares(image, "a passphrase of nobody", kind="paper", needed=3, of=5)
    unlocking.put_in_force(image, keys, new, kind="paper", made_on="2026-11-27")
    cards, stick = new.made, unlocking.add_stick(image, keys, ring.root(image, "a passphrase of nobody"))

    found = secrets_of(keys) | {str(root), str(ring.root(image, "a passphrase of nobody")), stick}
    assert len(found) > 8
    assert lying_in(image, {form for secret in found for form in forms_of(secret)} | {share.value for share in cards}) == []

    names = sorted(path.name for path in image.iterdir() if path.is_file())
    for path in (image / name for name in names):  # nor is any other file a key of the database, or opens the ring
        for key in {path.read_bytes()[:32].hex(), path.read_bytes().strip()[:64].hex()[:64]} - {""}:
            assert not opens_database(image / "panoh.db", key)
        with pytest.raises(ring.WrongSecret):
            unlocking.opened_by_identity(image, path.read_bytes().decode("latin-1"))
    assert opens_database(image / "panoh.db", keys.database_key)  # with the key it would open: the try itself can succeed
    assert lying_in(image, {b"a passphrase of nobody"}) == []


def secrets_of(keys):
    """Every key of the ring, in hex as it holds them."""
    found = {keys.database_key, keys.audit_seed, keys.audit_signing, keys.token_key, *keys.intake["keys"].values()}
    return found | {key for one in keys.organisations.values() for key in one["epochs"].values()}


def forms_of(secret):
    """As text, and in hex also as bytes and in base64, however it may lie there."""
    forms = {secret.encode(), secret.upper().encode(), base64.b64encode(secret.encode()).rstrip(b"=")[:-2]}
    if re.fullmatch(r"[0-9a-f]+", secret):
        raw = bytes.fromhex(secret)
        forms |= {raw, base64.b64encode(raw).rstrip(b"=")[:-1], base64.urlsafe_b64encode(raw).rstrip(b"=")[:-1]}
    return forms


def lying_in(folder, forms):
    """Files in which one of these byte strings stands."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and any(form in path.read_bytes() for form in forms)]


def opens_database(path, key):
    """Whether the file opens with this key in hex."""
    handle = sqlcipher3.connect(str(path))
    try:
        handle.execute(f"PRAGMA key = \"x'{key}'\"")
        return bool(handle.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlcipher3.DatabaseError:
        return False
    finally:
        handle.close()


def test_the_search_for_keys_finds_one_that_lies_there(tmp_path):
    key = "00ff" * 16
    for name, content in {"a": key.encode(), "b": bytes.fromhex(key), "c": base64.b64encode(bytes.fromhex(key)), "d": b"nothing"}.items():
        (tmp_path / name).write_bytes(b"before " + content + b" after")

    assert lying_in(tmp_path, forms_of(key)) == ["a", "b", "c"]


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
    """What stands in the tables themselves: the inner layer, which also holds on PostgreSQL and in every dump."""
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
        hashes = [hashed(domain, text) for text in (*names, *(name.lower() for name in names), *folded)]
        assert [value for value in hashes if value in stored or value.hex().encode() in stored] == []
    known = client.tokens("register-number", ["1"])[0]
    assert known == hashed("register-number", "1")
    assert known in stored  # what is kept is found this way


@cache
def ring_key():
    return ring.load(DATA, None).token_key


def hashed(domain, text):
    """As the agent hashes, which answers no more within an hour than work needs."""
    return hmac.digest(bytes.fromhex(ring_key()), envelope.joined(domain.encode(), text.encode()), "sha256")[:16]


def write_tables(folder):
    """Every cell of every table, a file a table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells = [bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode() for row in cursor for cell in row]
            (folder / table).write_bytes(b"\n".join(cells))
