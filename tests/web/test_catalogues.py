"""English and French are complete, and say what they should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.catalogues import (
    COMPLETE,
    KEYS,
    client_texts,
    extracted,
    key_of,
    keys_module,
    missing,
    rendered,
    updated,
)
from web.languages import LANGUAGES, LOCALES, discover, moment, say, translations

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
NOW_MS = 1_750_000_000_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_words_for_all_that_pages_show(language: str) -> None:
    catalog = updated(language)
    if language in COMPLETE:
        assert missing(catalog) == []
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    assert path.read_bytes() == rendered(catalog), "run: python -m web.catalogues"


def test_texts_are_found_in_templates_code_and_the_doors_refusals() -> None:
    texts = extracted()
    for text in (
        "Sign in",
        "Use at least 8 characters.",
        "E-mail and password do not fit together. Check both.",
        "This page was open for too long. Send the form again.",
    ):
        assert text in texts, text


def test_translations_keep_their_placeholders() -> None:
    for message in updated("fr"):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(re.findall(r"%\(\w+\)s", " ".join(asked)))
        assert set(re.findall(r"%\(\w+\)s", " ".join(said))) <= wanted, message.id


def test_french_puts_its_narrow_spaces_where_they_belong() -> None:
    for message in (message for message in updated("fr") if message.id):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert (
                re.search(r"(?<![\u202f\u00a0\w(])[;?!»]|(?<=\w)[;?!]| [:;?!»]|« ", text) is None
            ), text
            assert "'" not in text, text


def test_plurals_follow_the_language() -> None:
    french = translations("fr")
    assert french.ngettext("one use left", "%(count)s uses left", 1) == "une utilisation restante"
    assert "%(count)s" in french.ngettext("one use left", "%(count)s uses left", 2)


def test_unknown_text_stays_as_it_is() -> None:
    assert say("fr", "No such text.") == "No such text."
    assert say("fr", "") == ""


@pytest.mark.parametrize(
    ("offset_ms", "english", "french"),
    [
        (0, "just now", "à l’instant"),
        (-5 * MINUTE_MS, "5 minutes ago", "il y a 5 minutes"),
        (-71_000, "1 minute ago", "il y a 1 minute"),
        (30_000, "in a moment", "dans un instant"),
        (7 * DAY_MS, "in 7 days", "dans 7 jours"),
    ],
)
def test_moments_are_told_without_time_zones(offset_ms: int, english: str, french: str) -> None:
    assert moment("en", NOW_MS + offset_ms, NOW_MS) == english
    assert moment("fr", NOW_MS + offset_ms, NOW_MS) == french


def test_a_folder_with_a_catalogue_is_a_language(tmp_path: Path) -> None:
    for language in ("de", "pt-BR"):
        (tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / language / "LC_MESSAGES" / "messages.po").write_text("")
    (tmp_path / "notes").mkdir()
    found = discover(tmp_path)
    assert found == {"en": "English", "de": "Deutsch", "pt-BR": "Português (Brasil)"}


def test_the_clients_keys_are_those_of_the_english_catalogue() -> None:
    assert KEYS.read_text() == keys_module(), "run: python -m web.catalogues"
    keys = [key_of(message) for message in client_texts()]
    assert keys == sorted(set(keys))
    assert "send" in keys


def test_pages_do_not_speak_the_clients_words() -> None:
    assert say("fr", "send") == "send"
    assert translations("fr").pgettext("client", "send") == "Envoyer"
