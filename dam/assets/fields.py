"""Values of the brand's fields on an asset."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dam.errors import FieldError, Invalid
from dam.metadata.fields import check_fields


def check_new_fields(session: Session, values: object) -> dict[str, Any]:
    """Return the values that a new asset starts with, or raise `Invalid`."""
    errors: list[FieldError] = []
    checked = merge_fields(session, errors, {}, values)
    if errors:
        raise Invalid(errors[0].message, errors)
    return checked


def merge_fields(
    session: Session, errors: list[FieldError], kept: Mapping[str, Any], patch: object
) -> dict[str, Any]:
    """Return the values of the brand's fields after a merge patch; only what the patch sets is checked."""
    if patch is None:
        return {}
    if not isinstance(patch, Mapping):
        errors.append(FieldError("fields", "fields is an object with a value per field."))
        return dict(kept)
    given = {key: _merged(kept.get(key), value) for key, value in patch.items() if value is not None}
    put = check_fields(session, given)
    left = {key: value for key, value in kept.items() if key not in patch}
    return left | {key: value for key, value in put.items() if value != ""}


def _merged(kept: object, value: object) -> object:
    """A text per language is patched language by language, as RFC 7396 has it."""
    if not isinstance(kept, dict) or not isinstance(value, dict) or "name" in value:
        return value
    return {**kept, **value}
