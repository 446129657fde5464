"""The form of a bulk edit: each value has a box of its own, and only what is ticked is changed."""

from typing import Any

from admin_ui.asset_form import rights_patch, split_tags, texts_patch
from admin_ui.visit import Visit
from dam.language.catalogue import LOCALES

TEXTS = ("title", "description")
RIGHTS = {
    "licence": "licence",
    "holder": "holder",
    "starts_at": "starts_on",
    "expires_at": "ends_on",
    "channels": "channels",
    "territories": "territories",
}
"""The parts of the rights by the name of their input."""


def posted_change(visit: Visit) -> dict[str, Any]:
    """Read what is ticked; a ticked value that is empty clears."""
    ticked = set(visit.texts("set"))
    change: dict[str, Any] = {name: visit.text(name) for name in TEXTS if name in ticked}
    if tags := _tags(visit):
        change["tags"] = tags
    if alt := {
        locale: visit.text(f"alt_{locale}") or None for locale in LOCALES if f"alt_{locale}" in ticked
    }:
        change["alt"] = alt
    fields = texts_patch(visit)["fields"]
    if chosen := {key: value for key, value in fields.items() if f"field_{key}" in ticked}:
        change["fields"] = chosen
    rights = rights_patch(visit)["rights"]
    if granted := {name: rights[name] for name in RIGHTS if name in ticked}:
        change["rights"] = granted
    if collections := _collections(visit):
        change["collections"] = collections
    if visit.text("status"):
        change |= {"status": visit.text("status"), "reason": visit.text("reason")}
    return change


def _tags(visit: Visit) -> dict[str, list[str]]:
    if "tags_replace" in visit.texts("set"):
        return {"replace": split_tags(visit.text("tags_replace"))}
    verbs = {verb: split_tags(visit.text(f"tags_{verb}")) for verb in ("add", "remove")}
    return {verb: tags for verb, tags in verbs.items() if tags}


def _collections(visit: Visit) -> dict[str, list[str]]:
    verbs = {verb: visit.texts(f"collections_{verb}") for verb in ("add", "remove")}
    return {verb: ids for verb, ids in verbs.items() if ids}
