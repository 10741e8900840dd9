"""A PDF written anew: what it shows is there, and nothing of what else it could do."""

import io
import os
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from panoh.core import scans
from panoh.core.errors import Invalid
from panoh.core.pdf import make_pdf
from panoh.core.scans import clean_scan
from tests.core.test_bombs import packed
from tests.factories.papers import a_pdf, drawn, obj, packed_pdf, updated

# What a viewer would do, or hand out as a file: no name of it may be left in any dictionary.
DOES = {
    "/A", "/AA", "/AF", "/AcroForm", "/Action", "/Annots", "/Collection", "/Dests", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/F", "/Filespec",
    "/GoToE", "/GoToR", "/JS", "/JavaScript", "/Launch", "/Metadata", "/Names", "/OC", "/OpenAction", "/Perms", "/PieceInfo", "/Ref",
    "/Rendition", "/RichMedia", "/SubmitForm", "/ImportData", "/URI", "/XFA",
}  # fmt: skip
RUN = "/S/JavaScript/JS(canary)"
FILE = [obj(20, "/Type/Filespec/F(canary.exe)/EF<</F 21 0 R>>"), obj(21, "/Type/EmbeddedFile", b"canary MZ")]
FIELD = "/Type/Annot/Subtype/Widget/FT/Tx/T(name)/Rect[72 600 272 620]"
LOOK = "/Type/XObject/Subtype/Form/BBox[0 0 200 20]/Resources<</Font<</F1 5 0 R>>>>"
FORM = "/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</Font<</F1 5 0 R>>>>"
OBJECTS = {
    1: f"<</Type/Catalog/Pages 2 0 R/OpenAction<<{RUN}>>>>",
    2: "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    3: "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
}

ACTS: dict[str, bytes] = {
    "a program that a comment hides": packed_pdf(OBJECTS, drawn(), remark="% stream\n"),
    "a program when it opens": a_pdf(root=f"/OpenAction<<{RUN}>>"),
    "a program spelled in numbers": a_pdf(root="/Open#41ction<</S/J#61vaScript/J#53(canary)>>"),
    "a program by name": a_pdf(root="/Names<</JavaScript<</Names[(a) 10 0 R]>>>>"),
    "a program in a stream": a_pdf(obj(10, "", b"canary"), root="/OpenAction<</S/JavaScript/JS 10 0 R>>"),
    "a program of the page": a_pdf(page=f"/AA<</O<<{RUN}>>/C<<{RUN}>>>>"),
    "a program of the file": a_pdf(root=f"/AA<</WC<<{RUN}>>/WS<<{RUN}>>>>"),
    "a program of a field": a_pdf(
        obj(10, f"{FIELD}/AA<</K<<{RUN}>>>>/A<<{RUN}>>/AP<</N 11 0 R>>"), obj(11, LOOK, b"q Q"),
        root=f"/AcroForm<</Fields[10 0 R]/CO[10 0 R]/XFA 12 0 R/DR<</X<<{RUN}>>>>>>", page="/Annots[10 0 R]",
    ),
    "a program in a layer's list": a_pdf(root=f"/OCProperties<</OCGs[]/D<</A<<{RUN}>>>>>>", resources=f"/Properties<</P<<{RUN}>>>>"),
    "a program in a picture's entries": a_pdf(
        obj(10, f"{FORM}/A<<{RUN}>>/PieceInfo<</X<<{RUN}>>>>/Ref<</F(canary.pdf)>>/OPI<</F(canary)>>", b"q Q"), resources="/XObject<</X 10 0 R>>"
    ),
    "a program deep within": a_pdf(
        obj(10, FORM.replace("/Resources<<", "/Resources<</XObject<</Y 11 0 R>>"), b"/Y Do"),
        obj(11, FORM.replace("/Resources<<", "/Resources<</XObject<</Z 12 0 R>>"), b"/Z Do"),
        obj(12, f"{FORM}/AA<<{RUN}>>/OC<<{RUN}>>", b"q Q"),
        resources="/XObject<</X 10 0 R>>",
    ),
    "a program instead of a picture": a_pdf(obj(10, f"/Type/Action{RUN}"), resources="/XObject<</X 10 0 R>>"),
    "a program of a printer": a_pdf(obj(10, "/Type/XObject/Subtype/PS", b"canary showpage"), resources="/XObject<</X 10 0 R>>"),
    "a program as the shape of letters": a_pdf(
        obj(10, "/Type/Font/Subtype/Type1/BaseFont/Helvetica/FontMatrix[1 0 0 1 0 (canary\\);alert\\(1\\))]"), resources="/Properties<<>>"
    ).replace(b"/F1 5 0 R", b"/F1 10 0 R"),
    "a link": a_pdf(obj(10, "/Type/Annot/Subtype/Link/Rect[0 0 595 842]/A<</S/URI/URI(http://canary/)>>"), page="/Annots[10 0 R]"),
    "another program is started": a_pdf(root="/OpenAction<</S/Launch/F(canary.exe)/Win<</F(canary.exe)>>>>"),
    "it sends a form": a_pdf(root="/OpenAction<</S/SubmitForm/F<</FS/URL/F(http://canary/)>>>>"),
    "it opens another paper": a_pdf(root="/OpenAction<</S/GoToR/F(\\\\\\\\canary\\\\share)/D[0/Fit]>>"),
    "a file within": a_pdf(*FILE, root="/Names<</EmbeddedFiles<</Names[(a)20 0 R]>>>>/AF[20 0 R]/Collection<</View/T>>"),
    "a file pinned to the page": a_pdf(
        *FILE, obj(10, "/Type/Annot/Subtype/FileAttachment/FS 20 0 R/Rect[0 0 9 9]/AP<</N 11 0 R>>"), obj(11, LOOK, b"q Q"), page="/Annots[10 0 R]"
    ),
    "a film": a_pdf(
        *FILE, obj(10, f"/Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<</Assets<</Names[(a)20 0 R]>>>>/A<<{RUN}>>"),
        page="/Annots[10 0 R]",
    ),
    "a stream that lies in another file": a_pdf(obj(10, f"{FORM}/F(canary.bin)/FFilter/FlateDecode", b"q Q"), resources="/XObject<</X 10 0 R>>"),
    "words about the file": a_pdf(
        obj(10, "/Type/Metadata/Subtype/XML", b"<x>canary</x>"), obj(11, "/Author(canary)"), root="/Metadata 10 0 R", end="/Info 11 0 R"
    ),
    "objects that nobody shows": a_pdf(*FILE, obj(12, RUN)),
    "a packed program": packed_pdf(OBJECTS, drawn()),
    "an earlier version with a program": updated(a_pdf(root=f"/OpenAction<<{RUN}>>"), obj(1, "/Type/Catalog/Pages 2 0 R")),
    "a later version with a program": updated(a_pdf(), obj(1, f"/Type/Catalog/Pages 2 0 R/OpenAction<<{RUN}>>")),
    "what hangs behind its end": a_pdf() + b"<script>canary</script>\n",
    "a packed folder behind its end": a_pdf() + packed(("canary.exe", b"MZ")),
}  # fmt: skip


