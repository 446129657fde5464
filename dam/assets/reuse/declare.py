"""Where other systems say that they use an asset: each declaration takes the place of the same caller's one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action
from dam.assets.reuse.models import AssetUse
from dam.assets.texts import check_text
from dam.assets.visibility import find_row, require_with
from dam.core import Core
from dam.errors import FieldError, Invalid

MOST_USES = 1000
"""Uses that one caller declares of one asset: a shop with more pages names the pages' template."""

_MOST = {"url": 2000, "place": 200, "system": 100, "note": 2000}
"""Characters of each part."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place: an address, or the name of a place that has none (a shop window, page 4 of the catalogue)."""

    url: str
    place: str
    system: str
    note: str
    declared_by: str = ""
    declared_at: datetime | None = None


def declare_uses(core: Core, caller: Caller, asset_id: str, uses: object) -> tuple[Use, ...]:
    """Put what this caller declares of an asset in the place of what it declared before; an empty list takes all back.

    `uses` is a list of `{"url", "place", "system", "note"}` with an address or a place at least. Everything wrong with
    it is told at once (`Invalid`); the answer holds the uses that all callers have declared.
    """
    checked = _check(uses)
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        require_with(caller, Action.DECLARE_USES, asset)
        mine = (AssetUse.asset_id == asset.id, AssetUse.caller_id == caller.id)
        before = session.scalar(sa.select(sa.func.count()).select_from(AssetUse).where(*mine)) or 0
        session.execute(sa.delete(AssetUse).where(*mine))
        rows = [_row(core, caller, asset.id, use) for use in checked]
        if rows:
            session.execute(sa.insert(AssetUse), rows)
        if rows or before:
            details = {"count": len(rows), "before": before}
            note(session, caller, "asset.uses_declared", "asset", asset.id, details)
        return uses_of(session, asset.id)


def uses_of(session: Session, asset_id: str) -> tuple[Use, ...]:
    """Return the declared uses of an asset, by system, address and place."""
    order = (AssetUse.system, AssetUse.url, AssetUse.place, AssetUse.id)
    rows = session.scalars(sa.select(AssetUse).where(AssetUse.asset_id == asset_id).order_by(*order))
    return tuple(
        Use(row.url, row.place, row.system, row.note, row.caller_name, row.declared_at) for row in rows
    )


def _row(core: Core, caller: Caller, asset_id: str, use: Use) -> dict[str, Any]:
    return {
        "asset_id": asset_id,
        "caller_id": caller.id,
        "caller_name": caller.name[:200],
        "system": use.system,
        "url": use.url,
        "place": use.place,
        "note": use.note,
        "declared_at": core.now(),
    }


def _check(uses: object) -> list[Use]:
    if not isinstance(uses, Sequence) or isinstance(uses, str | bytes):
        sentence = f"uses is a list of objects, and {type(uses).__name__} came."
        raise Invalid(sentence, [FieldError("uses", sentence)])
    if len(uses) > MOST_USES:
        sentence = f"One declaration has at most {MOST_USES} uses, and {len(uses)} came."
        raise Invalid(sentence, [FieldError("uses", sentence)])
    errors: list[FieldError] = []
    checked = [_check_one(errors, f"uses[{number}]", use) for number, use in enumerate(uses)]
    if errors:
        raise Invalid(errors[0].message, errors)
    return list({(use.system, use.url, use.place): use for use in checked}.values())


def _check_one(errors: list[FieldError], path: str, use: object) -> Use:
    if not isinstance(use, Mapping):
        errors.append(
            FieldError(path, f"A use is an object with an url or a place, and {type(use).__name__} came.")
        )
        return Use("", "", "", "")
    for name in sorted(str(name)[:40] for name in set(use) - set(_MOST)):
        errors.append(FieldError(f"{path}.{name}", f"A use has {', '.join(_MOST)}, and {name!r} came."))
    texts = {
        name: check_text(errors, f"{path}.{name}", use.get(name, ""), most).strip()
        for name, most in _MOST.items()
    }
    if not texts["url"] and not texts["place"]:
        errors.append(FieldError(path, "A use names an url or a place, and this one neither."))
    if texts["url"] and not _is_web_address(texts["url"]):
        errors.append(
            FieldError(
                f"{path}.url",
                f"An url begins with http:// or https:// and names a host, and {texts['url'][:80]!r} came.",
            )
        )
    return Use(texts["url"], texts["place"], texts["system"], texts["note"])


def _is_web_address(text: str) -> bool:
    """Only what a browser opens as a page: never `javascript:`, `data:` or a path."""
    if any(character.isspace() or not character.isprintable() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False
