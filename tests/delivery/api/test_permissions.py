"""The permission matrix: every operation, asked by every role, by nobody, and by a role in another brand."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from dam.accounts.access.brands import create_brand
from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.accounts.people import add_person
from dam.accounts.policy import LEAST_ROLE, PLACED, SCOPES, Action
from dam.accounts.sessions import load_caller
from dam.accounts.tokens import create_token
from dam.assets.collections import add_assets, create_collection
from delivery.api.operation import Operation
from delivery.api.routes import OPERATIONS, routes
from infra.tables import create_all
from renditions.catalogue.channels import seed_built_in
from tests.admin_ui.houses import Home, open_home
from tests.dam.assets.factory import make_asset
from tests.delivery.api.guards import GUARDED, LATER, OWN
from tests.delivery.api.matrix import BODIES, ask


def _named(text: str) -> set[str]:
    return {name.strip() for name in text.replace("\n", " ").split("|")}


def key(operation: Operation) -> str:
    """Return how the table names an operation."""
    return f"{operation.method} {operation.path}"


GUARD_OF = {name: action for action, text in GUARDED.items() for name in _named(text)}
ASKED = [operation for operation in OPERATIONS if not operation.is_public]


DEEPER = {"DOWNLOAD_DARK", "MANAGE_SHARES", "ROTATE_KEYS"}
"""Actions that are asked of single things behind a door, or of the command line alone."""


@dataclass
class Gate:
    """A house without a network before it, and headers for everybody who may come."""

    home: Home
    client: httpx.AsyncClient
    runner: asyncio.Runner
    headers: dict[str, dict[str, str]]
    numbers: Iterator[int] = field(default_factory=count)

    def known(self, operation: Operation) -> dict[str, str]:
        """Return an asset of the main brand, and whatever else the operation is about."""
        known = {"channel": "web", "preset": "hero"}
        names_asset = key(operation) in BODIES or "asset_id" in operation.path
        if names_asset or "collection_id" in operation.path:
            for name in ("asset_id", "other_id"):
                known[name] = make_asset(self.home.core, number=next(self.numbers), status="approved")
        if "collection_id" in operation.path:
            known["collection_id"] = create_collection(self.home.core, HOUSE, name="C").id
            add_assets(self.home.core, HOUSE, known["collection_id"], [known["asset_id"]])
        return known

    def status(self, operation: Operation, who: str, known: dict[str, str]) -> int:
        """Ask as somebody, and return the status."""
        return self.runner.run(ask(self.client, operation, self.headers[who], known)).status_code


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A house with one token for each role, one without any, and one of an admin of another brand only."""
    folder: Path = tmp_path_factory.mktemp("matrix")
    home = open_home(folder)
    home.house.spool.mkdir()
    create_all(home.core.db)
    with home.core.db.write() as session:
        seed_built_in(session)
    headers: dict[str, dict[str, str]] = {"nobody": {}}
    brand = create_brand(home.core, HOUSE, name="Another").id
    for who in (*Role, "none", "elsewhere"):
        role = who if who in list(Role) else "admin"
        person = add_person(
            home.core, HOUSE, email=f"{who}@example.org", name=who, role=role, password="a long phrase"
        )
        with home.core.db.read() as session:
            caller = load_caller(session, person, home.core.now())
        secret = create_token(home.core, caller, name=who, role=role)[1] if role != "viewer" else ""
        if not secret:
            secret = create_token(home.core, HOUSE, name=who, role=role)[1]
        headers[who] = {"Authorization": f"Bearer {secret}"}
        with home.core.db.write() as session:
            if who in ("none", "elsewhere"):
                session.get_one(Person, person.id).role = ""
        if who == "elsewhere":
            grant_role(home.core, HOUSE, NewGrant("person", person.id, "brand", brand, "admin"))
    app = Starlette(routes=routes())
    app.state.house = home.house
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(transport=transport, base_url="http://assets.example.org")
        yield Gate(home, client, runner, headers)
        runner.run(client.aclose())
    home.core.db.dispose()


def test_every_operation_has_its_place_in_the_table() -> None:
    placed = {*GUARD_OF, *_named(OWN), *_named(LATER)}
    there = {key(operation) for operation in ASKED}
    assert there - placed == set(), "say in tests/delivery/api/guards.py which action guards these"
    assert placed - there == set(), "these operations are gone"


def test_every_action_guards_something_that_can_be_asked_for() -> None:
    """The others are asked of single assets, deeper than the first door; `tests/dam` walks them."""
    unguarded = {action.name for action in Action} - {action.name for action in GUARDED}
    assert unguarded <= DEEPER


def test_each_action_belongs_to_one_scope_of_tokens() -> None:
    scopes = [action for actions in SCOPES.values() for action in actions]
    assert sorted(scopes) == sorted(set(scopes))
    assert set(scopes) == set(Action)


def test_nobody_is_asked_to_sign_in_everywhere(gate: Gate) -> None:
    for operation in ASKED:
        assert gate.status(operation, "nobody", {}) == 401, key(operation)


def test_each_role_is_refused_below_the_least_and_not_from_it_on(gate: Gate) -> None:
    """The role just below the least one, and the least one; those further off follow, since roles include each other."""
    roles = ["none", *Role]
    for operation in ASKED:
        if key(operation) not in GUARD_OF:
            continue
        least = roles.index(LEAST_ROLE[GUARD_OF[key(operation)]])
        known = gate.known(operation)
        assert gate.status(operation, roles[least - 1], known) == 403, (key(operation), roles[least - 1])
        status = gate.status(operation, roles[least], known)
        assert status not in (401, 403), (key(operation), roles[least], status)
        assert status < 500, (key(operation), status)


def test_an_admin_of_another_brand_reaches_no_asset_and_nothing_of_the_house(gate: Gate) -> None:
    for operation in ASKED:
        action = GUARD_OF.get(key(operation))
        if action is None:
            continue
        if "asset_id" in operation.path or "collection_id" in operation.path:
            status = gate.status(operation, "elsewhere", gate.known(operation))
            assert status in (400, 403, 404), (key(operation), status)
        elif action not in PLACED:
            status = gate.status(operation, "elsewhere", {"channel": "web", "preset": "hero"})
            assert status in (403, 404), (key(operation), status)
