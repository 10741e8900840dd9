"""The web as it is, with somebody at its door who writes down what comes in: for tests of what stands before it."""

import json
import os

from panoh.config.wsgi import application as house


def application(environ, start_response):
    """Notes each request in the file SEEN. What is asked of /seen is read whole and answered here, all else by the house."""
    path = environ["PATH_INFO"]
    read = len(environ["wsgi.input"].read()) if path.startswith("/seen") else None
    heads = {name: value for name, value in environ.items() if name.startswith("HTTP_")}

    def started(status, *more):
        note = {"method": environ["REQUEST_METHOD"], "path": path, "read": read, "heads": heads, "status": int(status[:3])}
        with open(os.environ["SEEN"], "ab", buffering=0) as notes:  # one write a line: two processes of eight threads
            notes.write(json.dumps(note).encode() + b"\n")
        return start_response(status, *more)

    if read is None:
        return house(environ, started)
    started("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "4")])
    return [b"seen"]
