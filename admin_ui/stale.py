"""Edits that do not overwrite each other: what a form was drawn from, and both values where somebody was faster."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from admin_ui.visit import Visit
from dam.assets.views import AssetView, Rights

TEXTS = ("title", "description", "alt", "tags", "fields")
RIGHTS = ("rights", "successor_id")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what the form was drawn from, beside the one that was typed."""

    words: str
    theirs: str
    yours: str


def seen(asset: AssetView, names: tuple[str, ...]) -> str:
    """Return a short digest of the values that a form shows; the focal point or the status may move meanwhile."""
    values = [getattr(asset, name) for name in names]
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:16]


def typed_over(asset: AssetView, patch: Mapping[str, Any]) -> AssetView:
    """Return the asset as the form would have made it, to draw the form again with nothing lost."""
    changes = {name: value for name, value in patch.items() if name in ("title", "description")}
    if "tags" in patch:
        changes["tags"] = tuple(patch["tags"])
    if "alt" in patch:
        changes["alt"] = {locale: text for locale, text in patch["alt"].items() if text}
    if "fields" in patch:
        changes["fields"] = {key: value for key, value in patch["fields"].items() if value is not None}
    if "rights" in patch:
        changes["rights"] = _rights(asset.rights, patch["rights"])
    if "successor_id" in patch:
        changes["successor_id"] = patch["successor_id"]
    return replace(asset, **changes)


def _rights(before: Rights, given: Mapping[str, Any]) -> Rights:
    return replace(
        before,
        licence=given["licence"],
        holder=given["holder"],
        channels=tuple(given["channels"]),
        territories=tuple(sorted(code.upper() for code in given["territories"])),
        starts_at=_moment(given["starts_at"]),
        expires_at=_moment(given["expires_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def differences(visit: Visit, theirs: AssetView, yours: AssetView) -> list[Difference]:
    """Return what differs between the present asset and the one that was typed."""
    pairs = zip(_written(visit, theirs).items(), _written(visit, yours).values(), strict=True)
    return [Difference(words, here, there) for (words, here), there in pairs if here != there]


def _written(visit: Visit, asset: AssetView) -> dict[str, str]:
    """Return the values of both forms as people read them, by their names."""
    rights, say = asset.rights, visit.say
    return {
        say("Title"): asset.title,
        say("Description"): asset.description,
        say("Tags"): ", ".join(asset.tags),
        say("Text for those who do not see the picture"): " / ".join(filter(None, asset.alt.values())),
        say("Fields"): ", ".join(f"{key}: {value}" for key, value in sorted(asset.fields.items())),
        say("Licence"): rights.licence,
        say("Rights holder"): rights.holder,
        say("From"): visit.speech.day(rights.starts_at) if rights.starts_at else "",
        say("Until"): visit.speech.day(rights.expires_at) if rights.expires_at else "",
        say("Channels"): ", ".join(rights.channels),
        say("Territories"): ", ".join(rights.territories),
        say("Successor"): asset.successor_id or "",
    }
