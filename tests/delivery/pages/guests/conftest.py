"""A house whose doors for guests are served."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
import pytest
from starlette.applications import Starlette

from delivery.pages.routes import routes
from tests.admin_ui.houses import Home, asset_id, furnished, home
from tests.delivery.api.serving import served

__all__ = ["furnished", "home"]


@dataclass(frozen=True, slots=True)
class Doors:
    """The house, where guests come in, and the one approved asset."""

    home: Home
    url: str
    lit: str

    def guest(self, language: str = "en") -> httpx.Client:
        """Return a guest with a browser of their own; close it after use."""
        client = httpx.Client(base_url=self.url, headers={"Accept-Language": language})
        self.home.clients.append(client)
        return client


@pytest.fixture
def doors(home: Home) -> Iterator[Doors]:
    with _served(home) as url:
        yield Doors(home, url, asset_id(home, "Vase bleu"))


@contextmanager
def _served(home: Home) -> Iterator[str]:
    app = Starlette(routes=routes())
    app.state.house = home.house
    with served(app) as url:
        yield url
