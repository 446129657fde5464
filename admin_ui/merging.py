"""Edits that do not overwrite each other: three values of each part, and what comes of them.

`base` is what the form showed when it was drawn, `theirs` what stands there now, `mine` what was typed. What only one
side changed is merged; what both changed differently is a conflict, which a person decides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from admin_ui.asset_form import rights_days, shown_days
from admin_ui.visit import Visit
from dam.assets.bulk.parts import BY_KEY, Parts, is_empty, parts_of
from dam.assets.views import AssetView

GROUPS = (*BY_KEY, "rights")
"""What a patch holds as an object."""

UNSENT = ("csrf_token", "base", "back")
"""Inputs that a second form brings by itself."""

MOST_BASE = 1_000_000
"""Characters of what a form showed; longer ones were not drawn by us."""


@dataclass(frozen=True, slots=True)
class Merge:
    """`parts` are to be written; `conflicts` wait for a decision; `kept` were changed by somebody else and stay."""

    parts: Parts
    conflicts: tuple[str, ...]
    kept: tuple[str, ...]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merge:
    """Merge part by part, over the names that the form has."""
    parts: Parts = {}
    conflicts, kept = [], []
    for name, value in mine.items():
        was, now = base.get(name), theirs.get(name)
        if is_same(value, was):
            kept += [] if is_same(now, was) else [name]
        elif is_same(value, now):
            continue
        else:
            parts[name] = value
            conflicts += [] if is_same(now, was) else [name]
    return Merge(parts, tuple(conflicts), tuple(kept))


def is_same(one: Any, other: Any) -> bool:
    """Tell whether two values say the same: nothing is nothing however it is written, and unticked is nothing said."""
    return one == other or (_is_nothing(one) and _is_nothing(other))


def _is_nothing(value: Any) -> bool:
    return is_empty(value) or value is False


def shown_parts(visit: Visit, asset: AssetView) -> Parts:
    """Return the parts of an asset as its forms show them: moments of rights as days."""
    parts = parts_of(asset, asset.title)
    for name, value in rights_days(visit, *shown_days(visit, asset)).items():
        parts[f"rights.{name}"] = value
    return parts


def typed_parts(patch: Mapping[str, Any]) -> Parts:
    """Return a form's patch as parts."""
    parts: Parts = {}
    for name, value in patch.items():
        if name in GROUPS:
            parts |= {f"{name}.{key}": _tidy(f"{name}.{key}", one) for key, one in (value or {}).items()}
        else:
            parts[name] = _tidy(name, value)
    return parts


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if name == "rights.territories":
        return sorted({str(code).upper() for code in value})
    return list(value) if isinstance(value, tuple) else value


def write_base(parts: Mapping[str, Any]) -> str:
    """Write what a form shows into it."""
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def read_base(visit: Visit, otherwise: Parts) -> Parts:
    """Return what the form showed; one that does not say is held against what stands there now."""
    text = visit.text("base")
    if not text or len(text) > MOST_BASE:
        return otherwise
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return otherwise
    return read if isinstance(read, dict) else otherwise


def next_base(merged: Merge, base: Parts, theirs: Parts, mine: Parts) -> Parts:
    """Return what the form that asks for decisions stands on: theirs, but for what was not touched in it."""
    untouched = {name: base.get(name) for name in mine if name not in merged.parts}
    return {**theirs, **untouched}


def resent(form: FormData) -> list[tuple[str, str]]:
    """Return what was typed, for a second form that sends it again."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in UNSENT and not name.startswith("take.")
    ]
