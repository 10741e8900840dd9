"""A form of a page as a browser would send it back."""

from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag


def form_with(soup: BeautifulSoup, field: str) -> Tag:
    """The form in which this field stands."""
    form = soup.find(attrs={"name": field}).find_parent("form")
    assert form is not None
    return form


def visible_controls(form: Tag) -> list[str]:
    """What a hand finds of a form as it is opened: names of inputs, those behind a press or without their reason left out."""
    return [
        one["name"]
        for one in form.select("input[name]:not([type=hidden]), textarea[name], select[name]")
        if not one.find_parent(lambda part: part.has_attr("hidden") or (part.name == "details" and not part.has_attr("open")))
    ]


def filled(form: Tag) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    sent: dict[str, Any] = {}
    for one in form.select("input[name], textarea[name], select[name]"):
        if one.has_attr("disabled") or one.find_parent("fieldset", disabled=True):
            continue
        name, kind = one["name"], one.get("type", "")
        if name == "csrfmiddlewaretoken" or (kind in ("radio", "checkbox") and not one.has_attr("checked")):
            continue
        if one.name == "select":
            chosen = [option["value"] for option in one.select("option[selected]")]
            sent[name] = chosen if chosen or one.has_attr("multiple") else [one.find("option")["value"]]
        elif kind == "checkbox":
            before = sent.get(name, [])  # a hidden field of the same name says what an empty box means
            sent[name] = [*(before if isinstance(before, list) else [before]), one.get("value", "on")]
        elif name in ("unasked", "kept"):
            sent.setdefault(name, []).append(one["value"])
        else:
            sent[name] = one.get_text().removeprefix("\n") if one.name == "textarea" else one.get("value", "")
    return sent
