"""Who calls: an app's bot, an app itself, or a person, by the token that came along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from channels.bots.protocol import AppFacts
from channels.bots.queries import AppProof, prove
from channels.core.actor import Actor, Kind
from channels.core.context import Reads
from channels.core.reach import reaching_store
from channels.people.proofs import TOKEN_PREFIX, Proof, hash_secret, why_ended
from channels.people.proofs import prove as prove_person
from persistence.clock import Clock
from persistence.decision import Patch
from persistence.streams import Stream
from server.proofs import ProofCache
from server.slack.errors import SlackError

# What a person's token may do, as Slack calls it: whatever the person may.
PERSON_SCOPES = tuple(
    """bookmarks:read bookmarks:write channels:history channels:read channels:write chat:write
    dnd:read dnd:write emoji:read files:read files:write groups:history groups:read groups:write
    im:history im:read im:write mpim:history mpim:read mpim:write pins:read pins:write
    reactions:read reactions:write search:read team:read users.profile:read users.profile:write
    users:read users:read.email users:write""".split()
)

_WHY = {"revoked": "token_revoked", "closed": "account_inactive"}
TokenKind = Literal["bot", "person", "link"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `token_id` names the token, `proof` is its hash; `app` is there for bots and
    apps."""

    kind: TokenKind
    actor: Actor
    token_id: str
    scopes: frozenset[str]
    app: AppFacts | None = None
    proof: str = ""

    @property
    def person_id(self) -> str:
        return self.actor.person_id

    @property
    def limited_by(self) -> str:
        """Whose calls are counted together."""
        return self.app.id if self.app is not None else self.actor.person_id

    def may(self, scope: str) -> bool:
        """Is the scope held? People hold all."""
        return self.kind == "person" or scope in self.scopes


class Callers:
    """Turns tokens into callers.

    Guarantees: a revoked token is refused as soon as `touched` was told of its person.
    """

    def __init__(self, store: Reads, clock: Clock) -> None:
        self._apps: ProofCache[AppProof] = ProofCache(store, clock, prove)
        self._people: ProofCache[Proof] = ProofCache(store, clock, prove_person)
        self._store = store

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """These people's tokens may have ended, or their apps changed."""
        self._apps.touched(streams)
        self._people.touched(streams)

    def clear(self) -> None:
        """Changes may have been missed."""
        self._apps.clear()
        self._people.clear()

    async def find(self, token: str) -> Caller:
        """Errors: SlackError `not_authed` for none, and those of `again`."""
        if not token:
            raise SlackError("not_authed")
        kind: TokenKind = "person" if token.startswith(TOKEN_PREFIX) else "bot"
        return await self.again(kind, hash_secret(token))

    async def again(self, kind: TokenKind, secret_hash: str) -> Caller:
        """Whoever holds the token with this hash now.

        Errors: SlackError `invalid_auth` for an unknown one, `token_revoked` for one that was good
        once, `account_inactive` where its account or its app has ended or is switched off.
        """
        with reaching_store():
            if kind == "person":
                person = await self._people.get(secret_hash)
                if person is None:
                    raise await self._refusal(secret_hash)
                return _person(person, secret_hash)
            proof = await self._apps.get(secret_hash)
            if proof is None:
                raise await self._refusal(secret_hash)
        if proof.app.disabled:
            raise SlackError("account_inactive")
        return _caller(proof, secret_hash)

    async def _refusal(self, secret_hash: str) -> SlackError:
        ended = await self._store.ask(why_ended, secret_hash)
        return SlackError(_WHY[ended.why] if ended is not None else "invalid_auth")


def _person(proof: Proof, secret_hash: str) -> Caller:
    actor = Actor(Kind.PERSON, proof.person_id, session_id=proof.id)
    scopes = frozenset(PERSON_SCOPES)
    return Caller("person", actor, proof.id, scopes, proof=secret_hash)


def _caller(proof: AppProof, secret_hash: str) -> Caller:
    app = proof.app
    actor = Actor(Kind.BOT, proof.person_id, session_id=proof.id)
    if proof.kind == "link":
        scopes = frozenset({"connections:write"})
        return Caller("link", actor, proof.id, scopes, app, secret_hash)
    return Caller("bot", actor, proof.id, frozenset(app.scopes), app, secret_hash)
