"""People with rows, so that they can be mentioned, given something and told of it."""

import sqlalchemy as sa

from dam.accounts.caller import Caller, Role
from dam.accounts.models import Person
from dam.accounts.sessions import caller_of_person
from dam.core import Core
from dam.ids import new_id
from dam.notices.models import NoticeRow


def person(core: Core, role: Role | str, name: str = "") -> Caller:
    """Add somebody and return the caller they are."""
    row = Person(
        id=new_id(),
        email=f"{new_id()}@example.org",
        name=name or f"a {role}",
        role=Role(role).value,
        password_hash="-",
        locale="en",
        is_active=True,
        created_at=core.now(),
    )
    with core.db.write() as session:
        session.add(row)
        session.flush()
    return caller_of_person(row)


def told(core: Core, caller: Caller) -> list[tuple[str, str]]:
    """Return the kind and the teller of each notice of a person, oldest first."""
    query = sa.select(NoticeRow).where(NoticeRow.person_id == caller.id).order_by(NoticeRow.at, NoticeRow.id)
    with core.db.read() as session:
        return [(row.kind, row.by) for row in session.scalars(query)]
