"""What processes that hold keys or words do about their memory, and what the machine does. Python cannot promise to wipe it."""

import ctypes
import gc
import resource
from pathlib import Path

PR_SET_DUMPABLE = 4
MCL_CURRENT, MCL_FUTURE = 1, 2
SWAPS = Path("/proc/swaps")


def harden() -> None:
    """No core file, no debugger of another process of ours."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def stay_in_memory() -> bool:
    """Asks the kernel to swap nothing of this process out; False where it may not: then the swap must be off or encrypted."""
    resource_limit = resource.getrlimit(resource.RLIMIT_MEMLOCK)[1]
    if resource_limit != resource.RLIM_INFINITY:  # with a limit the next allocation over it would fail, and the agent with it
        return False
    return bool(ctypes.CDLL(None).mlockall(MCL_CURRENT | MCL_FUTURE) == 0)


def swap() -> str:
    """Whether this machine may write memory to a disk: "off", "in memory" (zram), "encrypted" (device mapper) or "in clear"."""
    try:
        lines = SWAPS.read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return "off"
    kinds = {_kind(Path(line.split()[0])) for line in lines if line.split()}
    return next((kind for kind in ("in clear", "encrypted", "in memory") if kind in kinds), "off")


def _kind(device: Path) -> str:
    name = device.resolve().name
    if name.startswith("zram"):
        return "in memory"
    try:
        mapped = Path(f"/sys/block/{name}/dm/uuid").read_text(encoding="ascii")
    except OSError:
        return "in clear"
    return "encrypted" if mapped.startswith("CRYPT-") else "in clear"


def give_back() -> None:
    """What is no longer needed goes back to the kernel: after names were taken in, much of it holds names."""
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc has it
        trim(0)
