"""An asset as flat parts (`title`, `tags`, `fields.season`, `rights.licence`), to compare, to keep and to put back."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from dam.assets.etag import plain
from dam.assets.tags import fold_tag
from dam.assets.views import AssetView, Rights

Parts = dict[str, Any]
"""Plain values by the name of the part; what is empty may be missing."""

BY_KEY = ("alt", "fields", "titles", "descriptions")
"""What holds a value for each language or field."""

WHOLE = ("title", "description", "successor_id", "is_decorative")
"""What is one value."""

OTHERWISE = ("status", "collections")
"""Parts that no merge patch writes."""


def parts_of(view: AssetView, title: str | None = None) -> Parts:
    """Return the parts of an asset; `title` is the one that was written, where the view shows a file name instead."""
    parts: Parts = {name: getattr(view, name) for name in WHOLE if hasattr(view, name)}
    if title is not None:
        parts["title"] = title
    parts["tags"], parts["status"] = list(view.tags), view.status
    parts["collections"] = sorted(view.collections)
    for name in BY_KEY:
        for key, value in getattr(view, name, {}).items():
            parts[f"{name}.{key}"] = value
    for name, value in rights_parts(view.rights).items():
        parts[f"rights.{name}"] = value
    return {name: value for name, value in parts.items() if not is_empty(value)}


def rights_parts(rights: Rights) -> Parts:
    """Return rights as plain values, as people send them; what was never said is left out."""
    values = {field.name: plain(getattr(rights, field.name)) for field in fields(rights)}
    return {name: value for name, value in values.items() if value is not False}


def is_empty(value: object) -> bool:
    """Tell whether a part says nothing; no and 0 are values."""
    return value is None or value == "" or value == []


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that differ, in their order."""
    return [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]


def patch_of(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the merge patch that writes these parts; an empty one is removed."""
    patch: dict[str, Any] = {}
    for name, value in parts.items():
        group, dot, key = name.partition(".")
        if name in OTHERWISE:
            continue
        if dot:
            patch.setdefault(group, {})[key] = None if is_empty(value) else value
        else:
            patch[name] = [] if name == "tags" and value is None else value
    return patch


def merged_tags(now: Iterable[str], before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Take back what an edit did to tags and leave what others did since: three lists, compared as tags are."""
    was, became = {fold_tag(tag): tag for tag in before}, {fold_tag(tag): tag for tag in after}
    kept = [tag for tag in now if fold_tag(tag) in was or fold_tag(tag) not in became]
    have = {fold_tag(tag) for tag in kept}
    lost = [tag for folded, tag in was.items() if folded not in became and folded not in have]
    return [*kept, *lost]
