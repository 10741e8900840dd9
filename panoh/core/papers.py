"""A PDF written anew from what its pages show: no program, action, file, form, layer or older version comes along. Read apart
(`core.sandbox`): no Django here.

Nothing is searched for in its bytes and nothing is patched. The file is read as a viewer reads it, and what drawing needs is copied by name
(`DRAWN`) into a file of our own; whatever is not named stays behind. What stands on a page as a note, a stamp or a filled field becomes a
part of the page. Pictures keep their own packing, without what a camera wrote beside the pixels (`core.unmarked`).
"""

import io
import re
import struct
import zlib
from collections import deque
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration, filters
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
    _image_inline,
)

from panoh.core.sandbox import RESOURCE_LIMIT, Refused
from panoh.core.unmarked import unmarked_jpeg, unmarked_jpeg2000

FETCHED = (filters, _image_inline)  # named, so that they are here before the process gives up opening files
ACTIVE = "active"
NO_PAPER = "no_paper"
MOST_OBJECTS = 100_000  # a scan has a few a page
MOST_PAGES = 1_000
MOST_UNPACKED = 32 * 1024 * 1024  # of all that is copied
MOST_WRITTEN = 16 * 1024 * 1024
PACKED_NOTHING = 16  # bytes, at the most
_TAIL = 2048  # a PDF ends here
_ZIP_ENDS = b"PK\x05\x06"  # a packed folder that hangs in the last picture: whoever opens the file as such finds other files
_ZIP_TAIL = 66_000

# How the entries of a dictionary are copied.
AS_DRAWN, AS_RESOURCES, AS_NAMED, AS_PICTURES, AS_FORM = range(5)
RESOURCES = {
    "/ExtGState": AS_NAMED,
    "/ColorSpace": AS_NAMED,
    "/Pattern": AS_NAMED,
    "/Shading": AS_NAMED,
    "/XObject": AS_PICTURES,
    "/Font": AS_NAMED,
}
WITHIN = {"/Resources": AS_RESOURCES, "/CharProcs": AS_NAMED, "/Colorants": AS_NAMED}
# Every name that drawing knows (ISO 32000), but the ones for printing presses: /A, /AA, /F, /JS, /OC, /OPI, /Ref and the like are not here.
DRAWN = frozenset(
    "/" + name
    for name in (
        "Type Subtype Name Resources Group S CS I K "  # forms and groups
        "FormType BBox Matrix Width Height ColorSpace BitsPerComponent Decode DecodeParms Filter ImageMask Mask SMask Interpolate Intent "
        "Matte SMaskInData Predictor Colors Columns EarlyChange EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 "
        "DamagedRowsBeforeError JBIG2Globals ColorTransform "  # pictures
        "PatternType PaintType TilingType XStep YStep Shading ShadingType Background AntiAlias Function Coords Domain Extend "
        "BitsPerCoordinate BitsPerFlag VerticesPerRow FunctionType Range Size BitsPerSample Order Encode C0 C1 N Functions Bounds "
        "LW LC LJ ML D RI OP op OPM Font FL SM SA BM CA ca AIS TK G BC TR "  # states
        "WhitePoint BlackPoint Gamma Alternate Colorants Process Components "  # colours
        "BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo DW W DW2 W2 CIDToGIDMap "
        "FontBBox FontMatrix CharProcs BaseEncoding Differences Registry Ordering Supplement FontName FontFamily FontStretch FontWeight "
        "Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 "
        "FontFile3 CharSet CMapName WMode UseCMap Length1 Length2 Length3"  # letters
    ).split()
)
NUMBERS = {"/FontMatrix", "/FontBBox", "/Matrix", "/BBox", "/Widths"}  # viewers made programs of what else stood there
PICTURES_PACKED = {
    "/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode",
    "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode",
}  # fmt: skip
# Packings that hold a picture as a camera writes it. Their pixels stay as they are.
OF_CAMERAS = {"/DCTDecode": unmarked_jpeg, "/JPXDecode": unmarked_jpeg2000}
_DRAWN_IN_PLACE = re.compile(rb"BI[\0\s/%](.{0,2000}?)[\0\s]ID[\0\s]", re.DOTALL)  # a picture among what draws
_JPEG_IN_PLACE = {"/DCT", "/DCTDecode"}
STRAIGHT = ArrayObject(map(NumberObject, (1, 0, 0, 1, 0, 0)))
# Notes whose look belongs to the page. Links, films, sounds and attached files are left behind.
SHOWN_NOTES = set(
    "/Widget /Stamp /FreeText /Ink /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /StrikeOut /Squiggly /Caret /Text".split()
)
HIDDEN = 2 | 32  # hidden, or not on a screen


