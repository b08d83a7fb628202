"""Who is told of a message, and when not: the table, without a server."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from channels.core.text import fold
from channels.notifications.rules import (
    PATIENCE_MS,
    Member,
    Quiet,
    Said,
    Why,
    fold_keyword,
    has_word,
    is_quiet,
    level_of,
    reason,
    spaced,
    wait_ms,
    zone,
)

PLAIN = Said("bob", direct=False)
NAMES_ADA = Said("bob", direct=False, named=frozenset({"ada"}))
CHANNEL = Said("bob", direct=False, channel=True)
HERE = Said("bob", direct=False, here=True)
DIRECT = Said("bob", direct=True)
REPLY = Said("bob", direct=False, in_thread=True, in_channel=False)
WORDS = Said("bob", direct=False, words=fold("The Crane is à Nantes."))

ADA = Member("ada")
ALL = Member("ada", level="all")
NONE = Member("ada", level="none")
MUTED = Member("ada", level="all", muted=True)
THERE = Member("ada", present=True)
FOLLOWS = Member("ada", follows=True)
KEYWORD = Member("ada", keywords=("crane",))
EVERYTHING = Member("ada", "all", keywords=("crane",), follows=True, present=True)

MUTES_BOB = Member("ada", "all", follows=True, present=True, mutes_author=True)


@pytest.mark.parametrize(
    ("said", "member", "why"),
    [
        (PLAIN, ADA, None),
        (PLAIN, ALL, Why.ALL),
        (PLAIN, NONE, None),
        (PLAIN, MUTED, None),
        (PLAIN, Member("bob", level="all"), None),
        (NAMES_ADA, ADA, Why.MENTION),
        (NAMES_ADA, ALL, Why.MENTION),
        (NAMES_ADA, NONE, None),
        (NAMES_ADA, MUTED, None),
        (NAMES_ADA, Member("chloe"), None),
        (CHANNEL, ADA, Why.CHANNEL),
        (CHANNEL, NONE, None),
        (HERE, ADA, None),
        (HERE, THERE, Why.HERE),
        (HERE, ALL, Why.ALL),
        (DIRECT, ADA, Why.DIRECT),
        (DIRECT, NONE, None),
        (DIRECT, MUTED, None),
        (REPLY, ADA, None),
        (REPLY, ALL, None),
        (REPLY, FOLLOWS, Why.REPLY),
        (REPLY, Member("ada", "none", follows=True), None),
        (WORDS, ADA, None),
        (WORDS, KEYWORD, Why.KEYWORD),
        (WORDS, Member("ada", keywords=("cran",)), None),
        (WORDS, Member("ada", keywords=(fold_keyword("A  Nantes"),)), Why.KEYWORD),
        (Said("ada", direct=True), EVERYTHING, None),
        (DIRECT, EVERYTHING, Why.DIRECT),
        (DIRECT, MUTES_BOB, None),
        (NAMES_ADA, MUTES_BOB, None),
    ],
)
def test_the_first_reason_that_holds_is_the_one(
    said: Said, member: Member, why: Why | None
) -> None:
    assert reason(said, member) is why


@pytest.mark.parametrize(
    ("in_channel", "own", "direct", "level"),
    [
        ("default", "mentions", False, "mentions"),
        ("default", "all", False, "all"),
        ("default", "none", False, "none"),
        ("default", "none", True, "all"),
        ("all", "none", False, "all"),
        ("none", "all", False, "none"),
        ("none", "all", True, "none"),
        ("mentions", "all", False, "mentions"),
    ],
)
def test_a_channels_level_goes_before_ones_own(
    in_channel: str, own: str, direct: bool, level: str
) -> None:
    assert level_of(in_channel, own, direct) == level


@pytest.mark.parametrize(
    ("text", "keyword", "found"),
    [
        ("the GRUE is here", "grue", True),
        ("les grues", "grue", False),
        ("a-grue-b", "grue", True),
        ("Été 2026", "ete", True),
        ("Straße", "strasse", True),
        ("wrote c++ today", "c++", True),
        ("wrote c+++ today", "c+", True),
        ("site   lyon", "site lyon", True),
        ("site_lyon", "site", False),
        ("明日は会議です", "会議", True),
        ("anything", "  ", False),
        ("cranes, a crane", "crane", True),
        ("aaa aa", "aa", True),
        ("site\n\tlyon!", "Site  Lyon", True),
        ("会議a", "会議", False),
        ("b会議", "会議", False),
        ("crane", "crane", True),
        ("_crane crane_ 1crane crane1", "crane", False),
    ],
)
def test_keywords_are_whole_words_without_case_and_accents(
    text: str, keyword: str, found: bool
) -> None:
    assert has_word(spaced(fold(text)), fold_keyword(keyword)) is found


def test_a_keyword_is_looked_for_without_a_pattern_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compiled(*args: object) -> None:
        raise AssertionError(f"compiled: {args}")

    keywords = tuple(f"crane{number} bridge" for number in range(1_000))
    monkeypatch.setattr(re, "compile", compiled)
    said = Said("bob", direct=False, words=spaced("a crane7999 bridge, the crane999  bridge"))
    assert reason(said, Member("ada", keywords=keywords)) is Why.KEYWORD
    assert reason(said, Member("ada", keywords=keywords[:999])) is None


def test_who_was_just_active_is_told_a_little_later() -> None:
    now = 1_750_000_000_000
    assert wait_ms(now - 1_000, now) == PATIENCE_MS
    assert wait_ms(now - PATIENCE_MS, now) == 0
    assert wait_ms(0, now) == 0


# -- quiet hours


def at(text: str, name: str = "Europe/Paris") -> int:
    """Unix milliseconds of a moment on that place's clock."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(name))
    return int(moment.timestamp() * 1_000)


