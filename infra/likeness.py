"""What assets look like: kept as their files are made, and looked up once more for those that were here before."""

from dam.assets.likeness.compare import compare_asset
from dam.assets.likeness.keep import note_likeness
from dam.assets.likeness.missing import is_looked_at, missing_looks
from dam.assets.models import Asset, Version
from dam.core import Core
from dam.jobs.called_off import stop_if_called_off
from delivery.house import House
from renditions.looks import SEEN_KINDS, Looks, look_again

AT_ONCE = 50
"""Assets that one job looks at: some ten seconds, after which others have their turn."""

LIBRARY_JOB = "look_at_library"


def keep_looks(core: Core, version_id: str, looks: Looks | None) -> None:
    """Keep what was seen while the files of a version were made, if it is served now, and find what shows the same.

    What no picture was asked of (a document, a sound) is compared by its bytes alone; a picture of which nothing was
    seen this time was looked at before, or is by the job for the library.
    """
    with core.db.write() as session:
        asset = session.get_one(Asset, session.get_one(Version, version_id).asset_id)
        if looks is None and (asset.kind in SEEN_KINDS or is_looked_at(session, version_id)):
            return
        seen = looks or Looks()
        if not note_likeness(session, version_id, seen.pixels, seen.points):
            return
    compare_asset(core, asset.id)


def look_at_library(house: House) -> None:
    """Look at some assets that nobody has looked at, or another way than today, and ask for the next turn.

    Killed at any moment, the next turn goes on with what is left.
    """
    core = house.core
    with core.db.read() as session:
        missing = missing_looks(session, AT_ONCE)
    for asset_id, version_id in missing:
        stop_if_called_off()
        _look(house, asset_id, version_id)
    if len(missing) == AT_ONCE:
        ask_for_looks(core)


def ask_for_looks(core: Core) -> None:
    """Ask for a look at the library where anything is missing; once, however often it is asked for."""
    with core.db.read() as session:
        if not missing_looks(session, 1):
            return
    with core.db.write() as session:
        core.jobs.enqueue(session, LIBRARY_JOB, {}, queue="heavy", key=LIBRARY_JOB, priority=40)


def _look(house: House, asset_id: str, version_id: str) -> None:
    core = house.core
    with core.db.read() as session:
        asset, version = session.get(Asset, asset_id), session.get(Version, version_id)
    if asset is None or version is None:
        return
    looks = look_again(core, asset, version, house.renditions)
    with core.db.write() as session:
        note_likeness(session, version_id, looks.pixels, looks.points)
    compare_asset(core, asset_id)
