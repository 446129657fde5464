"""Applying the mapping again: files that came in before properties were read are read first."""

from collections.abc import Iterator

import sqlalchemy as sa

from dam.assets.mapped.again import apply_mapping
from dam.assets.models import Asset, Version
from dam.jobs.called_off import stop_if_called_off
from delivery.house import House
from infra.prepare import read_facts_of

PIECE = 100


def remap_library(house: House) -> int:
    """Fill every asset by the mapping of now and return how many changed; run twice, the second time changes nothing."""
    for version in _unread(house):
        stop_if_called_off()
        read_facts_of(house, version)
    return apply_mapping(house.core, house.settings.locale)


def _unread(house: House) -> Iterator[Version]:
    """Yield served pictures of which only the old facts are known."""
    last = ""
    while True:
        query = (
            sa.select(Version)
            .join(Asset, Asset.current_version_id == Version.id)
            .where(Version.id > last, Asset.kind == "image")
            .order_by(Version.id)
            .limit(PIECE)
        )
        with house.core.db.read() as session:
            versions = list(session.scalars(query))
        if not versions:
            return
        yield from (each for each in versions if each.facts and "properties" not in each.facts)
        last = versions[-1].id
