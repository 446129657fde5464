"""People who are told."""

from dam.accounts.caller import Caller
from dam.accounts.models import Person
from dam.accounts.sessions import caller_of_person
from dam.ids import new_id
from tests.dam.accounts.world import World


def add(world: World, name: str, locale: str = "fr") -> Caller:
    """Add a person; return the caller that they are."""
    person = Person(
        id=new_id(),
        email=f"{name}@example.org",
        name=name,
        role="contributor",
        password_hash="",
        locale=locale,
        is_active=True,
        created_at=world.now(),
        last_seen_at=None,
    )
    with world.core.db.write() as session:
        session.add(person)
    return caller_of_person(person)
