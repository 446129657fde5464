"""What is done and what is open on an asset, told from its grounds: its checklist, its required fields, its verdicts."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from dam.assets.models import Asset
from dam.assets.workflow.checklist import REQUIRED_FIELDS, ItemState
from dam.assets.workflow.grounds import Grounds
from dam.assets.workflow.refusals import Term
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


def checklist_of(grounds: Grounds, asset: Asset) -> list[ItemState]:
    """Return the items of an asset's checklist, the brand's required fields first."""
    ticks = {
        tick.key: tick.by_name
        for tick in grounds.ticks.get(asset.id, ())
        if tick.version_id == asset.current_version_id
    }
    states = [
        ItemState(
            item,
            _is_done(grounds, asset, item.rule) if item.rule else item.key in ticks,
            ticks.get(item.key, ""),
        )
        for item in grounds.rules_for(asset).checklists.get(asset.kind, ())
    ]
    wanted = required_fields(grounds, asset)
    return [ItemState(REQUIRED_FIELDS, not _empty_fields(asset, wanted)), *states] if wanted else states


def required_fields(grounds: Grounds, asset: Asset) -> list[Field]:
    """Return the fields that an asset of this kind must have before it is approved."""
    return [row for row in grounds.required if not row.kinds or asset.kind in row.kinds]


def open_fields(grounds: Grounds, asset: Asset) -> list[Field]:
    """Return the required fields that hold nothing yet."""
    return _empty_fields(asset, required_fields(grounds, asset))


def _empty_fields(asset: Asset, wanted: list[Field]) -> list[Field]:
    return [
        field
        for field in wanted
        if not is_filled(asset.fields.get(field.key), FieldRules.from_json(field.rules))
    ]


def _is_done(grounds: Grounds, asset: Asset, rule: str) -> bool:
    if rule == "alt":
        return asset.is_decorative or any(str(text).strip() for text in asset.alt.values())
    if rule == "rights":
        return bool(asset.rights_holder and (asset.licence or asset.licence_kind))
    if rule == "title":
        return bool(asset.title)
    having = {
        "tags": grounds.tags,
        "subtitles": grounds.with_subtitles,
        "collection": grounds.in_collections,
    }
    return asset.id in having[rule]


def verdicts_of(grounds: Grounds, asset: Asset) -> list[Verdict]:
    """Return the verdicts that still hold: of the version that there is, and of the data as they are."""
    if not grounds.rules_for(asset).is_separate:
        return []
    return [
        Verdict(row.aspect, row.by_id, row.by_name, row.at)
        for row in grounds.verdicts.get(asset.id, ())
        if row.subject == subject_of(grounds, asset, row.aspect)
    ]


def missing_aspects(grounds: Grounds, asset: Asset) -> tuple[str, ...]:
    """Return the aspects that nobody has approved as they are now; none where nobody asks for them one by one."""
    if not grounds.rules_for(asset).is_separate:
        return ()
    given = {verdict.aspect for verdict in verdicts_of(grounds, asset)}
    return tuple(aspect for aspect in ASPECTS if aspect not in given)


def subject_of(grounds: Grounds, asset: Asset, aspect: str) -> str:
    """Return a name for what a verdict is about: the version's id, or a digest of the data."""
    if aspect == "picture":
        return asset.current_version_id or ""
    data: dict[str, Any] = {name: getattr(asset, name) for name in _DATA}
    tags = list(grounds.tags.get(asset.id, ()))
    return sha256(json.dumps([data, tags], sort_keys=True, default=str).encode()).hexdigest()
