"""docs/operators/en/installing.md, walked on a Debian that was just installed: the service in its room, the machine in front, the firewall.

The Debian is a real one of its own with its own systemd, in a namespace: it shares the kernel with this machine, and with it the settings of
the kernel. Wants to be root, `debootstrap` and `systemd-container`, and Debian's and Python's packages within reach while it is made; once it
runs it reaches this machine alone.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time

import pytest

from tests.consistency.house import ROOT
from tests.security.conftest import GUIDE

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(
        os.geteuid() != 0 or not all(map(shutil.which, ("debootstrap", "systemd-nspawn", "curl"))),
        reason="wants root, and the Debian packages debootstrap, systemd-container and curl",
    ),
]
TEXT = GUIDE.read_text(encoding="utf-8")
NAME = "house.example"
HERE, THERE = "10.77.13.1", "10.77.13.2"  # the two ends of the wire between this machine and that one
PASSPHRASE = "seven words that nobody else would take"
UNDER = ("systemd-sysv", "dbus", "iproute2", "openssl", "ca-certificates")  # what an installed Debian has already
# Of the whole kernel or of the disk, which this machine shares with it, and what only a name that the world knows gets.
OF_THE_KERNEL = {
    "no core files",
    "nobody looks into another process",
    "the kernel's messages are root's",
    "its volume is encrypted (LUKS)",
    "the clock is kept",
    "browsers know the certificate",
}

# Run within the room of the service, and outside of it by the same user: what could be done. `False` is how it should be.
PROBE = f"""
import ctypes, json, mmap, os, pathlib, resource, socket, sys
libc = ctypes.CDLL(None, use_errno=True)

def can(act):
    try:
        return act() is not False
    except OSError:
        return False

def reach(address, port):
    with socket.create_connection((address, port), timeout=3):
        return True

def write(folder):
    path = pathlib.Path(folder) / "probe"
    path.write_text("x")
    path.unlink()

def privileged():
    path = pathlib.Path(os.environ["PANOH_DATA"]) / "suid"
    path.touch()
    try:
        os.chmod(path, 0o4755)
    finally:
        path.unlink()

found = {{
    "reach another machine": can(lambda: reach("{HERE}", int(sys.argv[2]))),
    "make a namespace": can(lambda: libc.unshare(0x10000000) == 0),
    "run what it wrote": can(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()),
    "speak with the kernel of routes": can(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()),
    "make a file that gives rights": can(privileged),
    "see processes of others": os.path.exists("/proc/1/cmdline"),
    "write a file that all may read": os.umask(0o077) != 0o077,
    "see what others left in /tmp": os.path.exists("/tmp/of-all"),
    "leave a core file": resource.getrlimit(resource.RLIMIT_CORE)[1] != 0,
}}
for folder in ("/opt/panoh", "/etc/panoh", "/var/open", "/home"):
    found[f"write in {{folder}}"] = can(lambda: write(folder))
