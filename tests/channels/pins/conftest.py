"""A house with a channel, for the tests of pins."""

from __future__ import annotations

from tests.channels.posts.conftest import ada, bob, chloe, garden, gus, house

__all__ = ["ada", "bob", "chloe", "garden", "gus", "house"]
