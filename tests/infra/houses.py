"""An assembled house on a database of its own, for tests of what runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery.house import House
from infra.assemble import assemble
from infra.settings import Settings, read_settings
from tests.databases import create_migrated


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a house on SQLite and a folder."""
    return read_settings(environment={"VITRINE_HOME": str(tmp_path / "home")})


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """A migrated, empty house."""
    create_migrated(settings.database_url)
    house = assemble(settings)
    yield house
    house.core.db.dispose()
