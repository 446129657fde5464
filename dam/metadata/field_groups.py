"""Headings over fields that belong together."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import NotFound
from dam.metadata.models import Field, FieldGroup
from dam.metadata.values.keys import check_named


@dataclass(frozen=True, slots=True)
class GroupView:
    """One heading; `label` holds a text per locale."""

    key: str
    label: Mapping[str, str]
    position: int


def list_groups(session: Session) -> list[GroupView]:
    """Return the headings in their order."""
    rows = session.scalars(sa.select(FieldGroup).order_by(FieldGroup.position, FieldGroup.key))
    return [GroupView(row.key, dict(row.label), row.position) for row in rows]


def save_group(
    core: Core, caller: Caller, key: str, *, label: Mapping[str, str], position: int = 0
) -> GroupView:
    """Make a heading or change it."""
    require(caller, Action.EDIT_FIELDS)
    check_named(key, label)
    with core.db.write() as session:
        row = session.get(FieldGroup, key)
        if row is None:
            row = FieldGroup(key=key)
            session.add(row)
        row.label, row.position = dict(label), position
        note(session, caller, "field_group.saved", "field_group", key)
    return GroupView(key, dict(label), position)


def delete_group(core: Core, caller: Caller, key: str) -> None:
    """Remove a heading; its fields stand outside every group from now on."""
    require(caller, Action.EDIT_FIELDS)
    with core.db.write() as session:
        row = session.get(FieldGroup, key)
        if row is None:
            raise NotFound(f"There is no group {key[:60]!r}.")
        session.execute(sa.update(Field).where(Field.group_key == key).values(group_key=""))
        session.delete(row)
        note(session, caller, "field_group.deleted", "field_group", key)
