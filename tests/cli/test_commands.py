"""The command line as scripts rely on it: output, exit codes, and the lock."""

import json
import socket
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.instances import PASSPHRASE, SAMPLED, SEALED, environment_of

SAMPLE = str(files("panoh.content").joinpath("register-2015-2021.xlsx"))
PERIOD = ("--from", "2015-01-01", "--to", "2021-12-31")
LOCKED_LINE = "locked: run panoh unlock"


def runner(data: Path, patience: int = 120):
    environment = environment_of(data)

    def panoh(*words, stdin="", **more):
        return subprocess.run(
            [sys.executable, "-m", "panoh", *words],
            env={**environment, **more},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=patience,
        )

    panoh.environment = environment
    return panoh


@pytest.fixture(scope="module")
def panoh(tmp_path_factory, instances):
    """A self-unlocking instance with the sample."""
    data = tmp_path_factory.mktemp("auto")
    instances.copy(SAMPLED, data)
    run = runner(data)
    yield run
    run("stop")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory, instances):
    """An instance that opens with a passphrase."""
    folder = tmp_path_factory.mktemp("sealed")
    printed = instances.copy(SEALED, folder)
    secret = tmp_path_factory.mktemp("secret") / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    run = runner(folder)
    yield run, secret, printed
    run("stop")


def test_every_command_has_help(panoh):
    for words in (
        [],
        ["init"],
        ["serve"],
        ["import", "register"],
        ["import", "hsds"],
        ["export", "hsds"],
        ["report", "admissions"],
        ["list"],
        ["export", "referral"],
        ["audit", "verify"],
        ["unlock"],
    ):
        done = panoh(*words, "--help")
        assert (done.returncode, done.stdout[:6]) == (0, "usage:")


def test_report_gives_the_figures_of_the_unit_on_one_line(panoh):
    done = panoh("report", "admissions", *PERIOD, "--format", "json", "--as", "coordinator")

    assert done.stdout.count("\n") == 1
    told = json.loads(done.stdout)
    assert [told[key] for key in ("persons", "direct", "family", "women", "men", "under_age")] == [235, 108, 127, 119, 116, 18]
    assert panoh("report", "admissions", *PERIOD, "--json", "--as", "director").stdout == done.stdout
    indicators = json.loads(panoh("report", "indicators", "people", *PERIOD, "--json", "--as", "director").stdout)
    assert (indicators["persons_admitted"]["numerator"], indicators["persons_admitted"]["version"]) == (235, 1)


def test_crosstab_has_the_binding_keys(panoh):
    told = json.loads(panoh("report", "crosstab", "--rows", "kind", "--columns", "sex", *PERIOD, "--json", "--as", "coordinator").stdout)

    assert (told["rows"], told["columns"]) == (["survivor", "family"], ["female", "male"])
    assert told["cells"] == [[23, 85], [96, 31]]
    assert (told["row_totals"], told["column_totals"]) == ([108, 127], [119, 116])


def test_crosstab_for_the_public_is_rounded_and_hides_small_numbers(panoh):
    def told(*words):
        return json.loads(panoh("report", "crosstab", *words, "--publish", "--json", "--as", "coordinator").stdout)

    table = told("--rows", "kind", "--columns", "sex", *PERIOD)
    assert (table["cells"], table["total"], table["status"]) == ([[25, 85], [95, 30]], 235, "not released")
    assert None in [cell for line in told("--rows", "region", "--columns", "age", *PERIOD)["cells"] for cell in line]
    assert told("--rows", "kind", "--columns", "sex", "--from", "2019-03-01", "--to", "2019-03-31")["total"] is None


def test_the_sample_is_found_again(panoh):
    done = panoh("import", "register", SAMPLE, "--as", "coordinator", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout) == {"rows": 235, "admitted": 0, "held": 0, "rejected": 0, "unchanged": 235}


def test_rejected_rows_go_to_the_file_asked_for(panoh, tmp_path):
    register, errors = tmp_path / "r.csv", tmp_path / "out.xlsx"
    register.write_text("Дата поступления;Фамилия;Имя;Дата рождения;Пол;Категория\n05.05.2020;Синамиён;Умед;31.02.1988;м;жертва пыток\n")

    done = panoh("import", "register", str(register), "--errors", str(errors), "--dry-run", "--as", "coordinator", "--json")

    assert json.loads(done.stdout) == {"rows": 1, "admitted": 0, "held": 0, "rejected": 1, "unchanged": 0}
    assert errors.read_bytes().startswith(b"PK")


