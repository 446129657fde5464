"""Job names bound to functions: what runs after a change has been announced.

Every job is idempotent, because after a crash it runs again. A job reads rows, works outside any transaction, and writes
back in short ones.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from dam.assets.models import Asset, Version
from dam.assets.processing import note_popularity
from dam.engagement.insights import fetches_of
from dam.feed import EVERYTHING, note_change
from dam.jobs.port import JobFunction, Json
from dam.search.update import index_assets
from delivery.house import House
from infra.prepare import prepare_version

Payload = Mapping[str, Json]

BATCH = 10
"""Assets handled in one transaction: adding a job takes 1–2 ms, and a write must stay under 20 ms."""


def bind_jobs(house: House) -> dict[str, JobFunction]:
    """Return every job by its name, ready for a worker."""
    return {
        "index_asset": lambda payload: index_assets(house.core, house.index, [str(payload["asset_id"])]),
        "prepare_version": lambda payload: prepare_version(house, str(payload["version_id"])),
        "rebuild_asset": lambda payload: _rebuild_asset(house, str(payload["asset_id"])),
        "rebuild_library": lambda _payload: _rebuild_library(house),
        "carry_popularity": lambda payload: _carry_popularity(house, _texts(payload["asset_ids"])),
    }


def _rebuild_asset(house: House, asset_id: str) -> None:
    """Bring the files of the served version, and of one that is arriving, in step with what is wanted now."""
    with house.core.db.read() as session:
        version_ids = session.scalars(
            sa.select(Version.id).where(
                Version.asset_id == asset_id, Version.state.in_(("current", "arriving"))
            )
        ).all()
    for version_id in version_ids:
        prepare_version(house, version_id)


def _rebuild_library(house: House) -> None:
    """Ask for each asset's rebuild: where nothing differs, it costs a look at the rows and makes nothing."""
    with house.core.db.read() as session:
        asset_ids = session.scalars(sa.select(Asset.id).order_by(Asset.created_at.desc())).all()
    for start in range(0, len(asset_ids), BATCH):
        with house.core.db.write() as session:
            for asset_id in asset_ids[start : start + BATCH]:
                house.core.jobs.enqueue(
                    session,
                    "rebuild_asset",
                    {"asset_id": asset_id},
                    queue="heavy",
                    key=f"rebuild:{asset_id}",
                    priority=20,
                )
    with house.core.db.write() as session:
        note_change(session, EVERYTHING)


def _carry_popularity(house: House, asset_ids: list[str]) -> None:
    """Write how often people fetched each asset onto its row, and index it with the rest."""
    for start in range(0, len(asset_ids), BATCH):
        some = asset_ids[start : start + BATCH]
        with house.core.db.read() as session:
            figures = fetches_of(session, some)
        with house.core.db.write() as session:
            for asset_id, (count, last_at) in sorted(figures.items()):
                note_popularity(session, asset_id, count, last_at)
        index_assets(house.core, house.index, some)


def _texts(value: Json) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]
