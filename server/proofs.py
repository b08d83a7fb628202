"""Proofs of identity in memory: asked once, forgotten when their person is touched."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from channels.core.actor import PersonId
from channels.core.context import Reads
from persistence.clock import Clock, now_ms
from persistence.decision import Patch
from persistence.snapshot import Question
from persistence.streams import Stream, user_stream

KEPT = 20_000
KEPT_MS = 60_000


class AnyProof(Protocol):
    """Who a secret belongs to, until when."""

    @property
    def person_id(self) -> PersonId: ...

    @property
    def expires_at_ms(self) -> int | None: ...


Proof = TypeVar("Proof", bound=AnyProof)


class ProofCache(Generic[Proof]):
    """Proofs by the hash of their secret. Unknown secrets are not kept: each asks the store."""

    def __init__(self, store: Reads, clock: Clock, prove: Question[Proof]) -> None:
        self._store = store
        self._prove = prove
        self._clock = clock
        self._proofs: OrderedDict[str, tuple[Proof, int]] = OrderedDict()
        self._of_person: dict[Stream, set[str]] = {}
        self._drops = 0

    async def get(self, secret_hash: str) -> Proof | None:
        """The proof that this secret is now."""
        now = now_ms(self._clock)
        proof = self._kept(secret_hash, now) or await self._ask(secret_hash, now)
        if proof is None or (proof.expires_at_ms is not None and proof.expires_at_ms <= now):
            return None
        return proof

    def note(self, secret_hash: str, proof: Proof) -> None:
        """The proof as it is from now on: its use is being written down."""
        if secret_hash in self._proofs:
            self._keep(secret_hash, proof, now_ms(self._clock))

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """Forget the proofs of these people."""
        self._drops += 1
        for stream in streams:
            for secret_hash in self._of_person.pop(stream, ()):
                self._proofs.pop(secret_hash, None)

    def clear(self) -> None:
        """Forget everything."""
        self._drops += 1
        self._proofs.clear()
        self._of_person.clear()

    def _kept(self, secret_hash: str, now: int) -> Proof | None:
        proof, kept_at_ms = self._proofs.get(secret_hash, (None, 0))
        return proof if now - kept_at_ms < KEPT_MS else None

    async def _ask(self, secret_hash: str, now: int) -> Proof | None:
        """Ask the store; once more where something was forgotten while it was read."""
        while True:
            drops = self._drops
            proof = await self._store.ask(self._prove, secret_hash)
            if drops == self._drops:
                break
        if proof is not None:
            self._keep(secret_hash, proof, now)
        return proof

    def _keep(self, secret_hash: str, proof: Proof, now: int) -> None:
        self._proofs[secret_hash] = (proof, now)
        self._proofs.move_to_end(secret_hash)
        self._of_person.setdefault(user_stream(proof.person_id), set()).add(secret_hash)
        if len(self._proofs) > KEPT:
            oldest, (gone, _) = self._proofs.popitem(last=False)
            self._of_person.get(user_stream(gone.person_id), set()).discard(oldest)