found["keep what is its own"] = can(lambda: write("/witness")) and can(lambda: write(os.environ["PANOH_DATA"]))
pathlib.Path(sys.argv[1]).write_text(json.dumps(found))
"""


def said(pattern):
    """What the guide says there, once."""
    (words,) = re.findall(pattern, TEXT)
    return words


class Machine:
    """A Debian that runs, and this machine at the other end of its wire."""

    def __init__(self, tree):
        self.tree, self.name = tree, f"p{secrets.token_hex(3)}"
        own = ["--network-veth", "--register=no", "--keep-unit", "--console=pipe"]
        of_a_machine = ["--capability=CAP_BPF", "--system-call-filter=bpf"]  # by which systemd holds a service to its addresses
        words = ["systemd-nspawn", "-D", tree, f"--machine={self.name}", *own, *of_a_machine, "-b"]
        with (tree.parent / "console").open("wb") as console:
            environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
            self.process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        wait_until(lambda: self.leader() and self("true", check=False).returncode == 0)
        wait_until(lambda: self("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded"))
        for command in (["ip", "addr", "add", f"{HERE}/30", "dev", f"ve-{self.name}"], ["ip", "link", "set", f"ve-{self.name}", "up"]):
            subprocess.run(command, check=True)
        self("ip", "addr", "add", f"{THERE}/30", "dev", "host0")
        self("ip", "link", "set", "host0", "up")

    def leader(self):
        """Its first process, as this machine counts."""
        found = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False).stdout.split()
        return found[0] if found else ""

    def __call__(self, *words, check=True, stdin=None):
        """What a command of root there says."""
        clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "LANG=C.UTF-8"]
        command = ["nsenter", "--target", self.leader(), "--all", "--wdns=/", *clean, *words]
        ran = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=600, check=False)
        assert not check or ran.returncode == 0, ran.stderr
        return ran

    def panoh(self, *words, stdin=None):
        """A command as the guide says that every command is given: by root, whose shell has no setting of the service."""
        return self(said(r"`install -m 0755 deploy/panoh ([^`]*)`"), *words, stdin=stdin)

    def page(self, path="/desk/unlock/"):
        """Status and text of a page from outside, through TLS; 0 where nobody answers. Its authority is its own: no name that the world knows."""
        asked = [
            "curl",
            "-s",
            "-k",
            "--noproxy",
            "*",
            "-m",
            "20",
            "-H",
            "Accept-Language: en",
            "--resolve",
            f"{NAME}:443:{THERE}",
            "-w",
            "%{http_code}",
        ]
        answer = subprocess.run([*asked, f"https://{NAME}{path}"], capture_output=True, text=True, check=False).stdout
        return int(answer[-3:] or 0), answer[:-3]

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def wait_until(done, seconds=120):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "too long"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def machine(parts, tmp_path_factory):
    """Debian as it comes, then what the guide says, in its order."""
    folder = tmp_path_factory.mktemp("debian")
    tree, given = folder / "root", folder / "root" / "given"
    packages = said(r"`apt install (unattended-upgrades[^`]*)`").split() + said(r"`apt install (caddy)`").split()
    mirror = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Suite: stable"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={','.join((*UNDER, *packages))}", "trixie", tree, *mirror[:1]],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("Debian's packages are out of reach")
    subprocess.run([ROOT / "tools" / "wheel", given], check=True, capture_output=True)
    shutil.copytree(parts, given / "parts")
    shutil.copytree(ROOT / "deploy", given / "deploy")
    machine = Machine(tree)
    try:
        install(machine, given)
        yield machine
    finally:
        machine.end()
        shutil.rmtree(folder, ignore_errors=True)


def install(machine, given):
    """The pages of the guide under "Memory and disk", "Panoh" and "The machine in front"."""
    machine(*said(r"`(systemctl mask hibernate[^`]*)`").split())
    machine(*said(r"`(useradd [^`]*)`").split())
    for command in re.findall(r"^ {7}((?:python3 -m venv|/opt/panoh/bin/pip) .*)", TEXT, re.M):
        offline = command.replace(" install ", " install --quiet --no-index --find-links parts ")
        machine("bash", "-ec", f"cd /given && {offline}")
    machine(
        "bash",
        "-ec",
        "mkdir -p /etc/panoh /witness && chown panoh /witness && install -d -m 1777 /var/open && chmod 1777 /home && touch /tmp/of-all",
    )
    key = machine("age-keygen").stdout
    settings = f"PANOH_HOSTS={NAME}\nPANOH_WITNESS=/witness/seen\nPANOH_BACKUP_RECIPIENTS={re.search('age1[a-z0-9]+', key)[0]}\n"
    (machine.tree / "etc" / "panoh" / "environment").write_text(settings)
    machine(*said(r"`(install -d -o panoh [^`]*)`").split())
    machine("bash", "-ec", "cd /given && " + said(r"`(install -m 0755 deploy/panoh [^`]*)`"))
    assert machine.panoh("init", stdin=f"{PASSPHRASE}\n").stdout.count("/desk/welcome/") == 2
    machine.panoh("stop")

    unit = machine.tree / "etc" / "systemd" / "system"
    shutil.copy(given / "deploy" / "panoh.service", unit)
    (unit / "panoh.service.d").mkdir()
    (unit / "panoh.service.d" / "override.conf").write_text("[Service]\nReadWritePaths=/witness\n")
    (machine.tree / "usr" / "local" / "share" / "probe.py").write_text(PROBE)

    front = (given / "deploy" / "Caddyfile").read_text().replace("\tadmin off\n", "\tadmin off\n\tlocal_certs\n\tskip_install_trust\n")
    (machine.tree / "etc" / "caddy" / "Caddyfile").write_text(front)
    machine("systemctl", "daemon-reload")
    machine("systemctl", "restart", "caddy")
    machine(*said(r"`(systemctl enable --now panoh)`").split())
    wait_until(lambda: machine.page()[0])


@pytest.fixture
def listener():
    """A port of this machine where somebody listens."""
    with socket.create_server((HERE, 0)) as server:
        yield server.getsockname()[1]


def probed(machine, words):
    """What the probe found: in the room of the service when it starts, or beside it by the same user."""
    found = machine.tree / "var" / "lib" / "panoh" / "probe.json"
    found.unlink(missing_ok=True)
    machine(*words)
    return json.loads(found.read_text())


def test_the_service_stands_in_a_narrow_room(machine, listener, record_property):
    probe = f"/usr/bin/python3 /usr/local/share/probe.py /var/lib/panoh/probe.json {listener}"
    beside = probed(machine, ["runuser", "-u", "panoh", "--", "env", "PANOH_DATA=/var/lib/panoh", *probe.split()])
    more = machine.tree / "etc" / "systemd" / "system" / "panoh.service.d" / "probe.conf"
    more.write_text(f"[Service]\nExecStartPre={probe}\n")
    machine("systemctl", "daemon-reload")
    try:
        within = probed(machine, ["systemctl", "restart", "panoh"])
    finally:
        more.unlink()
        machine("systemctl", "daemon-reload")

    assert [what for what, could in within.items() if could] == ["keep what is its own"]
    own = {"write in /opt/panoh", "write in /etc/panoh"}  # root's: refused beside it as well
    assert [what for what, could in beside.items() if not could and what not in own] == []
    could = sum(beside.values()) - 1
    record_property("figure", f"an installed Debian: {could} things that its user can do beside the service, none of them within")


def test_it_starts_locked_and_locked_again_whatever_ends_it(machine):
    wait_until(lambda: machine.page()[0] == 200)
    assert "Passphrase" in machine.page()[1]
    machine.panoh("unlock", stdin=f"{PASSPHRASE}\n")
    wait_until(lambda: "Passphrase" not in machine.page()[1])
    assert machine.panoh("lock").stderr == "Locked.\n"
    assert "Passphrase" in machine.page()[1]
    machine.panoh("unlock", stdin=f"{PASSPHRASE}\n")
    wait_until(lambda: "Passphrase" not in machine.page()[1])

    machine("systemctl", "kill", "--signal=KILL", "panoh")
    wait_until(lambda: "Passphrase" in machine.page()[1])

    assert machine("systemctl", "is-active", "panoh").stdout.strip() == "active"


def raise_firewall(machine):
    shutil.copy(machine.tree / "given" / "deploy" / "nftables.conf", machine.tree / "etc" / "nftables.conf")
    machine(*said(r"`(systemctl enable --now nftables)`").split())
    machine("systemctl", "restart", "nftables")


def test_the_firewall_lets_in_what_was_asked_for_alone(machine):
    machine("bash", "-c", "nohup python3 -m http.server 9999 >/dev/null 2>&1 &")

    def is_open(port):
        return subprocess.run(["timeout", "2", "bash", "-c", f"</dev/tcp/{THERE}/{port}"], capture_output=True, check=False).returncode == 0

    machine("nft", "flush", "ruleset")
    wait_until(lambda: is_open(9999))
    raise_firewall(machine)

    assert [port for port in (22, 80, 443, 8000, 9999) if is_open(port)] == [80, 443]
    machine("pkill", "-f", "http.server 9999")


def test_what_looks_over_the_machine_finds_it_as_the_guide_says(machine):
    raise_firewall(machine)
    lines = machine("bash", "/given/deploy/check-machine", check=False).stdout.splitlines()
    bad = {line.removeprefix("NO  ").partition(": ")[0] for line in lines if not line.startswith("ok ")}

    assert bad - OF_THE_KERNEL == set()
    assert len(lines) - len(bad) >= 14
