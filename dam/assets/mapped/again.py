"""Applying the mapping to assets that are there already: first counted, then carried out by a job."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.batches import in_batches
from dam.assets.mapped.fill import fill_asset, read_mapping
from dam.assets.models import Asset, Version
from dam.assets.turns import hold_assets
from dam.changes import AssetsEdited
from dam.core import Core
from dam.feed import note_change
from dam.metadata.facts import Facts

PIECE = 200

JOB = "apply_mapping"


@dataclass(frozen=True, slots=True)
class Effect:
    """What applying it would do: how many assets, and how many times each target."""

    assets: int
    targets: dict[str, int]


def foresee_mapping(core: Core, caller: Caller, locale: str) -> Effect:
    """Return what applying the mapping again would change; nothing is written."""
    require(caller, Action.EDIT_FIELDS)
    counts: Counter[str] = Counter()
    assets = 0
    for some in _pieces(core):
        with core.db.read() as session:
            filling = read_mapping(session, locale, some)
            for asset, version in session.execute(_both(some)):
                changed = fill_asset(
                    session, asset, Facts.from_json(version.facts), filling, again=True, is_dry=True
                )
                assets += bool(changed)
                counts.update(changed)
    return Effect(assets, dict(sorted(counts.items())))


def ask_to_apply(core: Core, caller: Caller) -> None:
    """Ask for the mapping to be applied to every asset; once, however often it is asked for."""
    require(caller, Action.EDIT_FIELDS)
    with core.db.write() as session:
        core.jobs.enqueue(session, JOB, {}, key=JOB, priority=20)
        note(session, caller, "mapping.applied", "mapping", "")


def apply_mapping(core: Core, locale: str) -> int:
    """Fill every asset by the mapping of now, ten to a transaction; return how many changed. A repeat changes nothing."""
    count = 0
    for piece in _pieces(core):
        for some in in_batches(piece):
            with core.db.write() as session:
                hold_assets(session, some)
                filling = read_mapping(session, locale, some)
                touched = []
                for asset, version in session.execute(_both(list(some))):
                    if fill_asset(session, asset, Facts.from_json(version.facts), filling, again=True):
                        asset.revision += 1
                        asset.updated_at = core.now()
                        note_change(session, asset.id)
                        touched.append(asset.id)
                if touched:
                    core.announce(session, AssetsEdited(tuple(touched)))
                count += len(touched)
    return count


def _both(ids: list[str]) -> sa.Select[Asset, Version]:
    query = sa.select(Asset, Version).join(Version, Version.id == Asset.current_version_id)
    return query.where(Asset.id.in_(ids)).order_by(Asset.id)


def _pieces(core: Core) -> Iterator[list[str]]:
    last = ""
    while True:
        query = sa.select(Asset.id).where(Asset.id > last, Asset.trashed_at.is_(None)).order_by(Asset.id)
        with core.db.read() as session:
            ids = list(session.scalars(query.limit(PIECE)))
        if not ids:
            return
        yield ids
        last = ids[-1]
