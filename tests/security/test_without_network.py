"""docs/operators/en/installing.md without a network: parts that were carried over, a machine that reaches nobody, to the first page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.consistency.house import ROOT
from tests.security.conftest import GUIDE

pytestmark = pytest.mark.heavy

WITHOUT = "--no-index --find-links parts"
# In a room without any network but the machine's own; each line must succeed.
ALONE = ["unshare", "--net", "bash", "-euc"]
# The guide's own steps after the parts are there. `serve` stands for the unit, and the user is whoever runs the test.
FIRST_DAY = """
ip link set lo up
[ "$(ip -o link | wc -l)" = 1 ]
echo "seven words of a first day" | {panoh}/bin/panoh init
{panoh}/bin/panoh stop
{panoh}/bin/panoh serve --port 18735 & serving=$!
trap 'kill $serving; wait $serving || true; {panoh}/bin/panoh stop' EXIT
until {panoh}/bin/panoh status >/dev/null || [ $? = 3 ]; do sleep 1; done
echo "seven words of a first day" | {panoh}/bin/panoh unlock
{panoh}/bin/python -c '
import sys, time, urllib.request
for page in ("tg/", "desk/sign-in/"):
    for _second in range(120):
        try:
            print("SEEN", page, urllib.request.urlopen(f"http://127.0.0.1:18735/{{page}}").read().decode().count("</main>"))
            break
        except OSError:
            time.sleep(1)
'
"""


def steps() -> list[str]:
    """The commands of the guide, as they are typed."""
    text = GUIDE.read_text()
    assert f"`{WITHOUT}`" in text
    block = text[text.index("sha256sum -c SHA256SUMS") : text.index("Without a network:")]
    return ["sha256sum -c SHA256SUMS", *re.findall(r"^ {7}(\S.*)$", block, re.MULTILINE)]


@pytest.fixture
def carried(parts, tmp_path):
    """What somebody brings on a stick: the wheel, its lock and digests, and the parts."""
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode:
        pytest.skip("nobody here may leave the network")
    folder = tmp_path / "carried"
    subprocess.run([ROOT / "tools" / "wheel", folder], check=True, capture_output=True)
    (folder / "parts").symlink_to(parts)
    return folder


@pytest.fixture
def alone(carried, tmp_path):
    """Runs lines on the machine that reaches nobody, whose Python knows no setting of this one."""
    environment = {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/usr/sbin:/bin",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PIP_CONFIG_FILE": os.devnull,
        "PANOH_DATA": str(tmp_path / "data"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(Path(sys.executable).resolve())

    def run(lines):
        return subprocess.run([*ALONE, lines], cwd=carried, env=environment, capture_output=True, text=True, timeout=900)

    return run


def test_a_machine_without_a_network_is_set_up_from_parts_that_were_carried_over(parts, carried, alone, tmp_path, record_property):
    there = tmp_path / "opt"
    check, make, install, finish = [line.replace("/opt/panoh", str(there)) for line in steps()]
    done = alone("\n".join((check, make, f"{install} {WITHOUT}", f"{finish} {WITHOUT}")))
    assert done.returncode == 0, done.stdout + done.stderr

    day = alone(FIRST_DAY.format(panoh=there))
    assert day.returncode == 0, day.stdout + day.stderr
    assert re.findall(r"^SEEN (\S+) (\d)$", day.stdout, re.MULTILINE) == [("tg/", "1"), ("desk/sign-in/", "1")]

    # One bit of one part is otherwise: nothing is installed.
    (carried / "parts").unlink()
    shutil.copytree(parts, carried / "parts", copy_function=os.link)
    part = sorted((carried / "parts").glob("segno-*.whl"))[0]
    content = bytearray(part.read_bytes())
    content[-1] ^= 1
    part.unlink()
    part.write_bytes(content)
    shutil.rmtree(there)
    refused = alone(f"{make}\n{install} {WITHOUT}")
    assert refused.returncode == 1
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert "Django" not in alone(f"{there}/bin/pip list").stdout
    record_property("figure", f"{len(list(parts.iterdir()))} parts carried over, no network at all: installed, unlocked, first page shown")