def read(content: bytes) -> tuple[Any, bytes]:
    """How many pages, and the paper written anew. Raises Refused: NO_PAPER, ACTIVE (a password, a file behind it, a form that shows not
    what was filled in), or RESOURCE_LIMIT."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_TAIL:]:
        raise Refused(NO_PAPER)
    if content.count(b" obj") > MOST_OBJECTS:
        raise Refused(RESOURCE_LIMIT)
    try:
        # The library would fetch more of itself to look for settings of former versions, and no file can be opened here.
        with apply_configuration(zlib_maximum_output_length=MOST_UNPACKED, disable_legacy_handling=True, jbig2dec_binary=None):
            return _written_anew(PdfReader(io.BytesIO(content)))
    except LimitReachedError:
        raise Refused(RESOURCE_LIMIT) from None
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, AssertionError, struct.error):
        raise Refused(NO_PAPER) from None


def _written_anew(reader: PdfReader) -> tuple[Any, bytes]:
    if reader.is_encrypted:
        raise Refused(ACTIVE)
    if not (count := len(reader.pages)):
        raise Refused(NO_PAPER)
    if count > MOST_PAGES:
        raise Refused(RESOURCE_LIMIT)
    copy = _Copy()
    root, pages = copy.reserve(), copy.reserve()
    kids = ArrayObject(copy.add(copy.page(page, pages)) for page in reader.pages)
    copy.put(pages, _dictionary(Type=NameObject("/Pages"), Count=NumberObject(count), Kids=kids))
    copy.put(root, _dictionary(Type=NameObject("/Catalog"), Pages=pages))
    copy.finish()
    written = _as_file(copy.objects)
    if len(written) > MOST_WRITTEN:
        raise Refused(RESOURCE_LIMIT)
    if _ZIP_ENDS in written[-_ZIP_TAIL:]:
        raise Refused(ACTIVE)
    return {"pages": count}, written


class _Copy:
    """The objects of the new file. What others refer to is copied once, in its turn, so that no chain is too deep."""

    def __init__(self) -> None:
        self.objects: list[PdfObject] = []
        self.known: dict[tuple[int, int, int], IndirectObject] = {}
        self.waiting: deque[tuple[IndirectObject, Any, int]] = deque()
        self.left = MOST_UNPACKED

    def reserve(self) -> IndirectObject:
        """A number for an object that comes later."""
        if len(self.objects) >= MOST_OBJECTS:
            raise Refused(RESOURCE_LIMIT)
        self.objects.append(NullObject())
        return IndirectObject(len(self.objects), 0, self)

    def put(self, place: IndirectObject, found: PdfObject) -> None:
        self.objects[place.idnum - 1] = found

    def add(self, found: PdfObject) -> IndirectObject:
        place = self.reserve()
        self.put(place, found)
        return place

    def finish(self) -> None:
        """Copies what was referred to, until nothing is left."""
        while self.waiting:
            place, target, way = self.waiting.popleft()
            self.put(place, self.value(target, way))

    def page(self, page: PageObject, parent: IndirectObject) -> DictionaryObject:
        """What it shows: its box, how it is turned, what is drawn, and with what."""
        made = _dictionary(Type=NameObject("/Page"), Parent=parent, MediaBox=_numbers(page.mediabox), Rotate=NumberObject(page.rotation))
        if page.cropbox != page.mediabox:
            made[NameObject("/CropBox")] = _numbers(page.cropbox)
        if "/UserUnit" in page:
            made[NameObject("/UserUnit")] = FloatObject(page.user_unit)
        if "/Group" in page:
            made[NameObject("/Group")] = self.value(page.raw_get("/Group"), AS_DRAWN)
        drawn, notes = self.contents(page), list(_shown_notes(page))
        if notes:
            resources = self.dictionary(_at(page, "/Resources", DictionaryObject()), AS_RESOURCES)
            pictures = self.dictionary(_at(_at(page, "/Resources", DictionaryObject()), "/XObject", DictionaryObject()), AS_PICTURES)
            drawn = b"q\n" + drawn + b"\nQ\n" + b"".join(self.note(pictures, number, *note) for number, note in enumerate(notes))
            resources[NameObject("/XObject")] = pictures
            made[NameObject("/Resources")] = resources
        elif "/Resources" in page:
            made[NameObject("/Resources")] = self.value(page.raw_get("/Resources"), AS_RESOURCES)
        made[NameObject("/Contents")] = self.add(self.packed(drawn))
        return made

    def contents(self, page: PageObject) -> bytes:
        found = _at(page, "/Contents")
        streams = [each.get_object() for each in found] if isinstance(found, ArrayObject) else [found]
        return _drawn(b"\n".join(_unpacked(each) for each in streams if isinstance(each, StreamObject)))

    def note(self, pictures: DictionaryObject, number: int, look: IndirectObject, placed: bytes) -> bytes:
        """Draws the look of a note where it stood, under a name that the page does not use yet."""
        while (name := f"/Note{number}") in pictures:
            number += 1_000
        pictures[NameObject(name)] = self.value(look, AS_FORM)
        return b"q %s cm %s Do Q\n" % (placed, name.encode())

    def value(self, found: Any, way: int) -> PdfObject:
        """The same, of our own."""
        if isinstance(found, IndirectObject):
            return self.reference(found, way)
        if isinstance(found, StreamObject):
            return self.stream(found, way)
        if isinstance(found, DictionaryObject):
            return self.dictionary(found, way)
        if isinstance(found, ArrayObject):
            return ArrayObject(self.value(each, AS_DRAWN) for each in list.__iter__(found))
        if isinstance(found, TextStringObject | ByteStringObject):
            return ByteStringObject(found.original_bytes)
        return found if isinstance(found, PdfObject) else NullObject()

    def reference(self, found: IndirectObject, way: int) -> PdfObject:
        key = (found.idnum, found.generation, way)
        if key not in self.known:
            target = found.get_object()
            if not isinstance(target, DictionaryObject | ArrayObject):
                return self.value(target, way)
            self.known[key] = self.reserve()
            self.waiting.append((self.known[key], target, way))
        return self.known[key]

    def dictionary(self, found: DictionaryObject, way: int) -> DictionaryObject:
        made = DictionaryObject()
        for name in found:
            within = _way_of(name, way)
            if within is None or (way == AS_PICTURES and not _is_picture(found[name])):
                continue
            if name in NUMBERS and way in (AS_DRAWN, AS_FORM) and not _is_numbers(found[name]):
                continue
            made[NameObject(name)] = self.value(found.raw_get(name), within)
        return made

    def stream(self, found: StreamObject, way: int) -> StreamObject:
        """A picture keeps its packing; everything else is unpacked and packed as usual."""
        facts = self.dictionary(found, way)
        if _at(found, "/Subtype") == "/Image" and _at(found, "/Filter"):
            made: StreamObject = DecodedStreamObject()
            made.set_data(self.counted(self.picture(found, facts)))
        else:
            made = self.packed(_drawn(_unpacked(found)))
            facts.pop("/Filter", None)
            facts.pop("/DecodeParms", None)
        made.update(facts)
        if way == AS_FORM:
            made.update(_dictionary(Type=NameObject("/XObject"), Subtype=NameObject("/Form")))
        return made

    def picture(self, found: StreamObject, facts: DictionaryObject) -> bytes:
        """A picture in its packing, and the entries that tell it: around that of a camera none is kept."""
        named = _each_of(found, "/Filter")
        if not set(named) <= PICTURES_PACKED:
            raise Refused(NO_PAPER)
        if OF_CAMERAS.keys().isdisjoint(named):
            return found._data
        *around, last = named
        if last not in OF_CAMERAS or not OF_CAMERAS.keys().isdisjoint(around):
            raise Refused(NO_PAPER)
        parameters = _each_of(found, "/DecodeParms")
        content = found._data
        if around:
            outer = EncodedStreamObject()
            outer._data = content
            outer[NameObject("/Filter")] = ArrayObject(map(NameObject, around))
            if parameters:
                outer[NameObject("/DecodeParms")] = ArrayObject(parameters[: len(around)])
            content = _unpacked(outer)
        facts[NameObject("/Filter")] = NameObject(last)
        facts.pop("/DecodeParms", None)
        if len(parameters) == len(named) and isinstance(parameters[-1], DictionaryObject):
            facts[NameObject("/DecodeParms")] = self.value(parameters[-1], AS_DRAWN)
        return OF_CAMERAS[last](content)

    def packed(self, content: bytes) -> StreamObject:
        made = DecodedStreamObject()
        made.set_data(zlib.compress(self.counted(content)))
        made[NameObject("/Filter")] = NameObject("/FlateDecode")
        return made

    def counted(self, content: bytes) -> bytes:
        self.left -= len(content)
        if self.left < 0:
            raise Refused(RESOURCE_LIMIT)
        return content


def _way_of(name: str, way: int) -> int | None:
    """How an entry is copied; None: it stays behind."""
    if way == AS_RESOURCES:
        return RESOURCES.get(name)
    if way in (AS_NAMED, AS_PICTURES):
        return AS_DRAWN
    return WITHIN.get(name, AS_DRAWN) if name in DRAWN else None


def _unpacked(stream: StreamObject) -> bytes:
    """What it holds. The library answers nothing where it can make nothing of it: a page would be lost without a word."""
    content = stream.get_data()
    if not content and len(stream._data) > PACKED_NOTHING:
        raise Refused(NO_PAPER)
    return content


def _drawn(content: bytes) -> bytes:
    """What draws, and a JPEG that stands among it as one that was referred to. Anything else is left as it is."""
    if not any(b"DCT" in found[1] or b"#" in found[1] for found in _DRAWN_IN_PLACE.finditer(content)):
        return content
    source = DecodedStreamObject()
    source.set_data(content)
    drawn = ContentStream(source, None)
    for told, operator in drawn.operations:
        if operator != b"INLINE IMAGE":
            continue
        named = _each_of(told["settings"], "/F") or _each_of(told["settings"], "/Filter")
        if not _JPEG_IN_PLACE.isdisjoint(named):
            if len(named) > 1:
                raise Refused(NO_PAPER)
            told["data"] = unmarked_jpeg(bytes(told["data"])) + b"\n"
    drawn.operations = drawn.operations  # written out anew
    return drawn.get_data()


def _each_of(found: DictionaryObject, name: str) -> list[Any]:
    """The entries of a list, or the one that stands in its place."""
    entry = _at(found, name)
    if entry is None or isinstance(entry, NullObject):
        return []
    return [each.get_object() for each in entry] if isinstance(entry, ArrayObject) else [entry]


def _is_picture(found: Any) -> bool:
    return isinstance(found, StreamObject) and _at(found, "/Subtype") in ("/Image", "/Form")


def _is_numbers(found: Any) -> bool:
    return isinstance(found, ArrayObject) and all(isinstance(each.get_object(), NumberObject | FloatObject) for each in found)


def _numbers(found: Any) -> ArrayObject:
    return ArrayObject(FloatObject(float(each)) for each in found)


def _dictionary(**entries: PdfObject) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): entry for name, entry in entries.items()})


def _at(found: DictionaryObject, name: str, otherwise: Any = None) -> Any:
    """What an entry says, wherever in the file that lies."""
    entry = found.raw_get(name) if name in found else otherwise
    return entry.get_object() if isinstance(entry, PdfObject) else entry


def _plain(found: Any) -> DictionaryObject:
    found = found.get_object() if isinstance(found, PdfObject) else found
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _shown_notes(page: PageObject) -> list[tuple[IndirectObject, bytes]]:
    """The looks of notes and filled fields, each with the matrix that puts it where it stands."""
    shown = []
    notes = _at(page, "/Annots")
    for each in notes if isinstance(notes, ArrayObject) else ():
        note = _plain(each)
        if _at(note, "/Subtype") not in SHOWN_NOTES or int(_at(note, "/F", 0)) & HIDDEN:
            continue
        looks = _plain(note.get("/AP"))
        look = looks.raw_get("/N") if "/N" in looks else None
        if isinstance(look, PdfObject) and not isinstance(look.get_object(), StreamObject):
            states, state = _plain(look), _at(note, "/AS")
            look = states.raw_get(state) if state in states else None
        if isinstance(look, IndirectObject) and isinstance(look.get_object(), StreamObject):
            placed = _placed(note, _plain(look))
            shown += [(look, placed)] if placed else []
        elif _inherited(note, "/FT") in ("/Tx", "/Ch") and _inherited(note, "/V"):
            raise Refused(ACTIVE)  # its words would be lost
    return shown


def _inherited(field: DictionaryObject, name: str) -> Any:
    for _level in range(10):
        if name in field:
            return field[name]
        field = _plain(field.get("/Parent"))
    return None


def _placed(note: DictionaryObject, look: DictionaryObject) -> bytes:
    """The matrix from the box of a look to the rectangle of its note (ISO 32000, 12.5.5); nothing where one of them has no size."""
    box, rectangle, matrix = _at(look, "/BBox"), _at(note, "/Rect"), _at(look, "/Matrix", STRAIGHT)
    if not (_is_numbers(box) and _is_numbers(rectangle) and _is_numbers(matrix)) or [len(box), len(rectangle), len(matrix)] != [4, 4, 6]:
        return b""
    a, b, c, d, e, f = map(float, matrix)
    across = [a * float(x) + c * float(y) + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    up = [b * float(x) + d * float(y) + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, right = sorted((float(rectangle[0]), float(rectangle[2])))
    bottom, top = sorted((float(rectangle[1]), float(rectangle[3])))
    wide, high = max(across) - min(across), max(up) - min(up)
    if not (wide and high):
        return b""
    by, to = (right - left) / wide, (top - bottom) / high
    return b"%.5f 0 0 %.5f %.5f %.5f" % (by, to, left - by * min(across), bottom - to * min(up))


def _as_file(objects: list[PdfObject]) -> bytes:
    """The objects in order, the first of them the root: no date, no program that wrote it, no number of its own."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number)
        each.write_to_stream(out)
        out.write(b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()
