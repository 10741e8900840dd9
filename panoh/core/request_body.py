"""A request's body is whole or none: where a connection breaks off, no half of a form is taken for the form."""

from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.exceptions import BadRequest


class IncompleteBody(BadRequest):
    """Fewer bytes came than the request had said; Django answers it with 400 wherever it is noticed."""


class Whole:
    """The stream of a body of known length. Web servers end it quietly when the connection breaks; this raises IncompleteBody."""

    def __init__(self, stream: object, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        """So many bytes, all that are left below zero. Raises IncompleteBody."""
        return self._counted(self._stream.read(size), size)  # type: ignore[attr-defined]

    def readline(self, size: int = -1) -> bytes:
        """A line, or so many bytes of it. Raises IncompleteBody."""
        line: bytes = self._stream.readline(size)  # type: ignore[attr-defined]
        return self._counted(line, len(line) if line.endswith(b"\n") else size)

    def _counted(self, data: bytes, wanted: int) -> bytes:
        self._left -= len(data)
        if self._left > 0 and (wanted < 0 or len(data) < wanted):
            raise IncompleteBody
        return data


def whole(application: WSGIApplication) -> WSGIApplication:
    """The same application, that is never given half of a body."""

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> object:
        length = str(environ.get("CONTENT_LENGTH") or "")
        if length.isdecimal():
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return guarded  # type: ignore[return-value]
