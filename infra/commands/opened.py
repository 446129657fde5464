"""A house opened for a process or for one command: rows up to date, built-in channels there."""

from collections.abc import Iterator
from contextlib import contextmanager

from delivery.house import House
from delivery.signing.keys import signing_key
from infra.assemble import assemble
from infra.migrate import upgrade
from infra.settings import Settings, read_settings
from renditions.catalogue.channels import seed_built_in


def open_house(settings: Settings) -> House:
    """Bring the rows up to this release, and assemble the house.

    Where they never were, the built-in channels are added and the first key that signs URLs: every process knows them.
    HOME is made for its owner alone: it holds rows and originals that nobody has approved.
    """
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(settings.database_url)
    house = assemble(settings)
    with house.core.db.write() as session:
        seed_built_in(session)
    signing_key(house.core, settings.secret_key)
    return house


def open_to_run(settings: Settings) -> House:
    """Open the house for a process that stays; a store that does not take a byte now is `Unavailable`."""
    house = open_house(settings)
    house.core.store.check()
    return house


@contextmanager
def opened_house(settings: Settings | None = None) -> Iterator[House]:
    """Open the house for one command, and close its connections at the end."""
    house = open_house(settings or read_settings())
    try:
        yield house
    finally:
        house.core.db.dispose()
