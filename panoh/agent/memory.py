"""What the agent's processes do about their memory. Python cannot promise to wipe it."""

import ctypes
import gc
import resource

PR_SET_DUMPABLE = 4


def harden() -> None:
    """No core file, no debugger of another process of ours."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_back() -> None:
    """What is no longer needed goes back to the kernel: after names were taken in, much of it holds names."""
    gc.collect()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc has it
        trim(0)
