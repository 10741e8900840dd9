"""Scanned papers: what is kept of them, and what is refused before anything is decoded."""

import io

import pytest
from PIL import Image

from panoh.core import scans
from panoh.core.errors import Invalid
from panoh.core.pdf import make_pdf
from panoh.core.scans import clean_scan
from tests.factories.agreements import PDF
from tests.factories.papers import a_pdf


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def test_pdf_is_kept_as_it_was_written_anew():
    assert clean_scan(a_pdf(root="/OpenAction<</S/JavaScript/JS(app.alert(1))>>")) == scans.Scan(PDF, "pdf")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_becomes_a_bare_jpeg(kind):
    found = clean_scan(picture(kind))
    assert found.kind == "jpeg"
    assert Image.open(io.BytesIO(found.content)).format == "JPEG"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", scans.EMPTY),
        (b"PK\x03\x04 a packed folder", scans.NO_SCAN),
        (b"<html>%PDF-1.4</html>", scans.NO_SCAN),
        (b"%PDF-1.4 cut off", scans.NO_SCAN),
        (a_pdf(end="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -1>>"), scans.ACTIVE),
        (PDF + b" " * scans.MOST_BYTES, scans.TOO_LARGE),
        (picture()[:60], "This photograph cannot be read"),
    ],
)
def test_what_is_no_scan_is_refused_beside_its_field(content, sentence):
    with pytest.raises(Invalid, match=str(sentence)[:30]) as refused:
        clean_scan(content, field="paper")
    assert list(refused.value.fields) == ["paper"]


def test_picture_cut_off_is_refused_after_a_print_too():
    """The maker of PDFs lets cut pictures pass, for the whole process."""
    make_pdf("<p>a print</p>", "")
    with pytest.raises(Invalid, match="This photograph cannot be read"):
        clean_scan(picture()[:60])


def test_picture_that_would_burst_is_refused_undecoded():
    burst = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(burst, "PNG")
    with pytest.raises(Invalid, match="too many pixels"):
        clean_scan(burst.getvalue())