def test_init_on_an_instance_that_exists_keeps_its_keys(panoh):
    done = panoh("init", "--insecure-auto-unlock", "--sample")

    assert (done.returncode, "keys stay as they are" in done.stderr) == (0, True)
    assert json.loads(panoh("report", "admissions", *PERIOD, "--json", "--as", "director").stdout)["persons"] == 235


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "admissions", "--from", "2021-01-01", "--to", "2015-01-01", "--as", "coordinator"), 1),
        (("report", "admissions", "--from", "yesterday", "--to", "2015-01-01", "--as", "coordinator"), 2),
        (("report", "crosstab", "--rows", "method", "--columns", "sex", *PERIOD, "--as", "coordinator"), 1),
        (("report", "crosstab", "--rows", "organisation", "--columns", "sex", "--publish", *PERIOD, "--as", "coordinator"), 1),
        (("report", "crosstab", "--rows", "kind", "--columns", "sex", "--by", "age", "--publish", *PERIOD, "--as", "coordinator"), 1),
        (("report", "admissions", *PERIOD, "--as", "nobody"), 2),
        (("report", "admissions", *PERIOD, "--as", "psychologist"), 1),
        (("import", "register", "no-such-file.xlsx", "--as", "coordinator"), 2),
        (("import", "register", __file__, "--as", "coordinator"), 1),
        (("code", "nobody"), 2),
        (("nonsense",), 2),
        (("report", "gossip", *PERIOD, "--as", "coordinator"), 2),
    ],
)
def test_failures_are_one_clear_line_and_a_code(panoh, words, code):
    done = panoh(*words)

    assert (done.returncode, done.stdout) == (code, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_a_drill_that_nobody_would_be_told_of_does_not_begin(panoh):
    done = panoh("drill", "danger", "--as", "coordinator", "--json")

    assert (done.returncode, done.stdout, done.stderr.strip()) == (
        1,
        "",
        "Nothing is told while Panoh does not run here: start panoh serve.",
    )


def test_a_code_has_six_figures(panoh):
    done = panoh("code", "psychologist")

    assert (done.returncode, done.stdout.strip().isdecimal(), len(done.stdout.strip())) == (0, True, 6)


def test_lists_are_json_arrays_of_codes(panoh):
    for what in ("requests", "referrals", "cases"):
        rows = json.loads(panoh("list", what, "--as", "coordinator", "--json").stdout)
        assert isinstance(rows, list)
        assert all("-" in row["code"] for row in rows)


def test_a_referral_is_exported_only_where_it_is_consented(panoh):
    rows = json.loads(panoh("list", "referrals", "--as", "coordinator", "--json").stdout)
    open_rows = [row for row in rows if row["open"]]
    yes = next(
        row["code"] for row in open_rows if row["consented"] and row["status"] not in ("draft", "awaiting_consent")
    )  # drafts are looked at first
    no = next(row["code"] for row in open_rows if not row["consented"])

    taken = panoh("export", "referral", yes, "--format", "fhir", "--as", "coordinator")
    letter = subprocess.run(
        [sys.executable, "-m", "panoh", "export", "referral", yes, "--format", "pdf", "--as", "coordinator"],
        env=panoh.environment,
        capture_output=True,
        timeout=120,
    )

    assert (taken.returncode, taken.stdout.count("\n"), json.loads(taken.stdout)["resourceType"]) == (0, 1, "Bundle")
    assert (letter.returncode, letter.stdout[:5]) == (0, b"%PDF-")
    for code, account in ((no, "coordinator"), (yes, "director"), (yes, "member-worker")):
        for form in ("fhir", "pdf"):
            refused = panoh("export", "referral", code, "--format", form, "--as", account)
            assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)


def test_the_record_of_the_sample_is_whole(panoh):
    done = panoh("audit", "verify", "--json")

    told = json.loads(done.stdout)
    assert (done.returncode, told["whole"], told["pending"]) == (0, True, 0)
    assert told["events"] > 100


def test_a_witness_outside_is_written_and_read(panoh, tmp_path):
    witness = tmp_path / "witness"
    panoh("list", "cases", "--as", "coordinator", PANOH_WITNESS=str(witness))

    done = panoh("audit", "verify", "--witness", str(witness), "--json")

    assert (done.returncode, json.loads(done.stdout)["witnessed"]) == (0, 1)


def test_a_plain_instance_is_locked_until_the_passphrase_opens_it(sealed):
    panoh, secret, _printed = sealed

    assert (panoh("status").returncode, panoh("status").stdout) == (3, "locked\n")
    refused = panoh("report", "admissions", *PERIOD, "--as", "administrator")
    assert (refused.returncode, refused.stderr.strip()) == (3, LOCKED_LINE)
    assert panoh("unlock", stdin="a wrong passphrase\n").returncode == 1
    assert panoh("status").returncode == 3

    assert panoh("unlock", "--passphrase-file", str(secret)).returncode == 0
    assert (panoh("status").returncode, json.loads(panoh("status", "--json").stdout)["locked"]) == (0, False)
    assert panoh("audit", "verify").returncode == 0
    assert panoh("report", "admissions", *PERIOD, "--as", "administrator").returncode == 2  # an account proves itself here

    assert panoh("lock").returncode == 0
    assert panoh("audit", "verify").returncode == 3


