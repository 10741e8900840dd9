"""A form of a page as a browser would send it back."""

from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag


def form_with(soup: BeautifulSoup, field: str) -> Tag:
    """The form in which this field stands."""
    form = soup.find(attrs={"name": field}).find_parent("form")
    assert form is not None
    return form


def filled(form: Tag) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    sent: dict[str, Any] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        name, kind = one["name"], one.get("type", "")
        if name == "csrfmiddlewaretoken" or (kind in ("radio", "checkbox") and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = [option["value"] for option in one.select("option[selected]")]
            sent[name] = chosen if chosen or one.has_attr("multiple") else [one.find("option")["value"]]
        elif kind == "checkbox":
            before = sent.get(name, [])  # a hidden field of the same name says what an empty box means
            sent[name] = [*(before if isinstance(before, list) else [before]), one.get("value", "on")]
        else:
            sent[name] = one.get_text().removeprefix("\n") if one.name == "textarea" else one.get("value", "")
    return sent
