"""A world whose tables are a copy of those that were made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dam.accounts.world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a core on tables without rows."""
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.core.db.dispose()
