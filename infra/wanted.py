"""Making one file now, because somebody waits for it at the door; the others of its version follow in their own time."""

from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.processing import note_colours, note_progress
from dam.jobs.called_off import stop_if_called_off
from dam.search.update import index_assets
from delivery.house import House
from infra.embedding import ask_to_embed
from infra.prepare import InVain, read_facts_of, serve_version, tell
from renditions.catalogue.ledger import ready_channels
from renditions.catalogue.needs import Key
from renditions.make import make_renditions


def make_wanted(house: House, version_id: str, key: Key) -> None:
    """Make one file of the version that is served, unless somebody makes it already; run twice, nothing is made twice."""
    with house.core.db.read() as session:
        version = session.get(Version, version_id)
    if version is None or version.state != "current":
        return
    if not version.facts:
        read_facts_of(house, version)
    try:
        _make(house, version, key)
    except InVain:
        return
    _note_ready(house, version)
    ask_to_embed(house, [version.asset_id])


def _make(house: House, version: Version, key: Key) -> None:
    def keep_on(done: int, total: int, _errors: list[str], percent: int) -> None:
        """Ask whether the file is still wanted; how far the whole set is, its own job tells, unless that has ended."""
        stop_if_called_off()

        def note(session: Session) -> None:
            asset = session.get_one(Asset, version.asset_id)
            state = asset.processing_state
            if state in ("done", "failed"):
                errors = list(asset.processing_errors)
                note_progress(session, asset.id, state, done, total, errors, percent)

        if not tell(house, version, note):
            raise InVain

    def keep_colours(colours: list[Any]) -> None:
        tell(house, version, lambda session: note_colours(session, version.asset_id, colours))

    make_renditions(
        house.core,
        version.id,
        only=key,
        settings=house.renditions,
        on_progress=keep_on,
        on_colours=keep_colours,
    )


def _note_ready(house: House, version: Version) -> None:
    """Say which channels are ready, if this file was the last that one of them waited for."""
    with house.core.db.read() as session:
        asset = session.get(Asset, version.asset_id)
        if asset is None or sorted(ready_channels(session, version.id)) == asset.ready_channels:
            return
    serve_version(house, version)
    index_assets(house.core, house.index, [version.asset_id])
