"""A mail server of a test: as much of SMTP as taking a mail wants. What it takes it keeps, and writes into a spool where it has one."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path


class Mailbox(socketserver.ThreadingTCPServer):
    """A listening one; `got` holds what was said to it, line by line."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, spool: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spool, self.got, self.taken = spool, [], 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def keep(self, raw: bytes) -> None:
        """Remembers a line, and writes it."""
        self.got.append(raw)
        if self.spool:
            with self.spool.open("ab") as file:
                file.write(raw)


class _Handler(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        body = False
        for raw in self.rfile:
            line = raw.strip()
            if body:
                self.server.keep(raw)
                if line == b".":
                    body = False
                    self.server.taken += 1
                    self.wfile.write(b"250 kept\r\n")
            elif line.upper().startswith(b"DATA"):
                body = True
                self.wfile.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.server.keep(raw)
                self.wfile.write(b"250 yes\r\n")


@contextlib.contextmanager
def mailbox(spool: Path | None = None) -> Iterator[Mailbox]:
    """Takes mail as long as the block lasts."""
    with Mailbox(spool) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            yield running
        finally:
            running.shutdown()
