"""Everybody who may come to a house's door, signed in without a password's price."""

from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.accounts.people import add_person
from dam.accounts.sessions import open_session
from dam.accounts.settings import DEFAULTS
from dam.core import Core
from delivery.identify import cookie_name
from tests.admin_ui.houses import Home

OUTSIDERS = ("none", "elsewhere", "abroad")
"""Somebody without any role; the admin of another brand alone; a viewer of the house who manages another brand."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """What somebody's browser holds: their cookies, and the token that their forms repeat."""

    id: str
    cookie: str
    csrf_token: str


NOBODY = Visitor("", "vitrine_locale=en", "")


def let_in(home: Home, brand_id: str) -> dict[str, Visitor]:
    """Sign in one person of each role and the outsiders, whose brand is the one given; by their names, with `nobody`."""
    for who in OUTSIDERS:
        _add_outsider(home.core, who, brand_id)
    return {"nobody": NOBODY} | {who: _sign_in(home, who) for who in (*Role, *OUTSIDERS)}


def _add_outsider(core: Core, who: str, brand_id: str) -> None:
    person = add_person(
        core, HOUSE, email=f"{who}@example.org", name=who, role=Role.VIEWER, password="a long phrase"
    )
    if who != "abroad":
        with core.db.write() as session:
            session.get_one(Person, person.id).role = ""
    if who != "none":
        role = Role.ADMIN if who == "elsewhere" else Role.MANAGER
        grant_role(core, HOUSE, NewGrant("person", person.id, "brand", brand_id, role))


def _sign_in(home: Home, who: str) -> Visitor:
    with home.core.db.write() as session:
        person = session.scalars(sa.select(Person).where(Person.email == f"{who}@example.org")).one()
        signed = open_session(home.core, session, person, DEFAULTS)
    name = cookie_name(home.house.settings.is_secure)
    return Visitor(person.id, f"vitrine_locale=en; {name}={signed.secret}", signed.csrf_token)
