"""A house behind a real server, and a client for every role."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from dam.accounts.caller import HOUSE
from dam.accounts.tokens import create_token
from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.search.open import open_index
from delivery.api.routes import routes
from delivery.house import House
from delivery.settings import DeliverySettings
from renditions.catalogue.channels import seed_built_in
from tests.delivery.api.client import Client
from tests.delivery.api.serving import served

MOST_BYTES = 3_000_000
"""The largest original of the test house: small, so that a test can go over it."""


@pytest.fixture
def house(core: Core, tmp_path: Path) -> House:
    """A house with the built-in channels and nothing in it."""
    spool = tmp_path / "spool"
    spool.mkdir()
    with core.db.write() as session:
        seed_built_in(session)
    return House(
        core=core,
        index=open_index(f"whoosh://{tmp_path / 'search'}", core.db),
        log=DeliveryLog(tmp_path / "log", VisitorKeys(core.db)),
        settings=DeliverySettings(
            base_url="http://assets.example.org", secret_key="k" * 32, max_json_bytes=1_000_000
        ),
        spool=spool,
        ingest=IngestSettings(max_bytes=MOST_BYTES),
    )


@pytest.fixture
def base(house: House) -> Iterator[str]:
    """The base URL of a server in front of the house."""
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url:
        yield url


ClientOf = Callable[[str], Client]


@pytest.fixture
def client_of(house: House, base: str) -> Iterator[ClientOf]:
    """Make a client with a fresh token of a role: `client_of("manager")`."""
    clients: list[Client] = []

    def make(role: str) -> Client:
        _, secret = create_token(house.core, HOUSE, name=f"{role} {len(clients)}", role=role)
        clients.append(Client(base, {"Authorization": f"Bearer {secret}"}, house))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def manager(client_of: ClientOf) -> Client:
    """A manager's client."""
    return client_of("manager")


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    """An admin's client."""
    return client_of("admin")


@pytest.fixture
def nobody(base: str) -> Iterator[httpx.Client]:
    """A client that shows nothing."""
    with httpx.Client(base_url=base) as client:
        yield client
