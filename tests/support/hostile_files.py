"""Hostile files: what a candidate can send in place of a resume, made here so that no such file lies in the repository.

`CORPUS` has a maker for each. They are small to send and large to read: loops, depth, bombs, wrong lengths and lies.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import docx
import pypdf
from reportlab.pdfgen.canvas import Canvas

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
Maker = Callable[[], bytes]


# ---- PDF


def pdf(objects: Mapping[int, bytes], *, start: int | None = None) -> bytes:
    """A PDF of these objects; number 1 is the catalogue. `start` is a wrong place for the table of objects."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table, most = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % most
    out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, most))
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (most, table if start is None else start)
    return bytes(out)


def stream(content: bytes, more: bytes = b"", *, packed: int = 0) -> bytes:
    """A stream object, packed so many times over."""
    for _ in range(packed):
        content = zlib.compress(content, 9)
    filters = b"/Filter [%s]" % (b"/FlateDecode " * packed) if packed else b""
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(content), filters, more, content)


def page_of(
    content: bytes, *, pages: int = 1, more: Mapping[int, bytes] | None = None, resources: bytes = b""
) -> bytes:
    """A PDF whose pages all show one content stream."""
    kids = b" ".join(b"%d 0 R" % number for number in range(100, 100 + pages))
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources 3 0 R >>"
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        3: b"<< /Font << /F1 5 0 R >> %s >>" % resources,
        4: content,
        5: FONT,
        **(more or {}),
        **dict.fromkeys(range(100, 100 + pages), leaf),
    })  # fmt: skip


def shown(text: bytes, times: int = 1) -> bytes:
    return b"BT /F1 9 Tf " + b"(%s) Tj " % text * times + b"ET "


def of_operators(pages: int = 1, times: int = 900_000) -> bytes:
    return page_of(stream(b"BT /F1 9 Tf " + b"(a) Tj " * times + b"ET", packed=1), pages=pages)


def of_forms(levels: int, times: int) -> bytes:
    """Forms that draw the next form several times each: times ** levels in all."""
    forms = {
        10 + level: stream(
            b"/X Do " * times,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (11 + level),
        )
        for level in range(levels)
    }
    end = stream(
        shown(b"deep"), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 5 0 R >> >>"
    )
    return page_of(stream(b"/X Do"), more={**forms, 10 + levels: end}, resources=b"/XObject << /X 10 0 R >>")


def form_in_itself() -> bytes:
    form = stream(b"/X Do /X Do " + shown(b"again"), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 3 0 R")
    return page_of(stream(b"/X Do"), more={10: form}, resources=b"/XObject << /X 10 0 R >>")


def page_tree(*, loops: bool) -> bytes:
    """A tree of pages 3,000 levels deep, or one whose branches hold each other."""
    if loops:
        return pdf({
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
            3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 2 >>",
        })  # fmt: skip
    deep = {number: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 1) for number in range(2, 3_000)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **deep, 3_000: b"<< /Type /Page >>"})


def count(number: bytes) -> bytes:
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count %s >>" % number})


def wide_tree() -> bytes:
    """Ten levels whose ten children are one and the same: ten thousand million pages in two kilobytes."""
    tree = {n: b"<< /Type /Pages /Count 10 /Kids [%s] >>" % (b"%d 0 R " % (n + 1) * 10) for n in range(2, 12)}
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", **tree, 12: b"<< /Type /Page >>"})


def object_stream(*, objects: int) -> bytes:
    """A stream that says it holds many objects, all at one place."""
    head = b"".join(b"%d 0 " % number for number in range(1, objects))
    held = stream(head + b" << /Type /Catalog /Pages 2 0 R >>", b"/Type /ObjStm /N %d /First %d" % (objects, len(head)),
                  packed=1)  # fmt: skip
    rows = b"".join(struct.pack(">BHH", 2, 9, 0) for _ in range(20))
    table = stream(rows, b"/Type /XRef /Size 20 /W [1 2 2] /Root 1 0 R")
    out = b"%PDF-1.7\n9 0 obj\n" + held + b"\nendobj\n"
    return out + b"10 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(out)


def previous_in_a_circle() -> bytes:
    """A table of objects whose earlier version is itself."""
    made = page_of(stream(shown(b"circle")))
    place = made.rindex(b"xref\n0")
    return made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % made.index(b"xref\n0", place - 5))


def characters_map(entries: int) -> bytes:
    """A font whose map of characters says one range that is enormous."""
    cmap = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
    cmap += b"100 beginbfrange " + b"<0000> <FFFFFF> <0041> " * entries + b"endbfrange endcmap"
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 6 0 R >>"
    return page_of(stream(shown(b"AB")), more={5: font, 6: stream(cmap, packed=1)})