NIGHT = Quiet(hours=True, from_minute=22 * 60, until_minute=7 * 60, time_zone="Europe/Paris")
WORKDAYS = Quiet(
    hours=True,
    from_minute=22 * 60,
    until_minute=7 * 60,
    days=frozenset({1, 2, 3, 4, 5}),
    time_zone="Europe/Paris",
)
LUNCH = Quiet(
    hours=True, from_minute=12 * 60, until_minute=13 * 60 + 30, days=frozenset({1}), time_zone="UTC"
)
SUNDAY = Quiet(hours=True, days=frozenset({7}), time_zone="Europe/Paris")


@pytest.mark.parametrize(
    ("quiet", "moment", "silent"),
    [
        (NIGHT, at("2026-06-10T21:59"), False),
        (NIGHT, at("2026-06-10T22:00"), True),
        (NIGHT, at("2026-06-11T06:59"), True),
        (NIGHT, at("2026-06-11T07:00"), False),
        # a night that began on a workday lasts until the next morning, whatever that day is
        (WORKDAYS, at("2026-06-12T23:00"), True),  # Friday
        (WORKDAYS, at("2026-06-13T06:00"), True),  # Saturday morning
        (WORKDAYS, at("2026-06-13T23:00"), False),  # Saturday night
        (WORKDAYS, at("2026-06-15T06:00"), False),  # Monday morning: Sunday's night was free
        (WORKDAYS, at("2026-06-15T22:30"), True),
        (LUNCH, at("2026-06-15T12:00", "UTC"), True),
        (LUNCH, at("2026-06-15T13:30", "UTC"), False),
        (LUNCH, at("2026-06-16T12:00", "UTC"), False),
        (SUNDAY, at("2026-06-14T00:00"), True),
        (SUNDAY, at("2026-06-14T23:59"), True),
        (SUNDAY, at("2026-06-15T00:00"), False),
        # the clocks go forward at 02:00 on 2026-03-29: 07:00 comes an hour sooner in UTC
        (NIGHT, at("2026-03-29T06:59"), True),
        (NIGHT, at("2026-03-29T07:00"), False),
        # and back at 03:00 on 2026-10-25
        (NIGHT, at("2026-10-25T06:59"), True),
        (NIGHT, at("2026-10-25T07:00"), False),
        (Quiet(), at("2026-06-10T23:00"), False),
    ],
)
def test_quiet_goes_by_the_clock_on_the_wall(quiet: Quiet, moment: int, silent: bool) -> None:
    assert is_quiet(quiet, moment) is silent


def test_summer_time_moves_the_quiet_in_universal_time() -> None:
    winter = datetime(2026, 3, 28, 6, 30, tzinfo=UTC)
    summer = datetime(2026, 3, 29, 5, 30, tzinfo=UTC)
    assert not is_quiet(NIGHT, int(winter.timestamp() * 1_000))  # 07:30 in Paris
    assert not is_quiet(NIGHT, int(summer.timestamp() * 1_000))  # 07:30 in Paris, too


def test_do_not_disturb_holds_until_its_moment() -> None:
    quiet = Quiet(until_ms=1_000)
    assert is_quiet(quiet, 999)
    assert not is_quiet(quiet, 1_000)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe"])
def test_only_names_of_time_zones_are_time_zones(name: str) -> None:
    assert zone(name) is None
