"""Reads the text of a file: a program of its own, so that a file that does harm harms nobody.

It takes the file on its standard input and gives UTF-8 text; what it cannot read has none. It runs
by its path and knows nothing of the rest. What one file may take is bounded here.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator

MOST_LETTERS = 100_000
MOST_PLAIN = 4 * MOST_LETTERS  # bytes
MOST_PAGES = 300
MOST_PART_BYTES = 40 * 2**20  # of one part of a packed document, unpacked
MOST_PARTS = 100
CPU_S = 20
MEMORY_BYTES = 2**30

_TEXT_PARTS = re.compile(
    r"word/document\d*\.xml|content\.xml|xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml"
    r"|ppt/slides/slide\d+\.xml"
)
_PARAGRAPHS = {"p", "h", "si", "is"}
_BLANKS = {"tab", "br", "s", "line-break"}
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f]")


def main() -> None:
    """Bound the process, then read."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    text = read_text(sys.stdin.buffer.read())
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def read_text(content: bytes) -> str:
    """The words of a PDF, DOCX, PPTX, XLSX, ODT, ODS, ODP or plain text, on lines; bounded."""
    if content.startswith(b"%PDF-"):
        pieces = _pdf(content)
    elif content.startswith(b"PK"):
        pieces = _packed(content)
    else:
        pieces = iter([_plain(content)])
    return "\n".join(
        " ".join(line.split()) for line in _bounded(pieces).splitlines() if line.strip()
    )


def _bounded(pieces: Iterable[str]) -> str:
    found: list[str] = []
    left = MOST_LETTERS
    for piece in pieces:
        found.append(piece[:left])
        left -= len(found[-1])
        if left <= 0:
            break
    return "".join(found)


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415 (others need not wait for it)

    pages = PdfReader(io.BytesIO(content)).pages
    for number, page in enumerate(pages):
        if number == MOST_PAGES:
            return
        yield page.extract_text() + "\n"


def _packed(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if _TEXT_PARTS.fullmatch(name)]
        for name in sorted(names, key=lambda name: (len(name), name))[:MOST_PARTS]:
            if archive.getinfo(name).file_size <= MOST_PART_BYTES:
                with archive.open(name) as part:
                    yield from _xml(io.BytesIO(part.read(MOST_PART_BYTES)))
            yield "\n"


def _xml(part: io.BytesIO) -> Iterator[str]:
    """The paragraphs of a part, without a document type or entities of its own."""
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415

    for _, element in iterparse(part, events=("end",), forbid_dtd=True):
        name = element.tag.rpartition("}")[2]
        if name in _BLANKS:
            element.text = " "
        elif name in _PARAGRAPHS:
            yield "".join(element.itertext()) + "\n"
            tail = element.tail
            element.clear()
            element.tail = tail


def _plain(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or Latin-1; nothing where it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        text = content[:MOST_PLAIN].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = len(content) > MOST_PLAIN and error.start > MOST_PLAIN - 4
        text = content[: error.start].decode() if cut else content.decode("latin-1")
    return "" if _NOT_TEXT.search(text[:MOST_LETTERS]) else text


if __name__ == "__main__":
    main()
