"""A world whose tables are made once and copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dam.accounts.world import World, make_world


@pytest.fixture(scope="session")
def empty_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no rows; not to be changed."""
    path = tmp_path_factory.mktemp("review") / "rows.sqlite"
    made = make_world(f"sqlite:///{path}")
    made.core.db.dispose()
    return path


@pytest.fixture
def world(empty_rows: Path, tmp_path: Path) -> Iterator[World]:
    """Give a core on a copy of the empty rows."""
    shutil.copy(empty_rows, tmp_path / "rows.sqlite")
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.core.db.dispose()
