"""Pages as a reader meets them: parsed, as running text, and the address of a page of a case."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from panoh.accounts.ways import opened_way
from panoh.audit.models import Undo
from panoh.desk.frame.context import ENDED_ON


def soup_of(response: Any) -> BeautifulSoup:
    """The page of an answer."""
    return BeautifulSoup(response.content, "html.parser")


def text(response: Any) -> str:
    """Everything that is read on it, with single blanks."""
    return " ".join(soup_of(response).get_text(" ").split())


def main_text(response: Any) -> str:
    """The same without the frame."""
    return " ".join(soup_of(response).main.get_text(" ").split())


def url(name: str, case: Any, *more: Any) -> str:
    """Where a page of a case is."""
    return reverse(f"desk:{name}", args=[case.code, *more])


def ended_on(client: Client, page: str) -> BeautifulSoup:
    """The page on which the last act ended, so that its undo is offered there where there is one."""
    session = client.session
    session[ENDED_ON] = [[str(Undo.objects.latest("at").pk), page]]
    session.save()
    return soup_of(client.get(page))


def way_of(address: str) -> str:
    """Where the sign-in page of this address leads back to."""
    return opened_way(dict(parse_qsl(urlsplit(address).query)).get("next", ""))
