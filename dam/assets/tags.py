"""Tags: equal when they differ only by case, accents or spaces, and listed with the number of assets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.assets.batches import in_batches
from dam.assets.models import Asset, AssetTag
from dam.assets.turns import hold_assets
from dam.assets.visibility import visible
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.feed import note_change
from dam.metadata.vocabularies.folding import MAX_LENGTH as MAX_LENGTH
from dam.metadata.vocabularies.folding import fold_tag as fold_tag
from dam.metadata.vocabularies.folding import problem_of_name
from dam.metadata.vocabularies.names import terms_for_tags

MAX_TAGS = 200
"""Tags on one asset: beyond, they no longer tell anything."""


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag as most often typed, its folded form, and how many assets that the caller sees bear it."""

    tag: str
    folded: str
    count: int


def check_tags(tags: Iterable[object]) -> dict[str, str]:
    """Return the tags by folded form in their order, the first spelling of twins kept, or raise `Invalid`."""
    kept: dict[str, str] = {}
    errors: list[FieldError] = []
    for place, tag in enumerate(tags):
        sentence = problem_of_name(tag)
        if sentence:
            errors.append(FieldError(f"tags[{place}]", sentence))
        elif isinstance(tag, str) and (folded := fold_tag(tag)):
            kept.setdefault(folded, " ".join(tag.split()))
    if len(kept) > MAX_TAGS:
        errors.append(FieldError("tags", f"An asset has at most {MAX_TAGS} tags, and {len(kept)} came."))
    if errors:
        raise Invalid(errors[0].message, errors)
    return kept


_ROWS: Any = AssetTag.__table__
_CLEARED = sa.delete(_ROWS).where(_ROWS.c.asset_id == sa.bindparam("one"))
_ADDED = sa.insert(_ROWS)
_IN_ORDER = sa.select(_ROWS.c.tag).where(_ROWS.c.asset_id == sa.bindparam("one")).order_by(_ROWS.c.position)
"""Statements that are made once: to put one together takes as long as to run it."""


def put_tags(session: Session, asset_id: str, tags: dict[str, str]) -> tuple[str, ...]:
    """Replace the tags of an asset and return them; one that names a term, in any language, becomes that term."""
    if session.autoflush:
        session.flush()
    rows = _rows(session, asset_id, tags)
    connection = session.connection()
    connection.execute(_CLEARED, {"one": asset_id})
    if rows:
        connection.execute(_ADDED, rows)
    return tuple(str(row["tag"]) for row in rows)


def _rows(session: Session, asset_id: str, tags: dict[str, str]) -> list[dict[str, object]]:
    terms = terms_for_tags(session, tags) if tags else {}
    kept: dict[str, tuple[str, str | None]] = {}
    for folded, tag in tags.items():
        term = terms.get(folded)
        if term is None:
            kept.setdefault(folded, (tag, None))
        else:
            kept.setdefault(fold_tag(term.tag), (term.tag, term.term_id))
    return [
        {"asset_id": asset_id, "folded": folded, "tag": tag, "term_id": term_id, "position": place}
        for place, (folded, (tag, term_id)) in enumerate(kept.items())
    ]


def tags_of(session: Session, asset_id: str) -> list[str]:
    """Return the tags of an asset in their order."""
    return list(session.scalars(_IN_ORDER, {"one": asset_id}))


def tags_of_each(session: Session, asset_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of some assets in their order, by asset; of one without tags none."""
    tags: dict[str, list[str]] = {asset_id: [] for asset_id in asset_ids}
    if tags:
        query = sa.select(AssetTag.asset_id, AssetTag.tag).where(AssetTag.asset_id.in_(tags))
        for asset_id, tag in session.execute(query.order_by(AssetTag.asset_id, AssetTag.position)):
            tags[asset_id].append(tag)
    return tags


def list_tags(core: Core, caller: Caller, *, starts_with: str = "", limit: int = 1000) -> list[TagCount]:
    """Return the tags on the assets that the caller may see, most used first."""
    require_somewhere(caller, Action.SEE_APPROVED)
    count = sa.func.count(AssetTag.asset_id)
    query = (
        sa.select(sa.func.min(AssetTag.tag), AssetTag.folded, count)
        .join(Asset, Asset.id == AssetTag.asset_id)
        .where(visible(caller), AssetTag.folded.startswith(fold_tag(starts_with), autoescape=True))
        .group_by(AssetTag.folded)
        .order_by(count.desc(), AssetTag.folded)
        .limit(limit)
    )
    with core.db.read() as session:
        return [TagCount(tag, folded, number) for tag, folded, number in session.execute(query)]


def rename_tag(core: Core, caller: Caller, tag: str, new_tag: str) -> int:
    """Rename a tag on every asset, merging it where the new one is there already; return how many changed."""
    require(caller, Action.EDIT_ANY)
    checked = check_tags([new_tag])
    if not checked:
        raise Invalid("A tag cannot be empty.", [FieldError("tag", "A tag cannot be empty.")])
    return _replace_tag(core, caller, tag, next(iter(checked.items())))


def delete_tag(core: Core, caller: Caller, tag: str) -> int:
    """Take a tag off every asset; return how many bore it."""
    require(caller, Action.EDIT_ANY)
    return _replace_tag(core, caller, tag, None)


def _replace_tag(core: Core, caller: Caller, tag: str, new: tuple[str, str] | None) -> int:
    folded = fold_tag(tag)
    with core.db.read() as session:
        asset_ids = list(session.scalars(sa.select(AssetTag.asset_id).where(AssetTag.folded == folded)))
    if not asset_ids:
        raise NotFound(f"There is no tag {tag[:40]!r}.")
    for some in in_batches(asset_ids):
        with core.db.write() as session:
            hold_assets(session, some)
            if new is None:
                session.execute(sa.delete(AssetTag).where(_on(some, folded)))
            else:
                _rename_rows(session, some, folded, new)
            _touch(core, session, some)
            action = "tag.deleted" if new is None else "tag.renamed"
            note(session, caller, action, "tag", folded[:64], {"to": new and new[1], "assets": list(some)})
    return len(asset_ids)


def _rename_rows(session: Session, asset_ids: Sequence[str], folded: str, new: tuple[str, str]) -> None:
    term = terms_for_tags(session, [new[0]]).get(new[0])
    if term is not None:
        new = (fold_tag(term.tag), term.tag)
    if new[0] != folded:
        twins = sa.select(AssetTag.asset_id).where(_on(asset_ids, new[0]))
        have_both = list(session.scalars(twins))
        session.execute(sa.delete(AssetTag).where(_on(have_both, folded)))
    values = {"folded": new[0], "tag": new[1], "term_id": term.term_id if term else None}
    session.execute(sa.update(AssetTag).where(_on(asset_ids, folded)).values(**values))


def _on(asset_ids: Sequence[str], folded: str) -> sa.ColumnElement[bool]:
    return sa.and_(AssetTag.asset_id.in_(asset_ids), AssetTag.folded == folded)


def _touch(core: Core, session: Session, asset_ids: Sequence[str]) -> None:
    moved = sa.update(Asset).where(Asset.id.in_(asset_ids))
    session.execute(moved.values(revision=Asset.revision + 1, updated_at=core.now()))
    for asset_id in asset_ids:
        note_change(session, asset_id)
        core.announce(session, AssetEdited(asset_id))