def pdf_locked() -> bytes:
    out, made = io.BytesIO(), io.BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.drawString(72, 700, "Robin Vale")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=made)
    writer.encrypt(user_password="secret", owner_password="owner")
    writer.write(out)
    return out.getvalue()


def filters(name: bytes, content: bytes, more: bytes = b"") -> bytes:
    return page_of(b"<< /Length %d /Filter %s %s >>\nstream\n%s\nendstream" % (len(content), name, more, content))


def image_inline() -> bytes:
    """Inline pictures that never end, as far as the parser can see."""
    return page_of(stream(b"BI /W 9999 /H 9999 /BPC 8 /CS /RGB ID " + b"EI" * 300_000 + b" Q", packed=1))


def lzw_bomb() -> bytes:
    """LZW whose codes each stand for a longer row: grows with the square of its length."""
    bits, code, width, next_code = "", [256, 65], 9, 258
    codes = [*code, *range(258, 4_090)]
    for number in codes:
        bits += f"{number:0{width}b}"
        next_code += number > 257
        width = 9 if next_code < 511 else 10 if next_code < 1_023 else 11 if next_code < 2_047 else 12
    data = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    return filters(b"/LZWDecode", data)


# ---- DOCX and ZIP


def word(body: str, *, parts: Mapping[str, bytes] | None = None, doctype: str = "") -> bytes:
    """A DOCX with this body, of a real one's making, with more parts beside it."""
    made, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for entry in old.infolist():
            if entry.filename not in {"word/document.xml", *(parts or {})}:
                new.writestr(entry.filename, old.read(entry))
        xml = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body>'
        new.writestr("word/document.xml", xml + "</w:document>")
        for name, content in (parts or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def laughs() -> str:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE w [<!ENTITY l0 "ha">{lines}]>'


def many_members(number: int, *, body: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index in range(number):
            archive.writestr(f"x/{index}", b"")
        if body:
            archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{paragraph("many")}</w:document>')
    return out.getvalue()


def nested(levels: int) -> bytes:
    inner = b"0" * 1_000_000
    for _ in range(levels):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", inner)
            archive.writestr("b.zip", inner)
        inner = out.getvalue()
    return inner


def wrong_sum() -> bytes:
    """A stored part that was changed after its sum was taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{paragraph("before")}</w:document>')
    return out.getvalue().replace(b"before", b"behind")


def packed_with(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}">{"<w:p/>" * 300_000}</w:document>')
    return out.getvalue()


def noise(length: int) -> str:
    """Characters that hardly pack, the same at each call."""
    return random.Random(7).randbytes(length // 2).hex()  # noqa: S311


def lying_size() -> bytes:
    """A part of 40 MB that says it has a hundred bytes."""
    data = bytearray(word(paragraph("a" * 40_000_000)))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    struct.pack_into("<I", data, place + 24, 100)
    return bytes(data)


def headers_outside() -> bytes:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="t" Target="../../../../etc/passwd"/>'
        '<Relationship Id="b" Type="t" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    reference = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = "".join(f'<w:headerReference xmlns:r="{reference}" r:id="{key}"/>' for key in "ab")
    return word(paragraph("inside") + body, parts={
        "word/_rels/document.xml.rels": relations.encode(), "../../etc/passwd": b"x", "/etc/passwd": b"x",
    })  # fmt: skip


# ---- texts, pages, and the rest


def page(content: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{content}</body></html>".encode()


CORPUS: Mapping[str, Maker] = {
    "pdf: 900,000 operators": of_operators,
    "pdf: 900,000 operators on each of 100 pages": lambda: of_operators(100),
    "pdf: three million operators": lambda: of_operators(1, 3_000_000),
    "pdf: pages that hold each other": lambda: page_tree(loops=True),
    "pdf: pages 3,000 levels deep": lambda: page_tree(loops=False),
    "pdf: ten thousand million pages": wide_tree,
    "pdf: a count of 10^18": lambda: count(b"1" + b"0" * 18),
    "pdf: a count of 5,000 digits": lambda: count(b"9" * 5_000),
    "pdf: a form in itself": form_in_itself,
    "pdf: 10^9 forms": lambda: of_forms(9, 10),
    "pdf: forms 900 levels deep": lambda: of_forms(900, 1),
    "pdf: arrays 100,000 levels deep": lambda: page_of(stream(b"[" * 100_000 + b"]" * 100_000)),
    "pdf: dictionaries 100,000 levels deep": lambda: page_of(b"<< /A " * 100_000 + b">>" * 100_000),
    "pdf: a stream of 210 megabytes, packed three times": lambda: page_of(stream(b"(a) Tj " * 30_000_000, packed=3)),
    "pdf: an object stream of a million objects": lambda: object_stream(objects=1_000_000),
    "pdf: a table of objects that is its own past": previous_in_a_circle,
    "pdf: a table of objects at a wrong place": lambda: page_of(stream(shown(b"wrong")))[:-12] + b"99999999\n%%EOF",
    "pdf: no table of objects and 200,000 objects": lambda: b"%PDF-1.4\n" + b"1 0 obj << /A 1 >> endobj\n" * 200_000,
    "pdf: a map of 16 million characters": lambda: characters_map(100),
    "pdf: LZW that grows": lzw_bomb,
    "pdf: JBIG2 where text should be": lambda: filters(b"/JBIG2Decode", b"\x97JB2\r\n\x1a\n" + b"\xff" * 50_000),
    "pdf: ASCIIHex, ASCII85 and run lengths over each other": lambda: filters(
        b"[/RunLengthDecode /RunLengthDecode /RunLengthDecode]", b"\x81\x81" * 200_000),
    "pdf: a predictor with 10^9 columns": lambda: filters(
        b"/FlateDecode", zlib.compress(b"\x02" * 100_000), b"/DecodeParms << /Predictor 15 /Columns 1000000000 >>"),
    "pdf: an inline picture without an end": image_inline,
    "pdf: locked": pdf_locked,
    "pdf: a text of 40 megabytes": lambda: page_of(stream(shown(b"a" * 40_000, 1_000), packed=1)),
    "docx: 100 megabytes of paragraphs": lambda: word("<w:p/>" * 16_000_000),
    "docx: 40 megabytes of tables": lambda: word("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 800_000),
    "docx: elements 500,000 levels deep": lambda: word("<w:p>" * 500_000 + "</w:p>" * 500_000),
    "docx: billion laughs": lambda: word(paragraph("&l9;"), doctype=laughs()),
    "docx: an entity of a file": lambda: word(
        paragraph("&x;"), doctype='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "docx: an entity of an address": lambda: word(
        paragraph("&x;"), doctype='<!DOCTYPE w [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>'),
    "docx: an attribute of 30 megabytes": lambda: word(f'<w:p w:x="{"a" * 30_000_000}"/>'),
    "docx: an attribute of 20 megabytes, packed badly": lambda: word(f'<w:p w:x="{noise(20_000_000)}"/>'),
    "docx: two million elements, packed badly": lambda: word(
        "".join(f"<w:p>{number}</w:p>" for number in range(10**6, 2 * 10**6))),
    "docx: a part that says it is small": lying_size,
    "docx: a wrong sum": wrong_sum,
    "docx: packed with bzip2": lambda: packed_with(zipfile.ZIP_BZIP2),
    "docx: packed with LZMA": lambda: packed_with(zipfile.ZIP_LZMA),
    "docx: headers outside the archive": headers_outside,
    "docx: 30,000 members": lambda: many_members(30_000),
    "docx: 30,000 members and no document": lambda: many_members(30_000, body=False),
    "zip: in itself 30 times": lambda: nested(30),
    "docx: cut in the middle": lambda: word(paragraph("cut") * 1_000)[:-300],
    "text: one line of 24 megabytes": lambda: b"a" * 24_000_000,
    "text: 24 million empty lines": lambda: b"a" + b"\n" * 23_999_999,
    "text: marks of UTF-16 and half a character": lambda: b"\xff\xfe" + b"\x00\xd8" * 2_000_000,
    "text: a mark of UTF-8 and wrong bytes": lambda: b"\xef\xbb\xbf" + b"\xc3\x28\xa0\xa1" * 1_000_000,
    "text: null bytes": lambda: b"Robin" + b"\x00" * 5_000_000,
    "html: tags 100,000 levels deep": lambda: page("<div>" * 100_000),
    "html: 60,000 tags that never end": lambda: page("<a " * 60_000),
    "html: an attribute of 20 megabytes": lambda: page(f'<p title="{"a" * 20_000_000}">Robin</p>'),
    "html: 100,000 comments that never end": lambda: page("<!-- " * 100_000),
    "html: pictures inside": lambda: page("<img src='data:image/png;base64," + "A" * 20_000_000),
    "rtf: groups 1,000,000 levels deep": lambda: b"{\\rtf1" + b"{" * 1_000_000,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 2**31 - 1, 2**31 - 1) + b"\x08" * 99,
    "a word file that begins as a PDF": lambda: b"%PDF-1.7\n" + word(paragraph("two")),
    "a PDF that begins as an archive": lambda: b"PK\x03\x04" + page_of(stream(shown(b"two"))),
    "a program": lambda: b"\x7fELF" + bytes(range(256)) * 1_000,
    "nothing": lambda: b"",
}  # fmt: skip
