"""A house without a network before it, things to be asked about, and tokens for everybody who may come."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette

from dam.accounts.access.brands import create_brand
from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry, Person
from dam.accounts.people import add_person
from dam.accounts.sessions import load_caller
from dam.accounts.tokens import create_token
from dam.assets.collections import add_assets, create_collection
from dam.assets.proofs.files import add_asset_proof
from dam.assets.review.comments import NewComment, add_comment
from dam.metadata.vocabularies.edit import save_vocabulary
from delivery.api.operation import Operation
from delivery.api.routes import routes
from renditions.catalogue.channels import seed_built_in
from tests.admin_ui.houses import ORIGIN, Home, open_home
from tests.dam.assets.factory import make_asset
from tests.databases import create_tables
from tests.delivery.api.matrix import ask

PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Gate:
    """`headers` are those of each role, of nobody, of somebody without a role, and of an admin of another brand only."""

    home: Home
    known: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    client: httpx.AsyncClient
    runner: asyncio.Runner

    def status(self, operation: Operation, who: str) -> int:
        """Ask as somebody, and return the status."""
        headers = dict(self.headers[who])
        return self.runner.run(ask(self.client, operation, headers, self.known)).status_code

    def count_changes(self) -> int:
        """Return how many lines the audit trail has."""
        with self.home.core.db.read() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0


@contextmanager
def open_gate(folder: Path) -> Iterator[Gate]:
    """Open a house with one of what operations are about, all of it made by the house itself, in the main brand."""
    home = open_home(folder)
    home.house.spool.mkdir()
    create_tables(home.core.db)
    with home.core.db.write() as session:
        seed_built_in(session)
    headers = {"nobody": dict[str, str](), **_let_in(home)}
    known = _things(home)
    app = Starlette(routes=routes())
    app.state.house = home.house
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(transport=transport, base_url=ORIGIN)
        yield Gate(home, known, headers, client, runner)
        runner.run(client.aclose())
    home.core.db.dispose()


def _let_in(home: Home) -> dict[str, dict[str, str]]:
    """Make a token of each role, of a person without any, and of one who is admin of another brand only."""
    headers: dict[str, dict[str, str]] = {}
    brand = create_brand(home.core, HOUSE, name="Another").id
    for who in (*Role, "none", "elsewhere"):
        role = who if who in list(Role) else Role.ADMIN
        person = add_person(
            home.core, HOUSE, email=f"{who}@example.org", name=who, role=role, password="a long phrase"
        )
        with home.core.db.read() as session:
            caller = load_caller(session, person, home.core.now())
        maker = HOUSE if role == Role.VIEWER else caller
        headers[who] = {"Authorization": f"Bearer {create_token(home.core, maker, name=who, role=role)[1]}"}
        if who in ("none", "elsewhere"):
            with home.core.db.write() as session:
                session.get_one(Person, person.id).role = ""
        if who == "elsewhere":
            grant_role(home.core, HOUSE, NewGrant("person", person.id, "brand", brand, "admin"))
    return headers


def _things(home: Home) -> dict[str, str]:
    """Make what the operations are asked about."""
    core = home.core
    asset, other = (make_asset(core, number=number, status="approved") for number in (1, 2))
    collection = create_collection(core, HOUSE, name="Spring").id
    add_assets(core, HOUSE, collection, [asset])
    save_vocabulary(core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    return {
        "asset_id": asset,
        "other_id": other,
        "collection_id": collection,
        "comment_id": add_comment(core, HOUSE, asset, NewComment("Crop it.")).comments[-1].id,
        "proof_id": add_asset_proof(core, HOUSE, asset, [PDF], "release.pdf").id,
        "brand_id": "main",
        "channel": "web",
        "preset": "hero",
    }