def parts(pdf: bytes) -> list:
    """Every object of the file, its streams unpacked."""
    found, reader = [], PdfReader(io.BytesIO(pdf))
    for number in range(1, int(reader.trailer["/Size"])):
        found.append(reader.get_object(number))
    return found


def names(value) -> set[str]:
    if isinstance(value, DictionaryObject):
        return set(value) | {name for key in value for name in names(value.raw_get(key))}
    if isinstance(value, ArrayObject):
        return {name for each in value for name in names(each)}
    return {str(value)}


def shown(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).strip()


@pytest.mark.parametrize("name", ACTS)
def test_whatever_a_paper_would_do_stays_behind_and_its_words_are_there(name):
    paper = ACTS[name]
    assert shown(paper) == "Contract 7"

    kept = clean_scan(paper)

    assert kept.kind == "pdf"
    assert shown(kept.content) == "Contract 7"
    left = parts(kept.content)
    assert set().union(*map(names, left)) & DOES == set()
    assert b"canary" not in kept.content
    assert not any(b"canary" in each.get_data() for each in left if isinstance(each, StreamObject))
    assert kept.content.count(b"%%EOF") == kept.content.count(b"startxref") == 1
    assert kept.content.endswith(b"%%EOF\n")


def test_what_was_written_anew_is_the_same_when_it_is_written_anew_again():
    once = clean_scan(ACTS["a program deep within"]).content

    assert clean_scan(once).content == once


