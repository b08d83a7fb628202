"""Small documents, and such as do harm."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
O = (  # noqa: E741 (as the format calls it)
    'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def packed(**parts: str) -> bytes:
    """A zip of these parts; `__` stands for a slash."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return output.getvalue()


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return packed(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>")


def odt(text: str) -> bytes:
    return packed(
        content=f"<o:body {O}><text:h>{text}</text:h>"
        "<text:p>the <text:span>hive</text:span> rests</text:p></o:body>"
    )


def xlsx(text: str) -> bytes:
    shared = f"<sst {S}><si><t>{text}</t></si><si><t>wax</t></si></sst>"
    sheet = (
        f"<worksheet {S}><row><c><v>0</v></c><c><is><t>inline comb</t></is></c></row></worksheet>"
    )
    return packed(xl__sharedStrings=shared, xl__worksheets__sheet1=sheet)


def pdf(text: str) -> bytes:
    """One page in Helvetica."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >> stream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj %b endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer << /Size 6 /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (table, len(out))
    )


def laughs() -> bytes:
    """Entities that stand for ten others each."""
    entities = '<!ENTITY a0 "bees">' + "".join(
        f'<!ENTITY a{n} "{ten}">' for n in range(1, 10) for ten in [f"&a{n - 1};" * 10]
    )
    return packed(content=f"<!DOCTYPE x [{entities}]><x>&a9;</x>")


def swollen() -> bytes:
    """A small file whose part is 200 MB."""
    return packed(content="<x>" + " " * (200 * 2**20) + "</x>")


def nested() -> bytes:
    """A part of a million elements within one another."""
    return packed(content="<p>" * 1_000_000 + "bees" + "</p>" * 1_000_000)
