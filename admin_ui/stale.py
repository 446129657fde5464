"""A form that was not saved, drawn again with nothing lost: why, what somebody else wrote meanwhile, and the choice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from admin_ui.bulk_words import words_of
from admin_ui.merging import Merge, resent
from admin_ui.visit import Visit
from dam.assets.bulk.parts import Parts, patch_of
from dam.assets.views import AssetView, Rights


@dataclass(frozen=True, slots=True)
class Difference:
    """One part that two people changed differently; `name` is what the choice is sent by."""

    name: str
    words: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Unsaved:
    """What the page is told: `refusal` is the sentence of what is wrong, the rest waits for decisions.

    `action` is where the form goes, `sent` what was typed in it, `base` what the decision stands on.
    """

    action: str
    typed: AssetView
    inputs: Mapping[str, str]
    base: str
    refusal: str = ""
    differences: tuple[Difference, ...] = ()
    kept: tuple[str, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()


def unsaved(
    visit: Visit, asset: AssetView, merged: Merge, theirs: Parts, base: str, refusal: str = ""
) -> Unsaved:
    """Return what was typed, over what stands there now, and where the two cannot both stay."""
    words = words_of(visit)
    differences = tuple(
        Difference(
            name, words.part(name), words.value(name, theirs.get(name)), words.value(name, merged.parts[name])
        )
        for name in merged.conflicts
    )
    return Unsaved(
        visit.request.url.path,
        typed_over(asset, patch_of(merged.parts)),
        {
            name: visit.text(name)
            for name in ("starts_on", "ends_on", "territories", "successor")
            if name in visit.form
        },
        base,
        refusal,
        () if refusal else differences,
        tuple(words.part(name) for name in merged.kept),
        tuple(resent(visit.form)),
    )


def typed_over(asset: AssetView, patch: Mapping[str, Any]) -> AssetView:
    """Return the asset as the form would have made it, to draw the form again with nothing lost."""
    changes = {
        name: value for name, value in patch.items() if name in ("title", "description", "is_decorative")
    }
    if "tags" in patch:
        changes["tags"] = tuple(patch["tags"])
    for name in ("alt", "fields", "titles", "descriptions"):
        if name in patch:
            merged = {**getattr(asset, name), **patch[name]}
            changes[name] = {key: value for key, value in merged.items() if value is not None}
    if "rights" in patch:
        changes["rights"] = _rights(asset.rights, patch["rights"])
    if "successor_id" in patch:
        changes["successor_id"] = patch["successor_id"]
    return replace(asset, **changes)


def _rights(before: Rights, given: Mapping[str, Any]) -> Rights:
    changes: dict[str, Any] = {name: given[name] or "" for name in ("licence", "holder") if name in given}
    changes |= {name: tuple(given[name] or ()) for name in ("channels", "territories") if name in given}
    changes |= {name: _moment(given[name]) for name in ("starts_at", "expires_at") if name in given}
    return replace(before, **changes)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
