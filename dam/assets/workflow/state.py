"""What is done and what is open on one asset: its checklist, its required fields, its verdicts."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, AssetTag, CollectionAsset, Subtitles
from dam.assets.workflow.checklist import REQUIRED_FIELDS, ItemState
from dam.assets.workflow.models import TickRow, VerdictRow
from dam.assets.workflow.refusals import Term
from dam.assets.workflow.rules import Workflow
from dam.assets.workflow.sentences import DATA, PICTURE
from dam.metadata.models import Field
from dam.metadata.values.rules import FieldRules, is_filled

ASPECTS = ("picture", "data")
"""What is approved separately where the brand wants both: the file, and what is said about it."""

ASPECT_WORDS = {"picture": Term(PICTURE), "data": Term(DATA)}

_DATA = (
    "title",
    "titles",
    "description",
    "descriptions",
    "fields",
    "alt",
    "is_decorative",
    "licence",
    "licence_kind",
    "licence_url",
    "rights_holder",
    "rights_starts_at",
    "rights_ends_at",
    "rights_channels",
    "rights_territories",
    "rights_purposes",
    "embargo_until",
    "credit_line",
    "people_shown",
)
"""Columns whose change makes a verdict on the data void."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One approval that still holds."""

    aspect: str
    by_id: str
    by_name: str
    at: datetime


def checklist_of(session: Session, asset: Asset, rules: Workflow) -> list[ItemState]:
    """Return the items of an asset's checklist, the brand's required fields first."""
    ticks = {
        tick.key: tick.by_name
        for tick in session.scalars(sa.select(TickRow).where(TickRow.asset_id == asset.id))
        if tick.version_id == asset.current_version_id
    }
    states = [
        ItemState(
            item,
            _is_done(session, asset, item.rule) if item.rule else item.key in ticks,
            ticks.get(item.key, ""),
        )
        for item in rules.checklists.get(asset.kind, ())
    ]
    wanted = required_fields(session, asset)
    return [ItemState(REQUIRED_FIELDS, not _empty_fields(asset, wanted)), *states] if wanted else states


def required_fields(session: Session, asset: Asset) -> list[Field]:
    """Return the fields that an asset of this kind must have before it is approved."""
    rows = session.scalars(sa.select(Field).where(Field.is_required).order_by(Field.position, Field.key))
    return [row for row in rows if not row.kinds or asset.kind in row.kinds]


def open_fields(session: Session, asset: Asset) -> list[Field]:
    """Return the required fields that hold nothing yet."""
    return _empty_fields(asset, required_fields(session, asset))


def _empty_fields(asset: Asset, wanted: list[Field]) -> list[Field]:
    return [
        field
        for field in wanted
        if not is_filled(asset.fields.get(field.key), FieldRules.from_json(field.rules))
    ]


def _is_done(session: Session, asset: Asset, rule: str) -> bool:
    if rule == "alt":
        return asset.is_decorative or any(str(text).strip() for text in asset.alt.values())
    if rule == "rights":
        return bool(asset.rights_holder and (asset.licence or asset.licence_kind))
    if rule == "title":
        return bool(asset.title)
    columns = {
        "tags": AssetTag.asset_id,
        "subtitles": Subtitles.asset_id,
        "collection": CollectionAsset.asset_id,
    }
    found = sa.select(columns[rule]).where(columns[rule] == asset.id).limit(1)
    return session.scalar(found) is not None


def verdicts_of(session: Session, asset: Asset) -> list[Verdict]:
    """Return the verdicts that still hold: of the version that there is, and of the data as they are."""
    rows = session.scalars(
        sa.select(VerdictRow).where(VerdictRow.asset_id == asset.id).order_by(VerdictRow.aspect.desc())
    )
    return [
        Verdict(row.aspect, row.by_id, row.by_name, row.at)
        for row in rows
        if row.subject == subject_of(session, asset, row.aspect)
    ]


def missing_aspects(session: Session, asset: Asset) -> tuple[str, ...]:
    """Return the aspects that nobody has approved as they are now."""
    given = {verdict.aspect for verdict in verdicts_of(session, asset)}
    return tuple(aspect for aspect in ASPECTS if aspect not in given)


def subject_of(session: Session, asset: Asset, aspect: str) -> str:
    """Return a name for what a verdict is about: the version's id, or a digest of the data."""
    if aspect == "picture":
        return asset.current_version_id or ""
    tags = session.scalars(
        sa.select(AssetTag.folded).where(AssetTag.asset_id == asset.id).order_by(AssetTag.folded)
    )
    data: dict[str, Any] = {name: getattr(asset, name) for name in _DATA}
    return sha256(json.dumps([data, list(tags)], sort_keys=True, default=str).encode()).hexdigest()
