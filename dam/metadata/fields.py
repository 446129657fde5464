"""The fields a brand defines, and the check of what people write into them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.db import read_once, wait_turn
from dam.errors import FieldError, Invalid, NotFound
from dam.metadata.field_definition import check_definition
from dam.metadata.field_values import FieldKind, RuleBroken, checked_value
from dam.metadata.models import Field
from dam.metadata.values.choices import Choice, read_choices
from dam.metadata.values.rules import FieldRules
from dam.metadata.vocabularies.names import ids_of_names


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as people see it; `label` and `hint` hold a text per locale, `choices` counts only for the kind choice.

    `kinds` are the kinds of assets that have it, empty for all; `group` is the key of its heading or "".
    """

    key: str
    kind: FieldKind
    label: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    is_required: bool = False
    position: int = 0
    hint: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    kinds: tuple[str, ...] = ()
    rules: FieldRules = field(default_factory=FieldRules)

    def is_for(self, kind: str) -> bool:
        """Tell whether assets of this kind have the field."""
        return not self.kinds or kind in self.kinds


def list_fields(session: Session) -> list[FieldView]:
    """Return the brand's fields in their order."""
    return list(read_once(session, "fields", lambda: _read_fields(session)))


def _read_fields(session: Session) -> list[FieldView]:
    return [_view(row) for row in session.scalars(sa.select(Field).order_by(Field.position, Field.key))]


def check_fields(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in their kept form, or raise `Invalid` with paths `fields.KEY`; only what is given is checked.

    A term may be named by its id, or by any of its names in any language; its id is kept.
    """
    known = {view.key: view for view in list_fields(session)}
    errors: list[FieldError] = []
    checked: dict[str, Any] = {}
    for key, value in values.items():
        view = known.get(key)
        if view is None:
            errors.append(FieldError(f"fields.{key}", f"The brand has no field {key!r}."))
            continue
        try:
            checked[key] = _checked(session, view, value)
        except ValueError as error:
            errors.append(FieldError(f"fields.{key}", str(error), _own_words(view, error)))
    if errors:
        raise Invalid(errors[0].message, errors)
    return checked


def _checked(session: Session, view: FieldView, value: Any) -> Any:
    kept = checked_value(value, view.kind, view.choices, view.rules, is_required=view.is_required)
    if view.kind != "term" or kept == "":
        return kept
    ids = ids_of_names(session, view.rules.vocabulary, kept if isinstance(kept, list) else [kept])
    return list(dict.fromkeys(ids)) if isinstance(kept, list) else ids[0]


def _own_words(view: FieldView, error: ValueError) -> tuple[tuple[str, str], ...]:
    return tuple(view.rules.messages.items()) if isinstance(error, RuleBroken) else ()


def save_field(
    core: Core,
    caller: Caller,
    key: str,
    *,
    kind: str,
    label: Mapping[str, str],
    choices: Iterable[object] = (),
    is_required: bool = False,
    position: int = 0,
    hint: Mapping[str, str] | None = None,
    group: str = "",
    kinds: Iterable[str] = (),
    rules: Mapping[str, Any] | None = None,
) -> FieldView:
    """Define a field or change it; values that stand on assets stay as they are until they are next edited.

    Choices are texts, or objects like `dam.metadata.values.choices.Choice`; `rules` are like `FieldRules`.
    """
    require(caller, Action.EDIT_FIELDS)
    wrong: list[str] = []
    read = read_choices(choices, wrong)
    asked = FieldRules.from_json(rules or {})
    known: Any = kind
    view = FieldView(
        key, known, dict(label), read, is_required, position, dict(hint or {}), group, tuple(kinds), asked
    )
    with core.db.write() as session:
        wait_turn(session, f"field {key}")
        check_definition(session, view, wrong, rules or {})
        row = session.get(Field, key)
        if row is None:
            row = Field(key=key, created_at=core.now())
            session.add(row)
        row.kind, row.label, row.hint = kind, dict(label), dict(hint or {})
        row.choices, row.rules = [one.to_json() for one in read], asked.to_json()
        row.kinds, row.group_key = sorted(set(kinds)), group
        row.is_required, row.position = is_required, position
        note(session, caller, "field.saved", "field", key, {"kind": kind})
        return _view(row)


def order_fields(core: Core, caller: Caller, keys: Iterable[str]) -> list[FieldView]:
    """Put the fields in this order; those that are not named follow in theirs."""
    require(caller, Action.EDIT_FIELDS)
    wanted = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    with core.db.write() as session:
        rows = {row.key: row for row in session.scalars(sa.select(Field))}
        unknown = [key for key in wanted if key not in rows]
        if unknown:
            raise NotFound(f"The brand has no field {unknown[0][:60]!r}.")
        in_order = sorted(
            rows.values(), key=lambda row: (wanted.get(row.key, len(wanted)), row.position, row.key)
        )
        for place, row in enumerate(in_order):
            row.position = place
        note(session, caller, "field.ordered", "field", "", {"keys": [row.key for row in in_order]})
        return [_view(row) for row in in_order]


def delete_field(core: Core, caller: Caller, key: str) -> None:
    """Remove a field from the brand's list; what assets hold under its key is no longer shown as a field."""
    require(caller, Action.EDIT_FIELDS)
    with core.db.write() as session:
        row = session.get(Field, key)
        if row is None:
            raise NotFound(f"The brand has no field {key!r}.")
        session.delete(row)
        note(session, caller, "field.deleted", "field", key)


def _view(row: Field) -> FieldView:
    kind: Any = row.kind
    return FieldView(
        row.key,
        kind,
        dict(row.label),
        tuple(Choice.from_json(one) for one in row.choices or ()),
        row.is_required,
        row.position,
        dict(row.hint or {}),
        row.group_key,
        tuple(row.kinds or ()),
        FieldRules.from_json(row.rules or {}),
    )
