"""`python -m panoh.cli.bound PID COMMAND…`: becomes the command, which ends when the process that started it ends, even killed.

Otherwise web and worker of a killed server would go on without anybody who minds them, and keep the port from the next one.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() == int(sys.argv[1]):  # else it ended before we could say so
        os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 -- what serve itself asks for
