"""A house with an approved asset behind its open doors."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from dam.core import Core
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.search.open import open_index
from delivery.events.routes import routes
from delivery.house import House
from delivery.settings import DeliverySettings
from tests.dam.engagement.world import BROWSER, add_asset
from tests.delivery.api.serving import served


@pytest.fixture
def house(core: Core, tmp_path: Path) -> House:
    """A house in front of which one proxy is trusted."""
    keys = VisitorKeys(core.db)
    keys.refresh(core.now())
    return House(
        core=core,
        index=open_index(f"whoosh://{tmp_path / 'search'}", core.db),
        log=DeliveryLog(tmp_path / "log", keys),
        settings=DeliverySettings(
            base_url="http://assets.example.org",
            secret_key="k" * 32,
            trusted_proxies=1,
            journey_sites=("127.0.0.1",),
        ),
        spool=tmp_path,
    )


@pytest.fixture
def asset(core: Core) -> str:
    """The id of an approved asset."""
    return add_asset(core)


@pytest.fixture
def door(house: House) -> Iterator[httpx.Client]:
    """A browser in front of the doors."""
    app = Starlette(routes=routes())
    app.state.house = house
    with served(app) as url, httpx.Client(base_url=url, headers=BROWSER) as client:
        yield client
