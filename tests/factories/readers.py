"""Readers that go astray, as a parser does over which a file has got power. Fetched by the process that reads apart: no Django here."""

import os
import resource
import signal
import socket

from panoh.core.sandbox import Refused

LIMITS = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NPROC", "RLIMIT_NOFILE")


def tells(content, *, said):
    return {"said": said, "environment": sorted(os.environ), "folder": os.getcwd()}, content[::-1]


def has(content):
    return {name: resource.getrlimit(getattr(resource, name)) for name in LIMITS}, b""


def reaches(content):
    """Whatever it could reach of the outside, by name."""
    tries = {
        "file": lambda: os.open(content, os.O_RDONLY),
        "new file": lambda: os.open(content + b".new", os.O_WRONLY | os.O_CREAT),
        "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "agent": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "pipe": os.pipe,
    }
    reached = []
    for name, act in tries.items():
        try:
            act()
        except OSError:
            continue
        reached.append(name)
    return reached, b""


def refuses(content):
    raise Refused("code", "part")


def breaks(content):
    raise RuntimeError(content.decode())


def reckons(content):
    while True:
        content = content[::-1]


def eats(content):
    return None, bytes(1 << 30)


def floods(content):
    return None, bytes(70 << 20)


def dies(content):
    os.kill(os.getpid(), signal.SIGSEGV)
