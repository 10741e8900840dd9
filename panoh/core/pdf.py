"""A page of HTML as a PDF: made in memory, fetching nothing, and saying neither who made it nor with what."""

from typing import Any


def make_pdf(html: str, style: str) -> bytes:
    """The PDF; no author, no program, no date of making in it. Pictures stand in the page itself, as `data:`."""
    from PIL import ImageFile  # noqa: PLC0415 -- only prints need it, as what it serves
    from weasyprint import CSS, HTML  # noqa: PLC0415 -- a second of loading that only prints need
    from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 -- a part of the same second

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # it is switched on by that import, for every picture a worker ever takes in
    fetch_nothing = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    try:
        document = HTML(string=html, url_fetcher=fetch_nothing).render(stylesheets=[CSS(string=style)])
    except FatalURLFetchingError:  # no Exception, so nobody above would answer it
        raise ValueError("a print fetches nothing") from None
    pdf: bytes = document.write_pdf(finisher=_leave_no_mark)
    return pdf


def _leave_no_mark(_document: Any, pdf: Any) -> None:
    pdf.info.pop("Producer", None)
