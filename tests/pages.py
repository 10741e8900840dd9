"""Pages as a reader meets them: parsed, as running text, and the address of a page of a case."""

import gzip
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import rjsmin
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from panoh.accounts.ways import opened_way
from panoh.audit.models import Undo
from panoh.core.static_files import STYLE, public_classes
from panoh.core.stylesheet import CLASS, cut
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


@cache
def _style() -> tuple[bytes, set[str]]:
    """The stylesheet of public pages as it is served, and the classes of the whole one that it says nothing of."""
    whole = Path(str(finders.find(STYLE))).read_text(encoding="utf-8")
    kept = public_classes(whole)
    return cut(whole, kept).encode(), set(CLASS.findall(whole)) - kept


def public_weight(response: Any) -> int:
    """Bytes of a public page with all it loads, as they travel to a browser that keeps nothing yet; headers apart.

    It uses no class of the stylesheet that public pages are served without.
    """
    page, (style, missing) = soup_of(response), _style()
    assert not {name for tag in page.select("[class]") for name in tag["class"]} & missing
    names = [tag.get("href") or tag["src"] for tag in page.select("link[rel=icon], script[src]")]
    texts = [Path(str(finders.find(name.removeprefix(settings.STATIC_URL)))).read_text(encoding="utf-8") for name in names]
    return sum(len(gzip.compress(part, 6)) for part in (response.content, style, *(rjsmin.jsmin(text).encode() for text in texts)))
