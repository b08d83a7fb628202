"""What the client and the pages say in a language: journeys are made in both."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from web.languages import LOCALES, say

Said = Callable[..., str]

REGIONS = {"en": "en-GB", "fr": "fr-FR"}
# A journey at a desk in English and in the pocket in French
both = pytest.mark.parametrize(
    ("pocket", "language"), [(False, "en"), (True, "fr")], ids=["desk-en", "pocket-fr"]
)


@cache
def _catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def client_words(language: str) -> Said:
    """The client's words by their key, with what stands in braces filled in."""

    def said(key: str, **values: object) -> str:
        message = _catalogue(language).get(key, context="client")
        assert message is not None, key
        words = message.string if isinstance(message.string, str) else (message.string or [""])[-1]
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), words)

    return said


def page_words(language: str) -> Said:
    """The words of the server's pages by their English."""

    def said(text: str, **values: object) -> str:
        return say(language, text, **values)

    return said
