"""The values that a collection hands on to its assets, checked once and kept as a plain value."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.bulk.parts import Parts, is_empty, rights_parts
from dam.assets.fields import merge_fields
from dam.assets.names import note_unknown
from dam.assets.rights import merge_rights
from dam.assets.tags import check_tags, fold_tag
from dam.assets.views import Rights
from dam.errors import FieldError, Invalid

NAMES = ("tags", "fields", "rights")


def check_defaults(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{"tags": […], "fields": {…}, "rights": {…}}` without what is empty, or raise `Invalid` with each path."""
    errors: list[FieldError] = []
    note_unknown(errors, given, NAMES)
    kept: dict[str, Any] = {}
    try:
        tags = given.get("tags") or []
        if not isinstance(tags, list | tuple):
            errors.append(FieldError("tags", "tags is a list of texts."))
        else:
            kept["tags"] = list(check_tags(tags).values())
        kept["fields"] = merge_fields(session, errors, {}, given.get("fields") or {})
    except Invalid as refusal:
        errors.extend(refusal.errors)
    rights = rights_parts(merge_rights(errors, Rights(), given.get("rights") or {}))
    kept["rights"] = {name: value for name, value in rights.items() if not is_empty(value)}
    if errors:
        raise Invalid(errors[0].message, errors)
    return {name: value for name, value in kept.items() if value}


def default_parts(defaults: Mapping[str, Any]) -> Parts:
    """Return defaults as parts; each tag is a part of its own, `tags.ete`."""
    parts: Parts = {f"tags.{fold_tag(tag)}": tag for tag in defaults.get("tags", ())}
    for group in ("fields", "rights"):
        parts |= {f"{group}.{key}": value for key, value in defaults.get(group, {}).items()}
    return parts
