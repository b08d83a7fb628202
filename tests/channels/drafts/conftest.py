"""A house with a workspace, for the tests of drafts."""

from tests.channels.files.conftest import ada, bob, house

__all__ = ["ada", "bob", "house"]
