"""Brings an asset in step with what its collections hand on: what it takes, keeps, changes and gives back."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.bulk.change import Wanted
from dam.assets.bulk.parts import Parts, is_empty, patch_of
from dam.assets.bulk.writing import Written, find_one, present_parts, write_asset
from dam.assets.inheritance.defaults import default_parts
from dam.assets.inheritance.models import InheritedValue
from dam.assets.models import Collection, CollectionAsset
from dam.assets.tags import fold_tag
from dam.core import Core
from dam.errors import VitrineError

DECLINED = None
"""In the place of a value: somebody wrote another one, or took it away, and is not asked again."""

Handed = dict[str, tuple[str, Any]]
"""For each part the collection that hands it on, and the value."""


def bring_in_step(core: Core, session: Session, caller: Caller, asset_id: str) -> Written | None:
    """Write what the asset's collections hand on, in the caller's name; None when nothing changes or they may not.

    A value is taken where the asset has none. It follows the collection as long as nobody wrote another one, and is given
    back when the collection no longer hands it on. A repeat changes nothing.
    """
    handed = _handed(session, asset_id)
    rows = list(session.scalars(sa.select(InheritedValue).where(InheritedValue.asset_id == asset_id)))
    if not handed and not rows:
        return None
    now = present_parts(session, asset_id)
    changes = _settle(session, asset_id, handed, rows, now)
    session.flush()
    if not changes:
        return None
    details = {"inherited_from": sorted({handed[part][0] for part in changes if part in handed})}
    found = find_one(session, caller, asset_id)
    return write_asset(core, session, caller, found, Wanted(_patch(changes, now)), details)


def bring_all_in_step(
    core: Core, session: Session, caller: Caller, asset_ids: Sequence[str]
) -> dict[str, Written]:
    """Do so for several; one that the caller may not edit stays as it is."""
    written: dict[str, Written] = {}
    for asset_id in asset_ids:
        try:
            with session.begin_nested():
                one = bring_in_step(core, session, caller, asset_id)
        except VitrineError:
            continue
        if one is not None and (one.before or one.after):
            written[asset_id] = one
    return written


def _handed(session: Session, asset_id: str) -> Handed:
    """Of two collections that hand on the same part, the first by name does."""
    query = (
        sa.select(Collection.id, Collection.defaults)
        .join(CollectionAsset, CollectionAsset.collection_id == Collection.id)
        .where(CollectionAsset.asset_id == asset_id)
        .order_by(sa.func.lower(Collection.name), Collection.id)
    )
    handed: Handed = {}
    for collection_id, defaults in session.execute(query):
        for part, value in default_parts(defaults).items():
            handed.setdefault(part, (collection_id, value))
    return handed


def _settle(session: Session, asset_id: str, handed: Handed, rows: list[InheritedValue], now: Parts) -> Parts:
    """Return the parts to be written, None for those given back, and keep the rows true."""
    changes: Parts = {}
    for row in rows:
        was_theirs = row.value is not DECLINED
        is_theirs = was_theirs and present(now, row.part) == row.value
        if row.part not in handed:
            changes |= {row.part: None} if is_theirs else {}
            session.delete(row)
            continue
        collection_id, value = handed.pop(row.part)
        row.collection_id = collection_id
        if was_theirs and not is_theirs:
            row.value = DECLINED
        elif is_theirs and value != row.value:
            changes[row.part] = row.value = value
    for part, (collection_id, value) in handed.items():
        if is_empty(present(now, part)):
            changes[part] = value
            session.add(
                InheritedValue(asset_id=asset_id, part=part[:250], collection_id=collection_id, value=value)
            )
    return changes


def present(parts: Mapping[str, Any], part: str) -> Any:
    """Return the value of a part; of one tag, the tag as it is written on the asset."""
    group, _, key = part.partition(".")
    if group == "tags":
        return next((tag for tag in parts.get("tags", ()) if fold_tag(tag) == key), None)
    return parts.get(part)


def _patch(changes: Parts, now: Parts) -> dict[str, Any]:
    tags = {fold_tag(tag): tag for tag in now.get("tags", ())}
    named = {part.partition(".")[2]: value for part, value in changes.items() if part.startswith("tags.")}
    patch = patch_of({part: value for part, value in changes.items() if not part.startswith("tags.")})
    if named:
        tags = {folded: tag for folded, tag in tags.items() if named.get(folded, tag) is not None}
        patch["tags"] = list({**tags, **{folded: tag for folded, tag in named.items() if tag}}.values())
    return patch