MAKE_TOKENS = """
from panoh.cli.django_ready import setup
setup()
from panoh.accounts import actions, queries, sign_in
from panoh.accounts.roles import Role
from panoh.core.actor import SYSTEM
home = queries.secretariat()
made = [actions.add_user(username=name, organisation=home, display_name="", roles=[role], by=SYSTEM)
        for name, role in (("figures", Role.DIRECTOR), ("other", Role.DIRECTOR), ("late", Role.DIRECTOR))]
tokens = [sign_in.make_token(user, by=user.actor) for user in made]
sign_in.revoke_token(made[2], by=made[2].actor)
print(*tokens)
"""


def test_a_plain_instance_takes_a_token_in_place_of_password_and_code(sealed):
    panoh, secret, _printed = sealed
    panoh("unlock", "--passphrase-file", str(secret))
    mine, others, revoked = subprocess.run(
        [sys.executable, "-c", MAKE_TOKENS], env=panoh.environment, capture_output=True, text=True, check=True
    ).stdout.split()

    def report(account, **more):
        return panoh("report", "admissions", *PERIOD, "--json", "--as", account, **more)

    assert json.loads(report("figures", PANOH_TOKEN=mine).stdout)["persons"] == 0
    assert [report(*words).returncode for words in (["figures"], ["nobody"])] == [2, 2]
    for account, token in (("figures", others), ("figures", mine + "x"), ("late", revoked), ("nobody", mine)):
        refused = report(account, PANOH_TOKEN=token)
        assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    panoh("lock")
    assert report("figures", PANOH_TOKEN=mine).returncode == 3


def test_a_plain_instance_prints_one_time_links_and_no_key_lies_in_clear(sealed):
    panoh, _secret, printed = sealed

    lines = printed.strip().splitlines()
    assert len(lines) == 2
    assert all("/desk/welcome/" in line for line in lines)
    assert panoh("code", "administrator").returncode in (2, 3)
    assert panoh("init", "--sample").returncode == 2


def test_a_short_passphrase_is_refused_and_nothing_is_made(tmp_path):
    panoh = runner(tmp_path / "new")

    assert panoh("init", stdin="short\n").returncode == 2
    assert panoh("status").returncode == 1


def test_stop_is_no_error_where_nothing_runs(tmp_path):
    assert runner(tmp_path)("stop").returncode == 0


def test_a_relative_data_folder_is_refused():
    assert runner(Path("somewhere"))("status").returncode == 2


def test_a_port_that_is_taken_is_said_so_and_nothing_is_started(sealed):
    run, _secret, _made = sealed
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", "--port", str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"Port {port} is taken. Choose another: panoh serve --port NUMBER."


def test_the_directory_goes_out_and_comes_in_unchanged(panoh, tmp_path):
    out, told = tmp_path / "whole", tmp_path / "told"
    taken = panoh("export", "hsds", str(out), "--as", "coordinator", "--json")
    assert taken.returncode == 0, taken.stderr
    counts = json.loads(taken.stdout)

    again = panoh("import", "hsds", str(out), "--as", "coordinator", "--json")

    assert again.returncode == 0, again.stderr
    sums = json.loads(again.stdout)
    assert sums["rows"] == sums["unchanged"] == sum(counts.values()) > 0
    public = panoh("export", "hsds", str(told), "--as", "coordinator", "--public")
    assert public.returncode == 0, public.stderr
    assert "organization 1" in public.stdout
    assert "Медицинский центр (договор)" not in "".join(file.read_text() for file in told.iterdir())


def test_a_directory_that_cannot_be_is_refused_with_its_reasons(panoh, tmp_path):
    (tmp_path / "organizations.csv").write_text("id,name,description\nx,Name,Words\n")

    refused = panoh("import", "hsds", str(tmp_path), "--as", "coordinator", "--json")

    assert refused.returncode == 1
    sums = json.loads(refused.stdout)
    assert (sums["rows"], sums["refused"], sums["held"], sums["added"]) == (1, 1, 0, 0)
    assert [(each["file"], each["row"], each["field"]) for each in sums["refusals"]] == [("organizations.csv", 2, "id")]
    assert refused.stderr == "Nothing was brought in: 1 of 1 rows cannot be.\n"
    assert panoh("import", "hsds", str(tmp_path / "nowhere"), "--as", "coordinator").returncode == 2
    assert panoh("import", "hsds", str(tmp_path), "--as", "social-worker").returncode == 1
