"""Passwords: argon2id, off the event loop, two at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Each hashing takes 64 MiB: a crowd at the door must wait, not fill the memory.
_AT_ONCE = 2

Result = TypeVar("Result")


async def hash_password(password: str) -> str:
    """The hash to store."""
    return await _off_loop(_hasher().hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one that was stored; takes as long where none was."""
    return await _off_loop(_verify, stored, password)


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _verify(stored: str | None, password: str) -> bool:
    try:
        _hasher().verify(stored or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


async def _off_loop(work: Callable[..., Result], *args: object) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_threads(), work, *args)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")


@cache
def _nobodys_hash() -> str:
    """What is verified for an account that is not there, so that time tells nothing."""
    return _hasher().hash("nobody has this password")
