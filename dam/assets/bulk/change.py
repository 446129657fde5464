"""One change for many assets as a plain value: checked once, then turned into a merge patch for each asset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dam.assets.filenames import humanise
from dam.assets.names import note_unknown
from dam.assets.rights import merge_rights
from dam.assets.status import MAX_REASON, STATUSES
from dam.assets.tags import check_tags, fold_tag
from dam.assets.texts import MAX_DESCRIPTION, MAX_TITLE, check_text, merge_alt
from dam.assets.views import AssetView, Rights
from dam.errors import FieldError, Invalid
from dam.ids import is_id

NAMES = ("title", "description", "tags", "fields", "alt", "rights", "collections", "status", "reason")

PLACES = ("title", "filename", "n", "date")
"""What a pattern of titles may name in braces; `{n}` counts the assets of the edit, `{date}` is the day it was added."""

_LISTS = {"tags": ("add", "remove", "replace"), "collections": ("add", "remove")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one asset is to become: a merge patch, a status, and collections to be put into and taken out of."""

    patch: Mapping[str, Any] = field(default_factory=dict)
    status: str = ""
    reason: str = ""
    add_to: tuple[str, ...] = ()
    take_from: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        """Tell whether more than the patch is to be written."""
        return bool(self.status or self.add_to or self.take_from)


def check_change(change: object) -> dict[str, Any]:
    """Return the change in its kept form, or raise `Invalid` with the path of everything that is wrong.

    `{"title": "{title} – {n}", "tags": {"add": […], "remove": […], "replace": […]}, "fields": {…}, "alt": {…},
    "rights": {…}, "collections": {"add": [id], "remove": [id]}, "status": "approved", "reason": "…"}`; `fields`, `alt`
    and `rights` are merge patches. Values of fields are checked with each asset.
    """
    if not isinstance(change, Mapping):
        raise Invalid("A change is an object.", [FieldError("change", "A change is an object.")])
    errors: list[FieldError] = []
    note_unknown(errors, change, NAMES, "change.")
    kept = {name: value for name in NAMES if (value := _checked(errors, name, change.get(name))) is not None}
    if not errors and not any(value for name, value in kept.items() if name != "reason"):
        errors.append(FieldError("change", "Nothing is to be changed: choose at least one value."))
    if errors:
        raise Invalid(errors[0].message, errors)
    return kept


def _checked(errors: list[FieldError], name: str, value: Any) -> Any:
    if value is None:
        return None
    path = f"change.{name}"
    match name:
        case "title" | "description" | "reason":
            limit = {"title": MAX_TITLE, "description": MAX_DESCRIPTION, "reason": MAX_REASON}[name]
            text = check_text(errors, path, value, limit)
            if name == "title":
                _check_pattern(errors, text)
            return text
        case "tags" | "collections":
            return _checked_lists(errors, name, value)
        case "status":
            if value not in STATUSES:
                errors.append(FieldError(path, f"A status is one of {', '.join(STATUSES)}."))
            return value
        case "rights":
            merge_rights(errors, Rights(), value)
        case "alt":
            merge_alt(errors, {}, value)
    if not isinstance(value, Mapping):
        errors.append(FieldError(path, f"{path} is an object."))
        return None
    return dict(value)


def _check_pattern(errors: list[FieldError], pattern: str) -> None:
    try:
        filled_title(pattern, dict.fromkeys(PLACES, ""))
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        errors.append(
            FieldError("change.title", f"A pattern of titles may name {known} in braces, and nothing else.")
        )


def _checked_lists(errors: list[FieldError], name: str, value: Any) -> dict[str, list[str]] | None:
    path = f"change.{name}"
    if not isinstance(value, Mapping):
        errors.append(FieldError(path, f"{path} is an object with {', '.join(_LISTS[name])}."))
        return None
    note_unknown(errors, value, _LISTS[name], f"{path}.")
    kept: dict[str, list[str]] = {}
    for verb in _LISTS[name]:
        given = value.get(verb)
        if given is None:
            continue
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            errors.append(FieldError(f"{path}.{verb}", f"{path}.{verb} is a list of texts."))
        elif name == "collections":
            kept[verb] = [one for one in given if _known_id(errors, f"{path}.{verb}", one)]
        else:
            try:
                kept[verb] = list(check_tags(given).values())
            except Invalid as refusal:
                errors.extend(FieldError(f"{path}.{verb}", each.message) for each in refusal.errors)
    if "replace" in kept and (kept.get("add") or kept.get("remove")):
        errors.append(FieldError(path, "Either all tags are replaced, or some are added and removed."))
    return {verb: found for verb, found in kept.items() if found or verb == "replace"} or None


def _known_id(errors: list[FieldError], path: str, text: str) -> bool:
    if not is_id(text):
        errors.append(FieldError(path, f"{text[:40]!r} is the id of no collection."))
        return False
    return True


def wanted_of(change: Mapping[str, Any], view: AssetView, number: int) -> Wanted:
    """Return what a checked change means for one asset, the `number`th of its edit (from 1)."""
    patch = {name: change[name] for name in ("description", "fields", "alt", "rights") if name in change}
    if change.get("title"):
        words = {
            "title": view.title,
            "filename": humanise(view.filename),
            "n": str(number),
            "date": view.created_at.date().isoformat(),
        }
        patch["title"] = filled_title(change["title"], words)
    if "tags" in change:
        patch["tags"] = _tags(change["tags"], view.tags)
    collections = change.get("collections", {})
    inside = set(view.collections)
    return Wanted(
        patch,
        change.get("status", "") if change.get("status") != view.status else "",
        change.get("reason", ""),
        tuple(one for one in collections.get("add", ()) if one not in inside),
        tuple(one for one in collections.get("remove", ()) if one in inside),
    )


def filled_title(pattern: str, words: Mapping[str, str]) -> str:
    """Fill the places of a pattern by plain replacement: nothing in a title is ever run."""
    parts = []
    rest = pattern
    while rest:
        text, opened, rest = rest.partition("{")
        if "}" in text:
            raise ValueError(pattern)
        parts.append(text)
        if opened:
            name, closed, rest = rest.partition("}")
            if not closed:
                raise ValueError(pattern)
            parts.append(words[name])
    return "".join(parts)


def _tags(verbs: Mapping[str, list[str]], present: tuple[str, ...]) -> list[str]:
    if "replace" in verbs:
        return list(verbs["replace"])
    gone = {fold_tag(tag) for tag in verbs.get("remove", ())}
    return [*(tag for tag in present if fold_tag(tag) not in gone), *verbs.get("add", ())]