def test_what_was_filled_in_and_stamped_becomes_part_of_the_page():
    filled = a_pdf(
        obj(10, f"{FIELD}/V(Zarina)/AP<</N 11 0 R>>"),
        obj(11, LOOK, b"BT /F1 12 Tf 2 4 Td (Zarina) Tj ET"),
        obj(12, "/Type/Annot/Subtype/Stamp/Rect[300 400 400 410]/AP<</N<</On 13 0 R/Off 14 0 R>>>>/AS/On"),
        obj(13, LOOK, b"BT /F1 12 Tf 2 4 Td (Received) Tj ET"),
        obj(14, LOOK, b"BT /F1 12 Tf 2 4 Td (Refused) Tj ET"),
        obj(15, "/Type/Annot/Subtype/Stamp/F 2/Rect[300 400 400 410]/AP<</N 14 0 R>>"),
        root="/AcroForm<</Fields[10 0 R]>>",
        page="/Annots[10 0 R 12 0 R 15 0 R]",
    )

    kept = clean_scan(filled).content

    assert shown(kept).split() == ["Contract", "7", "Zarina", "Received"]


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (a_pdf(end="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -1>>"), scans.ACTIVE),
        (a_pdf(obj(10, f"{FIELD}/V(Zarina)"), page="/Annots[10 0 R]"), scans.ACTIVE),
        (
            a_pdf(
                obj(10, "/Type/XObject/Subtype/Image/Width 1/Height 1/Filter/CCITTFaxDecode", packed(("a.exe", b"MZ"))),
                resources="/XObject<</X 10 0 R>>",
            ),
            scans.ACTIVE,
        ),
        (b"GIF89a" + a_pdf(), scans.NO_SCAN),
        (a_pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0"), scans.NO_SCAN),
        (a_pdf()[:-30], scans.NO_SCAN),
        (a_pdf(obj(10, "/Type/XObject/Subtype/Image/Filter/Crypt", b"x"), resources="/XObject<</X 10 0 R>>"), scans.NO_SCAN),
        (a_pdf().replace(b"4 0 obj\n<<", b"4 0 obj\n<</Filter/FlateDecode"), scans.NO_SCAN),
        (a_pdf().replace(b"[3 0 R]", b"[" + b"3 0 R " * 1_500 + b"]"), scans.BURSTS),
        (b"%PDF-1.7\n" + b"[" * 200_000 + b"\n%%EOF", scans.NO_SCAN),
    ],
)
def test_what_cannot_be_written_anew_is_refused_with_a_sentence(paper, sentence):
    with pytest.raises(Invalid) as refused:
        clean_scan(paper)
    assert refused.value.sentence == sentence


PAPERS = {
    "letters": lambda: make_pdf("<h1>Шартнома</h1><p>Ҳуҷҷат, қабул, ғамхорӣ: Зарина Қодирова</p>" * 40, "@page { size: a5 }"),
    "pictures": lambda: scanned("L"),
    "a picture in colour": lambda: scanned("RGB"),
    "shades": lambda: make_pdf('<div style="height:8em;background:linear-gradient(red,blue);opacity:.4">Соя</div>', ""),
    "turned": lambda: a_pdf(page="/Rotate 90/CropBox[36 36 400 806]"),
    "nested": lambda: a_pdf(obj(10, FORM, b"BT /F1 30 Tf 9 9 Td (within) Tj ET"), stream=drawn(more="q 2 0 0 2 9 9 cm /X Do Q"), resources="/XObject<</X 10 0 R>>"),
}  # fmt: skip


def scanned(mode: str) -> bytes:
    made = io.BytesIO()
    drawing = Image.linear_gradient("L").convert(mode)
    drawing.save(made, "PDF", save_all=True, append_images=[drawing.rotate(90)])
    return made.getvalue()


@pytest.mark.skipif(not shutil.which("pdftoppm") and not os.environ.get("CI"), reason="poppler-utils is not installed")
@pytest.mark.parametrize("name", PAPERS)
def test_another_program_draws_the_same_pages(name, tmp_path: Path):
    paper = PAPERS[name]()
    kept = clean_scan(paper).content
    assert kept != paper

    pages = []
    for which, content in (("before", paper), ("after", kept)):
        subprocess.run(["pdftoppm", "-r", "40", "-", tmp_path / which], input=content, check=True)
        pages.append([Image.open(each) for each in sorted(tmp_path.glob(f"{which}-*.ppm"))])

    assert len(pages[0]) == len(pages[1]) > 0
    assert all(before.getextrema() != ((255, 255),) * 3 for before in pages[0])
    assert not any(ImageChops.difference(*pair).getbbox() for pair in zip(*pages, strict=True))


PLACE = b"38.5598N 68.7870E canary"
SIZE = "/Width 64/Height 48/ColorSpace/DeviceRGB/BitsPerComponent 8"


