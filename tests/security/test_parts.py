"""What is delivered: a wheel that is the same on every machine, stands on the parts of the lock alone, and talks to nobody."""

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from panoh.reference import parts
from tests.consistency.house import ROOT

pytestmark = pytest.mark.heavy

# Loaded by every Python of the new environment: notes each address that somebody turns to, but for this machine's own.
WATCH = """
import os, sys
NEAR = ("127.", "::1", "localhost")
def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        place = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = place[0] if isinstance(place, tuple) else place
        if isinstance(place, tuple) and not str(host).startswith(NEAR) or event.startswith("socket.get") and not str(host).startswith(NEAR):
            with open(os.environ["WATCHED"], "a") as file:
                file.write(f"{event} {host}\\n")
sys.addaudithook(_watch)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, made from the source as it lies here."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([ROOT / "tools" / "wheel", folder], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_wheel_is_the_same_from_another_folder_and_hand(wheel, tmp_path, record_property):
    """Another path, other modes, another day of the files, no git, nothing compiled: the same bytes."""
    other = tmp_path / "a longer path" / "source"
    leave = shutil.ignore_patterns(".git", "var", "__pycache__", "*.mo", ".*_cache", ".venv", "tests")
    shutil.copytree(ROOT, other, ignore=leave, copy_function=shutil.copyfile)
    (other / "tools" / "wheel").chmod(0o755)
    (other / ".venv").symlink_to(Path(sys.prefix))

    subprocess.run([other / "tools" / "wheel", tmp_path / "out"], check=True, capture_output=True, umask=0o077)

    assert digests(tmp_path / "out") == digests(wheel.parent)
    record_property("figure", "made twice, equal bytes")


def test_the_wheel_holds_what_is_shown_and_nothing_of_the_workshop(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    source = [
        path
        for path in (ROOT / "panoh").rglob("*")
        if path.suffix in {".html", ".css", ".js", ".svg", ".toml", ".xlsx", ".po", ".gz", ".txt"}
    ]

    assert {str(path.relative_to(ROOT)) for path in source} <= set(names)
    assert [name for name in names if name.endswith("django.mo")] == [f"panoh/locale/{code}/LC_MESSAGES/django.mo" for code in ("ru", "tg")]
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"panoh"}
    assert [name for name in names if name.endswith((".key", ".db", ".pyc", ".log"))] == []


def test_the_bill_of_parts_is_that_of_the_lock(wheel):
    told = json.loads((wheel.parent / "panoh.cdx.json").read_text())

    assert len(told["components"]) == len(parts.locked())
    assert str(ROOT) not in json.dumps(told)
    assert "timestamp" not in json.dumps(told)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A clean environment with the wheel and the run-time parts of the lock, laid there without a network; and the log of who was turned to."""
    place = tmp_path_factory.mktemp("clean")
    venv.create(place, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(place), "platbase": str(place)}))
    for part in parts.locked():
        try:
            files = importlib.metadata.distribution(part.name).files or []
        except importlib.metadata.PackageNotFoundError:
            assert part.marker, part.name
            continue
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            (site / top).symlink_to(Path(sysconfig.get_path("purelib")) / top)
    (site / "watch_outward.py").write_text(WATCH)
    (site / "watch_outward.pth").write_text("import watch_outward\n")  # Debian has a sitecustomize of its own
    python = place / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(command, check=True, capture_output=True)
    return place, tmp_path_factory.mktemp("watch") / "log"


@pytest.fixture(scope="module")
def panoh(installed, tmp_path_factory):
    place, watched = installed
    environment = {"PATH": os.environ["PATH"], "HOME": str(place), "WATCHED": str(watched), "LC_ALL": "C.UTF-8"}
    environment["PANOH_DATA"] = str(tmp_path_factory.mktemp("data"))

    def run(*words):
        done = subprocess.run([place / "bin" / "panoh", *words], env=environment, cwd=place, capture_output=True, timeout=600)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode(errors="replace")

    run.environment = environment
    yield run
    run("stop")


def test_the_watch_sees_who_turns_outward(installed):
    place, watched = installed
    ask = "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))"
    subprocess.run([place / "bin" / "python", "-c", ask], env={"WATCHED": str(watched)}, capture_output=True)

    assert watched.read_text() == "socket.connect 192.0.2.1\n"
    watched.unlink()


def test_the_wheel_works_in_a_clean_environment_and_turns_to_nobody(installed, panoh, tmp_path, record_property):
    """Sample, pages, letters, public files, a backup: from the wheel alone, with no test or linter installed, and no address but our own."""
    place, watched = installed
    assert panoh("--help").startswith("usage: panoh")
    panoh("init", "--insecure-auto-unlock", "--sample")
    command = [place / "bin" / "panoh", "serve", "--port", "18734"]
    with subprocess.Popen(command, env=panoh.environment, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout.readline() == "http://localhost:18734\n"
            for page, word in (("tg/", "<html"), ("ru/", "<html"), ("desk/sign-in/", "<form"), (stylesheet(read("desk/sign-in/")), "{")):
                assert word in read(page), page
        finally:
            served.terminate()
    referral = next(one for one in json.loads(panoh("list", "referrals", "--as", "coordinator", "--json")) if one["consented"])
    panoh("export", "referral", referral["code"], "--format", "pdf", "--as", "coordinator")
    panoh("publish", str(tmp_path / "public"))
    panoh("report", "admissions", "--from", "2015-01-01", "--to", "2021-12-31", "--format", "xlsx", "--as", "coordinator")
    panoh("backup", str(tmp_path / "copy"), "--recipient", recipient(place))

    assert not watched.exists(), watched.read_text()
    record_property("figure", "0 addresses outside")


def read(page):
    with urllib.request.urlopen(f"http://127.0.0.1:18734/{page}") as answer:
        return answer.read().decode()


def stylesheet(page):
    return re.search(r'href="/(static/[^"]+\.css)"', page)[1]


def recipient(place):
    ask = "import pyrage; print(pyrage.x25519.Identity.generate().to_public())"
    return subprocess.run(
        [place / "bin" / "python", "-c", ask], capture_output=True, text=True, check=True, env={"WATCHED": "/dev/null"}
    ).stdout.strip()
