"""The fields a brand defines, and the check of what people write into them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import wait_turn
from dam.errors import FieldError, Invalid, NotFound
from dam.metadata.field_values import FieldKind, checked_value
from dam.metadata.models import Field

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")

MAX_CHOICES = 500


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as people see it; `label` holds a text per locale, `choices` counts only for the kind choice."""

    key: str
    kind: FieldKind
    label: Mapping[str, str]
    choices: tuple[str, ...]
    is_required: bool
    position: int


def list_fields(session: Session) -> list[FieldView]:
    """Return the brand's fields in their order."""
    rows = session.scalars(sa.select(Field).order_by(Field.position, Field.key))
    return [_view(row) for row in rows]


def check_fields(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in their kept form, or raise `Invalid` with paths `fields.KEY`; only what is given is checked."""
    known = {view.key: view for view in list_fields(session)}
    errors: list[FieldError] = []
    checked: dict[str, Any] = {}
    for key, value in values.items():
        view = known.get(key)
        if view is None:
            errors.append(FieldError(f"fields.{key}", f"The brand has no field {key!r}."))
            continue
        try:
            checked[key] = checked_value(value, view.kind, view.choices, is_required=view.is_required)
        except ValueError as error:
            errors.append(FieldError(f"fields.{key}", str(error)))
    if errors:
        raise Invalid(errors[0].message, errors)
    return checked


def save_field(
    core: Core,
    caller: Caller,
    key: str,
    *,
    kind: str,
    label: Mapping[str, str],
    choices: Sequence[str] = (),
    is_required: bool = False,
    position: int = 0,
) -> FieldView:
    """Define a field or change it; values that stand on assets stay as they are until they are next edited."""
    require(caller, Action.EDIT_FIELDS)
    _check_definition(key, kind, label, choices)
    with core.db.write() as session:
        wait_turn(session, f"field {key}")
        row = session.get(Field, key)
        if row is None:
            row = Field(key=key, created_at=core.now())
            session.add(row)
        row.kind, row.label, row.choices = kind, dict(label), list(dict.fromkeys(choices))
        row.is_required, row.position = is_required, position
        note(session, caller, "field.saved", "field", key, {"kind": kind})
        return _view(row)


def delete_field(core: Core, caller: Caller, key: str) -> None:
    """Remove a field from the brand's list; what assets hold under its key is no longer shown as a field."""
    require(caller, Action.EDIT_FIELDS)
    with core.db.write() as session:
        row = session.get(Field, key)
        if row is None:
            raise NotFound(f"The brand has no field {key!r}.")
        session.delete(row)
        note(session, caller, "field.deleted", "field", key)


def _check_definition(key: str, kind: str, label: Mapping[str, str], choices: Sequence[str]) -> None:
    errors: list[FieldError] = []
    if _KEY.fullmatch(key) is None:
        message = "A field's key is a small letter, then up to 59 small letters, digits or underscores."
        errors.append(FieldError("key", message))
    if kind not in get_args(FieldKind):
        errors.append(
            FieldError("kind", f"A field is one of {', '.join(get_args(FieldKind))}, and not {kind!r}.")
        )
    if not label or not all(
        isinstance(text, str) and 0 < len(text.strip()) <= 200 for text in label.values()
    ):
        errors.append(FieldError("label", "A field has a name of 1 to 200 characters in each language."))
    if kind == "choice" and not choices:
        errors.append(FieldError("choices", "A choice needs at least one thing to choose."))
    if len(choices) > MAX_CHOICES or not all(isinstance(one, str) and 0 < len(one) <= 200 for one in choices):
        errors.append(
            FieldError("choices", f"Choices are at most {MAX_CHOICES} texts of 1 to 200 characters.")
        )
    if errors:
        raise Invalid(errors[0].message, errors)


def _view(row: Field) -> FieldView:
    kind: Any = row.kind
    return FieldView(row.key, kind, dict(row.label), tuple(row.choices), row.is_required, row.position)
