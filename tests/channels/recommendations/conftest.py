"""A house with a channel, for these tests."""

from tests.channels.posts.conftest import ada, bob, chloe, garden, gus, house

__all__ = ["ada", "bob", "chloe", "garden", "gus", "house"]
