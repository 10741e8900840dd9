"""A page of HTML as a PDF: made in memory, fetching nothing, and saying neither who made it nor with what."""

from typing import Any


def make_pdf(html: str, style: str) -> bytes:
    """The PDF; no author, no program, no date of making in it."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- a second of loading that only prints need

    document = HTML(string=html, url_fetcher=_fetch_nothing).render(stylesheets=[CSS(string=style)])
    pdf: bytes = document.write_pdf(finisher=_leave_no_mark)
    return pdf


def _leave_no_mark(_document: Any, pdf: Any) -> None:
    pdf.info.pop("Producer", None)


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    raise ValueError("a print fetches nothing")
