"""A picture server in front of a small library."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from starlette.applications import Starlette

from dam.accounts.caller import HOUSE
from dam.accounts.tokens import create_token
from dam.core import Core
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.search.open import open_index
from delivery.house import House
from delivery.iiif.server import PictureServer
from delivery.settings import DeliverySettings
from renditions.catalogue.channels import seed_built_in
from tests.delivery.files.asking import Answer, ask
from tests.delivery.files.library import DAY, NOON


@dataclass
class Front:
    """The server and what stands behind it, at noon of the day after."""

    house: House
    server: PictureServer
    state: Starlette

    def ask(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a path below `/iiif/3/`; header names with `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(self.server, f"/iiif/3/{target}", named, method=method, state=self.state)

    def token(self, role: str) -> str:
        """Return a fresh Authorization header of a role."""
        return f"Bearer {create_token(self.house.core, HOUSE, name=role, role=role)[1]}"


@pytest.fixture
def front(core: Core, tmp_path: Path) -> Iterator[Front]:
    """A picture server with a disk of its own."""
    with core.db.write() as session:
        seed_built_in(session)
    house = House(
        core=replace(core, now=lambda: NOON + DAY),
        index=open_index(f"whoosh://{tmp_path / 'search'}", core.db),
        log=DeliveryLog(tmp_path / "log", VisitorKeys(core.db)),
        settings=DeliverySettings(
            base_url="http://assets.example.org",
            secret_key="k" * 32,
            cache=tmp_path / "pieces",
            cache_bytes=50_000_000,
        ),
        spool=tmp_path,
    )
    server = PictureServer(house)
    state = Starlette()
    state.state.house = house
    yield Front(house, server, state)
    server.stop()
    house.log.close()
