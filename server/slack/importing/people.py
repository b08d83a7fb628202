"""The people of an export: who they are here, and accounts for those who are new.

A person keeps the foreign id. Somebody who has an account with the same e-mail address is that
account. Roles are not taken over: everybody is a member, guests stay guests. Nobody gets a
password, and nobody is put in #general: that is for those who can sign in.
"""

from __future__ import annotations

from sqlalchemy import select

from channels.core.actor import Role
from channels.people.names import RESERVED_HANDLES, free_handle, handle_base, words_of
from channels.people.tables import PersonRow, SessionRow, TokenRow
from persistence.bulk import table_of
from persistence.decision import Insert
from persistence.load import Load
from persistence.snapshot import Snapshot
from server.slack.importing.shapes import (
    UNKNOWN,
    Item,
    is_id,
    object_of,
    seconds_ms,
    stable_id,
    text_of,
)
from server.slack.mrkdwn import unescape

SLACKBOT = "USLACKBOT"
NAME_MAX = 80
BOT = "bot:"  # before the name of a bot that has no id
_LABELS = {SLACKBOT: "Slackbot", UNKNOWN: "Unknown"}

_person = table_of(PersonRow)
_session = table_of(SessionRow)
_token = table_of(TokenRow)


class People:
    """Foreign ids to people; `made` counts the new ones, placeholders too."""

    def __init__(self, load: Load, now_ms: int) -> None:
        self._load = load
        self._now_ms = now_ms
        self._ours: dict[str, str] = {}
        self._bots: dict[str, str] = {}
        self._emails: dict[str, str] = {}
        self._handles: dict[str, str] = {}
        self._used_emails: set[str | None] = set()
        self._taken = _Taken(set())
        self._may_sign_in: set[str] = set()
        self._are_bots: set[str] = set()
        self.made = 0

    async def open(self, snapshot: Snapshot) -> None:
        """Learn who is there already."""
        columns = (_person.c.id, _person.c.email, _person.c.handle, _person.c.bot)
        for row in await snapshot.all(select(*columns, _person.c.password_hash)):
            self._handles[row.id] = row.handle
            self._taken.add(row.handle)
            if row.email:
                self._emails[row.email] = row.id
                self._used_emails.add(row.email)
            if row.bot:
                self._are_bots.add(row.id)
            if row.password_hash:
                self._may_sign_in.add(row.id)
        for proof in (_session, _token):
            holders = await snapshot.scalars(select(proof.c.person_id).distinct())
            self._may_sign_in.update(holders)

    # -- asking

    def person(self, foreign_id: str) -> str | None:
        """Who this is here, None for somebody who was not heard of yet."""
        return self._ours.get(foreign_id) or self._bots.get(foreign_id)

    def handle(self, person_id: str) -> str | None:
        """The handle of a person of ours."""
        return self._handles.get(person_id)

    def is_bot(self, person_id: str) -> bool:
        return person_id in self._are_bots

    def may_sign_in(self, person_id: str) -> bool:
        """Whether somebody could be here as this person before the import."""
        return person_id in self._may_sign_in

    # -- adding

    async def add(self, user: Item) -> None:
        """A user of `users.json`; again is harmless."""
        foreign = text_of(user, "id")
        if not foreign or foreign in self._ours:
            return
        profile = object_of(user, "profile")
        email = text_of(profile, "email").strip().lower() or None
        if email is not None and (email.count("@") != 1 or len(email) > 254):
            email = None
        ours = _own_id(foreign)
        if ours not in self._handles:
            ours = self._emails.get(email or "", ours)
        self._ours[foreign] = ours
        if bot_id := text_of(profile, "bot_id") or text_of(user, "bot_id"):
            self._bots[bot_id] = ours
        if ours in self._handles:
            return
        values = _values_of(user, profile)
        values["email"] = None if email in self._used_emails else email
        await self._insert(ours, _clean(_name_of(user, profile)), text_of(user, "name"), values)

    async def add_unknown(self, foreign: str, name: str) -> str:
        """A closed account for somebody who occurs in messages only."""
        known = self.person(foreign)
        if known is not None:
            return known
        ours = self._ours[foreign] = _own_id(foreign)
        if ours not in self._handles:
            label = _LABELS.get(foreign, name)
            bot = foreign == SLACKBOT or ours[0] == "B"
            values = {"role": Role.GUEST.value, "active": bot, "bot": bot}
            await self._insert(ours, _clean(label), label or foreign, values)
        return ours

    async def _insert(self, id: str, name: str, handle_source: str, values: Item) -> None:
        handle = self._taken.free(handle_base(handle_source))
        name = name or handle
        row = {
            "id": id,
            "email": None,
            "name": name,
            "handle": handle,
            "folded": words_of(name, handle),
            "created_at_ms": self._now_ms,
            "dormant": True,
            **values,
        }
        self._handles[id] = handle
        if values["bot"]:
            self._are_bots.add(id)
        self._used_emails.add(row["email"])
        self.made += 1
        await self._load.add([Insert(PersonRow, row)])


class _Taken:
    """Handles in use; remembers how far numbering came, so that many alike cost little."""

    def __init__(self, handles: set[str]) -> None:
        self._handles = handles
        self._next: dict[str, int] = {}

    def add(self, handle: str) -> None:
        self._handles.add(handle)

    def free(self, base: str) -> str:
        """A free handle, taken at once."""
        handle = base if base in self._next else free_handle(base, self._handles)
        number = self._next.get(base, 2)
        while handle in self._handles or handle in RESERVED_HANDLES:
            handle = f"{base}{number}"
            number += 1
        self._next[base] = number
        self._handles.add(handle)
        return handle


def _name_of(user: Item, profile: Item) -> str:
    return text_of(profile, "real_name", "display_name") or text_of(user, "real_name", "name")


def _values_of(user: Item, profile: Item) -> Item:
    """What an account takes over of a user."""
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
    return {
        "role": (Role.GUEST if guest else Role.MEMBER).value,
        "active": not user.get("deleted"),
        "bot": bool(user.get("is_bot")) or user.get("id") == SLACKBOT,
        "title": _clean(text_of(profile, "title"), 250),
        "status_emoji": text_of(profile, "status_emoji").strip(":")[:100],
        "status_text": _clean(text_of(profile, "status_text"), 250),
        "status_until_ms": seconds_ms(profile, "status_expiration"),
    }


def _own_id(foreign: str) -> str:
    if is_id(foreign, "UWB"):
        return foreign
    return stable_id("B" if foreign.startswith(BOT) else "U", foreign)


def _clean(text: str, limit: int = NAME_MAX) -> str:
    """One line without control characters."""
    line = " ".join(unescape(text).split())
    return "".join(char for char in line if char.isprintable())[:limit]
