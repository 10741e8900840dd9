"""Files that burst, hide or pretend: refused with a code, at little cost. What they cost is measured by `make check-guarantees`."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from panoh.core import images, papers, pictures, sandbox, scans
from panoh.core.sandbox import BROKEN, RESOURCE_LIMIT, Limits, read_in_sandbox
from panoh.exchange.hsds import reading, unpacking
from panoh.exchange.register import sheets, workbook
from tests.factories.agreements import PDF
from tests.factories.papers import a_pdf, obj
from tests.factories.register import PERSON
from tests.factories.register import workbook as register

MB = 1024 * 1024
PICTURE = (pictures.read, images.LIMITS, {})
PAPER = (papers.read, scans.LIMITS, {})
REGISTER = (workbook.read, sheets.LIMITS, {"heads": 100, "rows": 22_001})
DIRECTORY = (unpacking.read, reading.LIMITS, {"known": {"organizations.csv": "organization"}})


def packed(*parts: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return made.getvalue()


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows or zlib.compress(bytes(MB), 9)) + chunk(b"IEND", b"")


def drawn(kind: str, width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("L", (width, height), 200).save(made, kind)
    return made.getvalue()


def tiff() -> bytes:
    """A TIFF that says it has 10^9 pixels."""
    entries = b"".join(
        struct.pack("<HHII", tag, 4, 1, value) for tag, value in ((256, 40_000), (257, 25_000), (258, 8), (273, 8), (279, 1))
    )
    return b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 5) + entries + bytes(4)


def unpacks_to(content: bytes, filters: str = "/FlateDecode", more: str = "") -> bytes:
    """A page that is drawn by so much."""
    return a_pdf(obj(10, f"/Filter{filters}{more}", zlib.compress(content, 9))).replace(b"/Contents 4 0 R", b"/Contents 10 0 R")


def again_and_again(times: int) -> bytes:
    """One page that is listed so often."""
    return a_pdf(stream=b" " * 100_000).replace(b"/Kids[3 0 R]", b"/Kids[" + b"3 0 R " * times + b"]")


def doubled(depth: int) -> bytes:
    """Each picture shows the next one twice."""
    head = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {0} 0 R/Y {0} 0 R>>>>"
    forms = [obj(10 + level, head.format(11 + level), b"/X Do /Y Do") for level in range(depth)]
    return a_pdf(*forms, resources="/XObject<</X 10 0 R>>")


def overlapping() -> bytes:
    """Two thousand entries of the list that all lead to the same packed megabytes."""
    one = packed(("xl/worksheets/sheet1.xml", bytes(MB)))
    listed, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry, count = one[listed:end], 2_000
    return one[:listed] + entry * count + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(entry) * count, listed, 0)


def four_gigabytes() -> bytes:
    made = bytearray(packed(("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", b"<worksheet/>")))
    at = made.index(b"PK\x01\x02")
    struct.pack_into("<I", made, at + 24, 0xFFFF_FFF0)
    return bytes(made)


def nested() -> bytes:
    """A packed folder within a packed folder, five times over, as 42.zip is: nobody here opens the second."""
    inner = packed(("0.dll", bytes(16 * MB)))
    for depth in range(5):
        inner = packed(*((f"lib {depth}{number}.zip", inner) for number in range(16)))
    return inner


def entities() -> bytes:
    steps = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    laughs = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{"".join(steps)}]><workbook>&l9;</workbook>'
    return with_part("xl/workbook.xml", laughs.encode())


def with_part(name: str, content: bytes) -> bytes:
    book = zipfile.ZipFile(io.BytesIO(register([list(PERSON), list(PERSON.values())])))
    return packed(*((part, book.read(part)) for part in book.namelist() if part != name), (name, content))


def many_shared() -> bytes:
    return with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t/></si>" * 4_000_000 + b"</sst>")


def deep(count: int) -> bytes:
    return b'{"organization": ' + b"[" * count + b"]" * count + b"}"


# name → what it is read as, how it is made, the codes that may be answered.
BOMBS: dict[str, tuple[tuple, Callable[[], bytes], set[str]]] = {
    "PNG of 10^9 pixels": (PICTURE, lambda: png(40_000, 25_000), {pictures.TOO_MANY}),
    "PNG of 2^31 by 2^31": (PICTURE, lambda: png(2**31 - 1, 2**31 - 1), {pictures.TOO_MANY, pictures.NO_IMAGE}),
    "PNG of 45 million, decoded whole": (PICTURE, lambda: drawn("PNG", 9_000, 5_000), {pictures.TOO_MANY}),
    "JPEG of 2 * 10^9 pixels": (
        PICTURE,
        lambda: drawn("JPEG", 64, 64).replace(struct.pack(">HH", 64, 64), struct.pack(">HH", 45_000, 45_000), 1),
        {pictures.TOO_MANY},
    ),
    "WebP of 10^8 pixels": (PICTURE, lambda: drawn("WEBP", 10_000, 10_000), {pictures.TOO_MANY, pictures.NO_IMAGE}),
    "TIFF of 10^9 pixels": (PICTURE, tiff, {pictures.NO_IMAGE}),
    "SVG with a program": (
        PICTURE,
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        {pictures.NO_IMAGE},
    ),
    "nothing as a picture": (PICTURE, lambda: b"", {pictures.NO_IMAGE}),
    "PDF of 10^6 objects": (PAPER, lambda: b"%PDF-1.4\n" + b"1 0 obj\n" * 1_000_000 + b"%%EOF", {RESOURCE_LIMIT}),
    "PDF that unpacks to 64 MB": (PAPER, lambda: unpacks_to(bytes(64 * MB)), {RESOURCE_LIMIT}),
    "PDF that unpacks to 64 MB, twice packed": (
        PAPER,
        lambda: unpacks_to(zlib.compress(bytes(64 * MB), 9), "[/FlateDecode/FlateDecode]"),
        {RESOURCE_LIMIT},
    ),
    "PDF of rows a million wide": (
        PAPER,
        lambda: unpacks_to(bytes(MB), more="/DecodeParms<</Predictor 12/Columns 1000000000>>"),
        {RESOURCE_LIMIT, BROKEN},
    ),
    "PDF that lists one page a thousand times": (PAPER, lambda: again_and_again(1_000), {RESOURCE_LIMIT}),
    "PDF that lists one page a million times": (PAPER, lambda: again_and_again(1_000_000), {RESOURCE_LIMIT, papers.NO_PAPER}),
    "PDF whose pictures double fifty times": (PAPER, lambda: doubled(50), {""}),
    "PDF of streams without an end": (PAPER, lambda: b"%PDF-1.4\n" + b"stream\n" * 1_000_000 + b"<</S/Launch>>%%EOF", {papers.NO_PAPER}),
    "PDF of a list within a list": (PAPER, lambda: a_pdf(root="/X" + "[" * 100_000), {RESOURCE_LIMIT, papers.NO_PAPER}),
    "PDF cut off": (PAPER, lambda: PDF[: len(PDF) // 2], {papers.NO_PAPER}),
    "XLSX of 100 MB of nothing": (REGISTER, lambda: with_part("xl/worksheets/sheet1.xml", bytes(100 * MB)), {workbook.UNPACKS_TO_MORE}),
    "XLSX of four million blank words": (REGISTER, many_shared, {workbook.UNPACKS_TO_MORE}),
    "XLSX of overlapping parts": (REGISTER, overlapping, {workbook.UNPACKS_TO_MORE, BROKEN}),
    "XLSX that says 4 GiB": (REGISTER, four_gigabytes, {workbook.UNPACKS_TO_MORE}),
    "XLSX of entities within entities": (REGISTER, entities, {BROKEN}),
    "XLSX that asks for a file": (
        REGISTER,
        lambda: with_part("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'),
        {BROKEN},
    ),
    "document of Word": (REGISTER, lambda: packed(("word/document.xml", b"<w/>")), {workbook.NO_SPREADSHEET}),
    "42.zip": (REGISTER, nested, {workbook.NO_SPREADSHEET, workbook.UNPACKS_TO_MORE}),
    "42.zip as a directory": (DIRECTORY, nested, {"", unpacking.UNPACKS_TO_MORE}),
    "ZIP of 100 MB": (DIRECTORY, lambda: packed(("organizations.csv", bytes(100 * MB))), {unpacking.UNPACKS_TO_MORE}),
    "ZIP that says 4 GiB": (DIRECTORY, four_gigabytes, {unpacking.UNPACKS_TO_MORE}),
    "JSON a hundred thousand deep": (DIRECTORY, lambda: deep(100_000), {unpacking.NOT_JSON}),
    "JSON of six million records": (DIRECTORY, lambda: b"[" + b"{}," * 6_000_000 + b"{}]", {unpacking.ROWS}),
}
SLOW = {"PNG of 45 million, decoded whole", "WebP of 10^8 pixels"}


@pytest.mark.parametrize("name", [name for name in BOMBS if name not in SLOW])
def test_a_bomb_is_refused_with_its_code(name: str) -> None:
    (reader, limits, asked), make, codes = BOMBS[name]
    said, _rest = sandbox.ask(reader, make(), limits, **asked)
    assert said.get("refused", "") in codes


@pytest.mark.heavy
def test_no_bomb_takes_two_seconds_or_a_hundred_megabytes(
    capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]
) -> None:
    read_in_sandbox(pictures.read, drawn("PNG", 9, 9), images.LIMITS)  # the process that stands ready is there
    measured = []
    for name, ((reader, limits, asked), make, codes) in BOMBS.items():
        content = make()
        began = time.perf_counter()
        said, _rest = sandbox.ask(reader, content, limits, **asked)
        took = time.perf_counter() - began
        measured.append((name, said.get("refused", ""), took, said.get("peak", float(limits.memory))))
        assert said.get("refused", "") in codes, name
    with capsys.disabled():
        print()  # noqa: T201 -- the figures of the promise
        for name, code, took, peak in measured:
            print(f"{name:50} {code:16} {took:6.2f} s {peak:6.1f} MB")  # noqa: T201
    slowest, heaviest = max(one[2] for one in measured), max(one[3] for one in measured)
    record_property("figure", f"{len(measured)} bombs, the slowest {slowest:.2f} s, the heaviest {heaviest:.0f} MB")
    assert slowest < 2
    assert heaviest < 100


@pytest.mark.parametrize(
    "name",
    ["../../organizations.csv", "/etc/organizations.csv", "C:\\organizations.csv", "a/../organizations.csv", "organizations.csv\x00.exe"],
)
def test_a_path_within_a_packed_folder_leads_nowhere(name: str, tmp_path) -> None:
    rows = b"id,name,description\n0f1d2a4e-6f0f-4b2c-9c1c-0d7b6a1f9e11,A,B\n"
    before = set(tmp_path.parent.iterdir())
    said, _rest = sandbox.ask(unpacking.read, packed((name, rows)), reading.LIMITS, **DIRECTORY[2])
    assert [file for _table, file, _number, _row in said.get("told", ())] in ([], ["organizations.csv"])
    assert set(tmp_path.parent.iterdir()) == before


def test_limits_are_what_an_old_computer_can_give() -> None:
    every = [images.LIMITS, scans.LIMITS, sheets.LIMITS, reading.LIMITS]
    assert all(isinstance(one, Limits) and one.memory <= 384 and one.seconds <= 60 for one in every)
