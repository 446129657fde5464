"""Passwords are hashed dearly by a running house, and again at the next sign-in where they were hashed cheaply."""

import pytest
from sqlalchemy import select

from dam.accounts import passwords
from dam.accounts.caller import HOUSE
from dam.accounts.models import Person
from dam.accounts.people import add_person
from dam.accounts.sessions import sign_in
from tests.dam.accounts.world import World
from tests.thrift import HOUSE_HASHER

DEAR = "$argon2id$v=19$m=65536,t=3,p=1$"


def kept(world: World) -> str:
    """Return the hash of the only person."""
    with world.core.db.read() as session:
        return session.scalars(select(Person.password_hash)).one() or ""


def test_a_cheap_hash_is_replaced_at_the_next_sign_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    add_person(world.core, HOUSE, email="a@example.org", name="A", password="a long phrase", role="viewer")
    assert not kept(world).startswith(DEAR)
    monkeypatch.setattr(passwords, "_hasher", HOUSE_HASHER)
    for _ in range(2):
        sign_in(world.core, "a@example.org", "a long phrase", "192.0.2.1")
        assert kept(world).startswith(DEAR)
