"""Handing over what somebody who leaves owns and was to do."""

from collections.abc import Mapping

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Person, Token
from dam.accounts.personal.places import BELONGINGS, Belonging
from dam.accounts.personal.rows import AT_ONCE, table_of
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, NotFound


def count_belongings(core: Core, caller: Caller, person_id: str) -> dict[str, int]:
    """Return how many things of each kind are the person's."""
    require(caller, Action.MANAGE_PEOPLE)
    with core.db.read() as session:
        return {
            each.kind: session.scalar(
                sa.select(sa.func.count()).select_from(table_of(each.table)).where(_theirs(each, person_id))
            )
            or 0
            for each in BELONGINGS
        }


def hand_over(core: Core, caller: Caller, person_id: str, to_id: str) -> Mapping[str, int]:
    """Make everything of one person another's; return how many things of each kind.

    In short steps: cut off in the middle, a repeat does the rest. The new owner must be somebody else (`Conflict`)
    who is still here (`NotFound`).
    """
    require(caller, Action.MANAGE_PEOPLE)
    if person_id == to_id:
        raise Conflict("These things are theirs already; choose somebody else.")
    with core.db.read() as session:
        heir = session.get(Person, to_id)
        if session.get(Person, person_id) is None:
            raise NotFound(f"There is no person {person_id[:40]!r}.")
    if heir is None or not heir.is_active:
        raise NotFound(f"There is no active person {to_id[:40]!r}.")
    given = {each.kind: _give(core, each, person_id, heir) for each in BELONGINGS}
    with core.db.write() as session:
        note(session, caller, "person.handed_over", "person", person_id, {"to": to_id, **given})
    return given


def _theirs(belonging: Belonging, person_id: str) -> sa.ColumnElement[bool]:
    """Return the condition on what is the person's, or a token's that the person made."""
    columns = table_of(belonging.table).c
    theirs = columns[belonging.person] == person_id
    if not belonging.owner_kind:
        return theirs
    tokens = sa.select(Token.id).where(Token.created_by == person_id)
    by_token = sa.and_(columns[belonging.owner_kind] == "token", columns[belonging.person].in_(tokens))
    return sa.or_(theirs, by_token)


def _give(core: Core, belonging: Belonging, person_id: str, heir: Person) -> int:
    table = table_of(belonging.table)
    key = next(iter(table.primary_key.columns))
    chosen = sa.select(key).where(_theirs(belonging, person_id)).order_by(key).limit(AT_ONCE)
    values = {belonging.person: heir.id, **({belonging.name: heir.name} if belonging.name else {})}
    values |= {belonging.owner_kind: "person"} if belonging.owner_kind else {}
    given = 0
    while True:
        with core.db.write() as session:
            keys = list(session.scalars(chosen))
            if not keys:
                return given
            session.execute(sa.update(table).where(key.in_(keys)).values(values))
            if belonging.kind == "assets":
                core.jobs.enqueue(session, "index_assets", {"asset_ids": keys})
        given += len(keys)
