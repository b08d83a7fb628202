"""The same workspace as the feed's tests have."""

from tests.channels.feed.conftest import hive

__all__ = ["hive"]
