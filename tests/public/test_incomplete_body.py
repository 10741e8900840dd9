"""A form whose connection breaks off: half of it is not the form, and the second try is kept whole."""

import io
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from panoh.core.request_body import IncompleteBody, Whole, whole
from panoh.vault import intake
from tests.public.test_write import WORDS, opened, secret_of

MULTIPART = "multipart/form-data; boundary=b"


def sent(body: bytes, kind: str, length: int) -> int:
    """The status that the house answers to a form that said it would be so long."""
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/tg/write/", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length)}
    setup_testing_defaults(environ)
    environ |= {"wsgi.input": io.BytesIO(body), "HTTP_HOST": "localhost"}
    told: list[str] = []
    b"".join(whole(WSGIHandler())(environ, lambda status, _heads: told.append(status)))
    return int(told[0][:3])


def parts(secret: str) -> bytes:
    return (
        "".join(
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in (("secret", secret), ("words", WORDS))
        ).encode()
        + b"--b--\r\n"
    )


@pytest.mark.django_db  # a server looks after its connections at each request, where one was ever opened
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", MULTIPART])
def test_half_of_a_form_is_not_kept_and_the_whole_one_after_it_is(client: Client, data: Path, kind: str) -> None:
    secret = secret_of(client)
    body = parts(secret) if kind == MULTIPART else urlencode({"secret": secret, "words": WORDS}).encode()

    for half in (body[:-40], body[:-1]):
        assert sent(half, kind, len(body)) == 400
    assert intake.waiting(data) == []

    assert sent(body, kind, len(body)) == 200
    (path,) = intake.waiting(data)
    assert opened(path).facts["words"] == WORDS


def test_what_ends_too_early_is_noticed_however_it_is_read() -> None:
    assert Whole(io.BytesIO(b"a\nbc"), 4).read() == b"a\nbc"
    lines = Whole(io.BytesIO(b"a\nbc"), 4)
    assert [lines.readline(), lines.readline(2)] == [b"a\n", b"bc"]
    pieces = Whole(io.BytesIO(b"abcd"), 5)
    assert pieces.read(4) == b"abcd"
    for reading in (pieces.read, pieces.readline, Whole(io.BytesIO(b"a\nb"), 4).read, lambda: Whole(io.BytesIO(b"abcd"), 9).read(5)):
        with pytest.raises(IncompleteBody):
            reading()
