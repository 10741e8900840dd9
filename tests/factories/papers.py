"""PDFs put together object by object: what scanners write, and what somebody writes who wants more than a page shown."""

import zlib

# One page that says so, as the house keeps it: written anew it is the same, byte by byte.
WORDS = "Contract 7"


def obj(number: int, entries: str, stream: bytes | None = None) -> bytes:
    """One object; with a stream its length is said."""
    if stream is None:
        return f"{number} 0 obj\n<<{entries}>>\nendobj\n".encode()
    return f"{number} 0 obj\n<<{entries}/Length {len(stream)}>>\nstream\n".encode() + stream + b"\nendstream\nendobj\n"


def drawn(words: str = WORDS, more: str = "") -> bytes:
    """What draws some words, and whatever else."""
    return f"BT /F1 24 Tf 72 700 Td ({words}) Tj ET\n{more}".encode()


def a_pdf(*others: bytes, root: str = "", page: str = "", resources: str = "", stream: bytes | None = None, end: str = "") -> bytes:
    """A file of one page with a classic list of its objects: 1 is the root, 3 the page, 5 the font; `others` from 10 on."""
    parts = [
        obj(1, f"/Type/Catalog/Pages 2 0 R{root}"),
        obj(2, "/Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]"),
        obj(3, f"/Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>{resources}>>{page}"),
        obj(4, "", drawn() if stream is None else stream),
        obj(5, "/Type/Font/Subtype/Type1/BaseFont/Helvetica"),
        *others,
    ]
    return listed(b"%PDF-1.7\n", parts, f"/Root 1 0 R{end}")


def listed(before: bytes, parts: list[bytes], trailer: str, *, previous: int | None = None) -> bytes:
    """The objects behind `before`, their list and the end, as a file or as a later version of one."""
    made, places = bytearray(before), {}
    for part in parts:
        places[int(part.split(b" ", 1)[0])] = len(made)
        made += part
    start = len(made)
    made += b"xref\n" + (b"" if previous is not None else b"0 1\n0000000000 65535 f \n")
    for number, place in sorted(places.items()):
        made += f"{number} 1\n{place:010d} 00000 n \n".encode()
    chain = f"/Prev {previous}" if previous is not None else ""
    return bytes(made) + f"trailer\n<</Size 100{trailer}{chain}>>\nstartxref\n{start}\n%%EOF\n".encode()


def updated(paper: bytes, *parts: bytes) -> bytes:
    """A later version of a paper behind it: the same file, and objects that take the place of earlier ones."""
    previous = int(paper.rsplit(b"startxref\n", 1)[1].split(b"\n", 1)[0])
    return listed(paper, list(parts), "/Root 1 0 R", previous=previous)


def packed_pdf(objects: dict[int, str], stream: bytes, *, remark: str = "") -> bytes:
    """A file whose objects lie in a packed stream, listed in a packed list: 1 is the root, 4 what is drawn."""
    texts = {number: text.encode() for number, text in objects.items()}
    heads, at = [], 0
    for number, text in texts.items():
        heads.append(f"{number} {at}")
        at += len(text) + 1
    head = (" ".join(heads) + " ").encode()
    made = bytearray(b"%PDF-1.7\n" + remark.encode())
    places = {4: len(made)}
    made += obj(4, "", stream)
    made += remark.encode()
    places[90] = len(made)
    content = zlib.compress(head + b" ".join(texts.values()))
    made += obj(90, f"/Type/ObjStm/N {len(texts)}/First {len(head)}/Filter/FlateDecode", content)
    start = places[91] = len(made)
    rows = b"".join(
        b"\x02" + (90).to_bytes(4) + bytes([list(texts).index(number)])
        if number in texts
        else b"\x01" + places[number].to_bytes(4) + b"\0"
        if number in places
        else b"\0\0\0\0\0\xff"
        for number in range(92)
    )
    made += obj(91, "/Type/XRef/Size 92/W[1 4 1]/Root 1 0 R/Filter/FlateDecode", zlib.compress(rows))
    return bytes(made) + f"startxref\n{start}\n%%EOF\n".encode()
