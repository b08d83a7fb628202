"""Keeps the catalogues in step with the pages: `python -m web.catalogues` (or `--check`)."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po, write_po

from web.languages import LANGUAGES, LOCALES

ROOT = Path(__file__).parent.parent
_METHODS = [
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
    ("**.py", "python"),
]
# The door's refusals are shown on pages: their words are translated too.
_FOLDERS = (ROOT / "web", ROOT / "channels" / "passwords", ROOT / "channels" / "people")
_FILES = (
    ROOT / "channels" / "core" / "reach.py",
    ROOT / "channels" / "dispatch.py",
    ROOT / "channels" / "files" / "service.py",
    ROOT / "server" / "auth.py",
    ROOT / "server" / "push.py",
)
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "mark": None,
    **dict.fromkeys(
        (
            "NotFound",
            "NotAllowed",
            "NotSignedIn",
            "Invalid",
            "TooLarge",
            "Conflict",
            "Limited",
            "Unavailable",
        )
    ),
}
_OPTIONS = {
    pattern: {"trimmed": "false", "silent": "false"}
    for pattern, method in _METHODS
    if method == "jinja2"
}


def extracted() -> Catalog:
    """All texts that a page may show, in order of text."""
    found = Catalog(project="ruche", fuzzy=False)
    for folder in _FOLDERS:
        texts = extract_from_dir(folder, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=())
        for _, _, text, _, context in texts:
            found.add(text, context=context)
    for file in _FILES:
        for _, text, _, context in extract_from_file("python", file, keywords=_KEYWORDS):
            found.add(text, context=context)
    return found


def updated(language: str) -> Catalog:
    """The language's catalogue with exactly the texts of today. English says what it means."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    old = read_po(BytesIO(path.read_bytes() if path.exists() else b""), locale=language)
    new = Catalog(locale=language, project="ruche", fuzzy=False, header_comment="")
    for message in sorted(extracted(), key=lambda message: str(message.id)):
        if not message.id:
            continue
        known = old.get(message.id)
        said = message.id if language == "en" else (known.string if known else "")
        new.add(message.id, said)
    return new


def missing(catalog: Catalog) -> list[str]:
    """The texts that have no words in this language yet."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def rendered(catalog: Catalog) -> bytes:
    """The file, without what changes at every writing."""
    file = BytesIO()
    write_po(file, catalog, omit_header=True, width=100)
    locale = catalog.locale_identifier
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {locale}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    return header.encode() + file.getvalue()


def main(arguments: list[str]) -> int:
    """Write or check the catalogues; answers the exit code."""
    wrong = 0
    for language in LANGUAGES:
        path = LOCALES / language / "LC_MESSAGES" / "messages.po"
        catalog = updated(language)
        content = rendered(catalog)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            print(f"{path.relative_to(ROOT)} is out of step: python -m web.catalogues")
            wrong = 1
        for text in missing(catalog):
            print(f"{language}: no words for {text!r}")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
