"""What comes along when an asset is merged: words that the other lacks, tags, collections, and rows that hang on it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset
from dam.assets.tags import MAX_TAGS, fold_tag, put_tags, tags_of
from dam.db import Base

CARRIED = (
    "collection_assets",
    "asset_uses",
    "consent_assets",
    "proofs",
    "asset_comments",
    "original_downloads",
    "share_assets",
    "short_links",
)
"""Tables whose rows go over to the asset that stays, by the name of their column `asset_id`; rows that it has already stay
behind. Versions, renditions and events stay where they are: their addresses answer on, and figures are counted by both ids."""

POINTING = (("assets", "successor_id"), ("channels", "fallback_asset_id"), ("portals", "logo_id"))
"""Columns elsewhere that name an asset."""


def carry_words(session: Session, survivor: Asset, other: Asset) -> None:
    """Fill what the surviving asset lacks; what it says stays."""
    survivor.title = survivor.title or other.title
    survivor.description = survivor.description or other.description
    survivor.licence = survivor.licence or other.licence
    survivor.rights_holder = survivor.rights_holder or other.rights_holder
    for name in ("alt", "fields", "titles", "descriptions"):
        setattr(survivor, name, {**_said(getattr(other, name)), **_said(getattr(survivor, name))})
    known = {fold_tag(tag): tag for tag in tags_of(session, survivor.id)}
    further = {fold_tag(tag): tag for tag in tags_of(session, other.id)}
    put_tags(session, survivor.id, dict(list({**known, **further, **known}.items())[:MAX_TAGS]))


def carry_rows(session: Session, survivor_id: str, other_id: str) -> dict[str, int]:
    """Move the rows that hang on an asset, and let what names it name the survivor; returns how many of each."""
    session.flush()
    counts = {}
    for name in CARRIED:
        table = Base.metadata.tables.get(name)
        if table is not None and "asset_id" in table.c:
            counts[name] = _move(session, table, survivor_id, other_id)
    for name, column in POINTING:
        table = Base.metadata.tables.get(name)
        if table is not None:
            named = sa.update(table).where(table.c[column] == other_id)
            session.execute(named.values({column: survivor_id}))
    return {name: count for name, count in counts.items() if count}


def _move(session: Session, table: sa.Table, survivor_id: str, other_id: str) -> int:
    """Move rows but for those whose place the survivor fills already."""
    further = [column.name for column in table.primary_key if column.name != "asset_id"]
    conditions: list[sa.ColumnElement[bool]] = [table.c.asset_id == other_id]
    if "asset_id" in table.primary_key:
        there = table.alias("there")
        same = [there.c[name] == table.c[name] for name in further]
        taken = sa.select(sa.literal(1)).where(there.c.asset_id == survivor_id, *same)
        conditions.append(sa.not_(taken.exists()))
    moved: Any = session.execute(sa.update(table).where(*conditions).values(asset_id=survivor_id))
    return int(moved.rowcount)


def _said(words: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value not in (None, "", [], {})}
