"""A PDF made of a page in memory: no author, no program, no date of making in it; nothing is fetched, nothing written to the disk."""

from typing import Any

# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
FACE = "'DejaVu Sans', 'Noto Sans', sans-serif"


def pdf_of(html: str, style: str) -> bytes:
    """The page as a PDF, in the look of this style."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- a second of loading that only papers need

    document = HTML(string=html, url_fetcher=_fetch_nothing).render(stylesheets=[CSS(string=style)])
    pdf: bytes = document.write_pdf(finisher=_leave_no_mark)
    return pdf


def _leave_no_mark(_document: Any, pdf: Any) -> None:
    pdf.info.pop("Producer", None)


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    raise ValueError("a paper fetches nothing")
