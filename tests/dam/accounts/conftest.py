"""A world for the tests of accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dam.accounts import passwords
from tests.dam.accounts.world import World, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a core on a fresh SQLite file."""
    made = make_world(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    yield made
    made.core.db.dispose()


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in a thousandth of the time, where it is not the hash that is looked at."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
