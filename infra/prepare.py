"""What happens to a new original: facts, index, every rendition from one decode, and then it may be served."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.processing import note_colours, note_facts, note_progress, note_readiness
from dam.assets.turns import hold_version
from dam.assets.versions import promote_when_ready
from dam.changes import CurrentVersionChanged, RenditionsReady
from dam.jobs.called_off import CalledOff, stop_if_called_off
from dam.media_types import KEPT
from dam.metadata.facts import read_facts
from dam.search.update import index_assets
from delivery.house import House
from infra.embedding import ask_to_embed
from infra.likeness import keep_looks
from infra.read_words import read_words_of
from renditions.catalogue.ledger import ready_channels, renditions_of
from renditions.catalogue.models import Rendition
from renditions.looks import Looks
from renditions.make import make_renditions
from renditions.sound.measure import loudness_of

SHOWN = ("current", "arriving")
"""Versions of which the asset speaks: not what nobody has approved, and not what was overtaken while it waited."""

ENDED = ("done", "failed")
"""States of processing in which nothing more is to come, whether or not all of it was possible."""


def prepare_version(house: House, version_id: str) -> None:
    """Do whatever is still to be done for a version; run twice, the second time makes nothing."""
    with house.core.db.read() as session:
        version = session.get(Version, version_id)
    if version is None:
        return
    if not version.facts:
        read_facts_of(house, version)
        read_words_of(house, version)
        index_assets(house.core, house.index, [version.asset_id])
    if version.state not in SHOWN:
        return
    looks: list[Looks] = []
    if not _make(house, version, looks):
        return
    serve_version(house, version)
    keep_looks(house.core, version.id, looks[0] if looks else None)
    index_assets(house.core, house.index, [version.asset_id])
    ask_to_embed(house, [version.asset_id])


def read_facts_of(house: House, version: Version) -> None:
    """Keep what the file tells; of one that the store has lost every rendition will say so."""
    with house.core.store.local(version.sha256) as path:
        if path is None:
            return
        facts = read_facts(path, version.media_type)
        if facts.readable and KEPT[version.media_type].kind == "audio":
            facts = replace(facts, loudness=loudness_of(path))
    with house.core.db.write() as session:
        note_facts(session, version.id, facts, house.settings.locale)


def _make(house: House, version: Version, looks: list[Looks]) -> bool:
    """Make the renditions; progress, errors and colours are shown on the asset as they come.

    False when it was in vain: the asset went to the trash, or another version took the place of this one. Then, and when
    the job itself is called off, even a film in the midst of its work ends within two seconds. False as well while another
    job makes some of them: whoever is last has them served. What it looks like, if that was found, is added to `looks`.
    """
    asset_id = version.asset_id
    last: tuple[int, int, list[str], int] = (0, 0, [], 0)

    def note(state: str) -> bool:
        return tell(house, version, lambda session: note_progress(session, asset_id, state, *last))

    def show(*standing: *tuple[int, int, list[str], int]) -> None:
        nonlocal last
        last = standing
        stop_if_called_off()
        if not note("running"):
            raise InVain

    def keep_colours(colours: list[Any]) -> None:
        tell(house, version, lambda session: note_colours(session, asset_id, colours))

    try:
        is_whole = make_renditions(
            house.core,
            version.id,
            settings=house.renditions,
            on_progress=show,
            on_colours=keep_colours,
            on_likeness=lambda pixels, points: looks.append(Looks(pixels, points)),
        )
    except InVain:
        return False
    except CalledOff:
        note("waiting")
        raise
    return note("failed" if last[2] else "done") and is_whole


class InVain(Exception):
    """What is being made is not wanted any more."""


def tell(house: House, version: Version, note: Callable[[Session], None]) -> bool:
    """Write onto the asset, unless it is in the trash or the version has been overtaken since its job began."""
    with house.core.db.write() as session:
        held = hold_version(session, version.id)
        is_wanted = held is not None and held[0].state in SHOWN and held[1].trashed_at is None
        if is_wanted:
            note(session)
        return is_wanted


def serve_version(house: House, version: Version) -> None:
    """Serve an arriving version from now on, unless a file would be lost, and say which channels are ready."""
    with house.core.db.write() as session:
        if not _would_lose(session, version) and promote_when_ready(session, version.id):
            house.core.announce(session, CurrentVersionChanged(version.asset_id, version.id))
        held = hold_version(session, version.id)
        if held is not None and held[1].current_version_id == version.id:
            note_readiness(session, version.asset_id, ready_channels(session, version.id))
            if held[1].processing_state in ENDED:
                house.core.announce(session, RenditionsReady(version.asset_id, version.id))


def _would_lose(session: Session, version: Version) -> bool:
    """Tell whether a URL that answers now would stop: the version gave no file where the served one has one."""
    rows = renditions_of(session, version.asset_id)
    failed = {_place(row) for row in rows if row.version_id == version.id and row.state == "failed"}
    current = session.get_one(Asset, version.asset_id).current_version_id
    return any(row.version_id == current and row.sha256 and _place(row) in failed for row in rows)


def _place(row: Rendition) -> tuple[str, str, str, str]:
    return row.channel, row.preset, row.variant, row.format
