"""What the house says of an asset today, and where it says nothing, what its file said."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.rows_to_views import title_of
from dam.assets.tags import tags_of
from dam.metadata.embedding.words import Said

CREATORS = ("creator", "photographer")
CREDITS = ("credit", "credit_line")
"""Keys of the brand's fields that say what every file has a place for, the best first."""


def said_of(session: Session, asset: Asset, version: Version) -> Said:
    """Return what is to be written into files of this version."""
    facts, fields = version.facts, asset.fields
    address = asset.licence_url or (asset.licence if _is_address(asset.licence) else "")
    return Said(
        titles={"": title_of(asset), **asset.titles},
        descriptions={"": asset.description, **asset.descriptions}
        if asset.description
        else asset.descriptions,
        alt={} if asset.is_decorative else asset.alt,
        creators=_texts(fields, CREATORS) or _one(facts.get("creator")),
        credit=next(iter(_texts(fields, CREDITS)), "") or facts.get("credit") or "",
        copyright=asset.rights_holder or facts.get("copyright") or "",
        usage_terms="" if _is_address(asset.licence) else asset.licence,
        statement=address,
        licence_ends_on=asset.rights_ends_at.date().isoformat() if asset.rights_ends_at else "",
        keywords=tags_of(session, asset.id),
        position=_position(facts.get("gps")),
    )


def said_by_file(version: Version) -> Said:
    """Return what the original itself said of its rights: what a rendition carries where nothing is written back."""
    facts = version.facts
    return Said(
        creators=_one(facts.get("creator")),
        credit=facts.get("credit") or "",
        copyright=facts.get("copyright") or "",
    )


def _texts(fields: Mapping[str, Any], keys: Sequence[str]) -> list[str]:
    for key in keys:
        value = fields.get(key)
        found = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
        if found:
            return found
    return []


def _one(text: str | None) -> list[str]:
    return [text] if text else []


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not any(sign.isspace() for sign in text)


def _position(gps: Any) -> tuple[float, float] | None:
    return (float(gps[0]), float(gps[1])) if isinstance(gps, list | tuple) and len(gps) == 2 else None
