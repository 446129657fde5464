"""Edits that do not overwrite each other: the asset's revision as entity tag (RFC 9110, 13.1.1)."""

from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime

from dam.assets.views import AssetView
from dam.clock import rfc3339
from dam.errors import Stale


def require_fresh(view: AssetView, if_match: str | None, patch: Mapping[str, object]) -> None:
    """Raise `Stale`, with both values of what is patched, unless `if_match` names the present revision."""
    if if_match is None or if_match.strip() == "*":
        return
    tags = [tag.strip().removeprefix("W/") for tag in if_match.split(",")]
    if view.etag in tags:
        return
    current = {name: plain(getattr(view, name, None)) for name in patch}
    raise Stale(
        f"Somebody changed this asset since you read it: it is at {view.etag}, and {if_match.strip()[:80]} came.",
        {"etag": view.etag, **current},
        {"etag": if_match.strip()[:80], **patch},
    )


def plain(value: object) -> object:
    """Return a value as JSON can hold it, the way people sent it."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