def a_photograph(kind: str = "JPEG", **how) -> bytes:
    """As a telephone writes it: with place, remark and small earlier picture."""
    made, about = io.BytesIO(), Image.Exif()
    about[0x010E] = PLACE.decode()
    about.get_ifd(0x8825)[29] = "2026:11:29"
    picture = Image.linear_gradient("L").convert("RGB").resize((64, 48))
    if kind == "JPEG":
        picture.save(made, kind, exif=about, comment=PLACE, icc_profile=b"colours of a screen", **how)
        jpeg = made.getvalue()
        return jpeg[:2] + marked(0xED, b"Photoshop 3.0\0" + PLACE) + marked(0xEE, b"Adobe\0\x64\0\0\0\0\x01") + jpeg[2:] + PLACE
    picture.save(made, kind, comment=PLACE.decode(), irreversible=False)
    return made.getvalue() + struct.pack(">I4s", len(PLACE) + 8, b"uuid") + PLACE


def marked(marker: int, words: bytes) -> bytes:
    """One segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(words) + 2) + words


def with_picture(content: bytes, entries: str) -> bytes:
    return a_pdf(
        obj(10, f"/Type/XObject/Subtype/Image{SIZE}{entries}", content),
        resources="/XObject<</X 10 0 R>>",
        stream=b"q 64 0 0 48 72 72 cm /X Do Q",
    )


def in_place(content: bytes, packing: str = "/DCT") -> bytes:
    drawn_in_place = f"q 64 0 0 48 72 72 cm BI /W 64/H 48/CS/RGB/BPC 8/F {packing} ID ".encode() + content + b" EI Q"
    return a_pdf(stream=drawn_in_place)


PHOTOGRAPHS = {
    "a JPEG": lambda: with_picture(a_photograph(), "/Filter/DCTDecode"),
    "a JPEG that loads in steps": lambda: with_picture(a_photograph(progressive=True), "/Filter[/DCTDecode]/DecodeParms[null]"),
    "a JPEG with restarts": lambda: with_picture(a_photograph(restart_marker_blocks=1), "/Filter/DCTDecode/DecodeParms<</ColorTransform 1>>"),
    "a JPEG packed once more": lambda: with_picture(zlib.compress(a_photograph()), "/Filter[/FlateDecode/DCTDecode]/DecodeParms[null null]"),
    "a JPEG among what draws": lambda: in_place(a_photograph().removesuffix(PLACE)),
    "a JPEG among what a form draws": lambda: a_pdf(
        obj(10, FORM, b"q 64 0 0 48 72 72 cm BI /W 64/H 48/CS/RGB/BPC 8/F/D#43T ID " + a_photograph().removesuffix(PLACE) + b" EI Q"),
        resources="/XObject<</X 10 0 R>>", stream=b"/X Do",
    ),
    "a JPEG 2000": lambda: with_picture(a_photograph("JPEG2000"), "/Filter/JPXDecode"),
}  # fmt: skip


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_what_a_camera_wrote_beside_the_pixels_stays_behind_and_the_pixels_are_the_same(name):
    paper = PHOTOGRAPHS[name]()
    before = [picture.image.tobytes() for picture in PdfReader(io.BytesIO(paper)).pages[0].images]

    kept = clean_scan(paper).content

    (page,) = PdfReader(io.BytesIO(kept)).pages
    (picture,) = page.images if "form" not in name else [None]
    everything = kept + page.get_contents().get_data() + b"".join(each.get_data() for each in parts(kept) if isinstance(each, StreamObject))
    for word in (b"canary", b"38.5598", b"Exif", b"Photoshop"):
        assert word not in everything, word
    if picture is not None:
        assert [picture.image.tobytes()] == before
        assert not picture.image.getexif()
        if "JPEG 2000" not in name:
            assert b"ICC_PROFILE\0\x01\x01colours of a screen" in everything
            assert b"Adobe\0" in everything
    assert clean_scan(kept).content == kept


@pytest.mark.parametrize(
    "paper",
    [
        with_picture(b"no picture at all, of whatever kind", "/Filter/DCTDecode"),
        with_picture(b"no picture at all, of whatever kind", "/Filter/JPXDecode"),
        with_picture(a_photograph()[:40], "/Filter/DCTDecode"),
        with_picture(a_photograph(), "/Filter[/DCTDecode/FlateDecode]"),
        in_place(a_photograph().hex().encode() + b">", "[/AHx/DCT]"),
    ],
)
def test_a_photograph_that_cannot_be_looked_through_is_refused(paper):
    with pytest.raises(Invalid) as refused:
        clean_scan(paper)
    assert refused.value.sentence == scans.NO_SCAN
