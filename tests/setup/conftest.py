"""A checkout of its own for every test of the set-up."""

from pathlib import Path

import pytest

from tests.setup.shell import Checkout, lay_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Ruche's scripts on a machine without Python, Node.js or Debian's tools."""
    return lay_checkout(tmp_path)
