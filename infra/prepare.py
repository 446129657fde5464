"""What happens to a new original: facts, index, every rendition from one decode, and then it may be served."""

from dam.metadata.facts import read_facts
from dam.search.update import index_assets
from renditions.make import make_renditions

from typing import Any

from dam.assets.models import Version
from dam.assets.processing import note_colours, note_facts, note_progress, note_readiness
from dam.assets.versions import promote_when_ready
from dam.changes import CurrentVersionChanged
from delivery.house import House
from renditions.catalogue.ledger import ready_channels


def prepare_version(house: House, version_id: str) -> None:
    """Do whatever is still to be done for a version; run twice, the second time makes nothing."""
    with house.core.db.read() as session:
        version = session.get(Version, version_id)
    if version is None:
        return
    if not version.facts:
        _read_facts(house, version)
        index_assets(house.core, house.index, [version.asset_id])
    if version.state == "proposed":
        return  # what nobody has approved changes nothing that is shown of the asset
    _make(house, version)
    _serve(house, version)
    index_assets(house.core, house.index, [version.asset_id])


def _read_facts(house: House, version: Version) -> None:
    with house.core.store.local(version.sha256) as path:
        if path is None:
            raise FileNotFoundError(f"expected the original {version.sha256} in the store, found nothing")
        facts = read_facts(path, version.media_type)
    with house.core.db.write() as session:
        note_facts(session, version.id, facts)


def _make(house: House, version: Version) -> None:
    """Make the renditions; progress, errors and colours are shown on the asset as they come."""
    core = house.core
    last: tuple[int, int, list[str]] = (0, 0, [])

    def show(done: int, total: int, errors: list[str]) -> None:
        nonlocal last
        last = done, total, errors
        with core.db.write() as session:
            note_progress(session, version.asset_id, "running", done, total, errors)

    def keep_colours(colours: list[Any]) -> None:
        with core.db.write() as session:
            note_colours(session, version.asset_id, colours)

    make_renditions(core, version.id, on_progress=show, on_colours=keep_colours)
    done, total, errors = last
    with core.db.write() as session:
        note_progress(session, version.asset_id, "failed" if errors else "done", done, total, errors)


def _serve(house: House, version: Version) -> None:
    """Serve an arriving version from now on, and say which channels are ready."""
    with house.core.db.write() as session:
        if promote_when_ready(session, version.id):
            house.core.announce(session, CurrentVersionChanged(version.asset_id, version.id))
        note_readiness(session, version.asset_id, ready_channels(session, version.id))
