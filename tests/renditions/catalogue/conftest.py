"""A core with the built-in channels, on SQLite and on PostgreSQL."""

import pytest

from dam.core import Core
from renditions.catalogue.channels import seed_built_in


@pytest.fixture
def house(core_on_each: Core) -> Core:
    """The core, seeded."""
    with core_on_each.db.write() as session:
        seed_built_in(session)
    return core_on_each
