"""A house opened for one command and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from delivery.house import House
from infra.assemble import assemble
from infra.migrate import upgrade
from infra.settings import Settings, read_settings


@contextmanager
def opened_house(settings: Settings | None = None) -> Iterator[House]:
    """Bring the rows up to date, assemble the house, and close its connections at the end."""
    settings = settings or read_settings()
    upgrade(settings.database_url)
    house = assemble(settings)
    try:
        yield house
    finally:
        house.core.db.dispose()
