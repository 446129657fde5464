"""Every page and every reading operation of the API answers on PostgreSQL, with the index that lies in it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from admin_ui.routes import PAGES
from admin_ui.routes import routes as page_routes
from dam.accounts.caller import Role
from delivery.api.routes import OPERATIONS
from delivery.api.routes import routes as api_routes
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of, furnish, open_home
from tests.admin_ui.test_pages import address_of
from tests.delivery.api.serving import served

pytestmark = pytest.mark.servers

SEARCHES = (
    "/?q=vase",
    "/?q=vaze",
    "/?q=va*&tag=vitrine&-colour=red&sort=title",
    "/?view=table&q=-rouge&width_from=100&rights=never",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, pg_url: str) -> Iterator[tuple[Home, Browser]]:
    """A furnished house whose rows and index are in PostgreSQL, and its admin signed in."""
    home = open_home(tmp_path_factory.mktemp("house"), pg_url, "postgresql")
    furnish(home)
    app = Starlette(routes=[*api_routes(), *page_routes()])
    app.state.house = home.house
    with served(app) as url:
        home = replace(home, url=url)
        yield home, browser_of(home, Role.ADMIN)
        for client in home.clients:
            client.close()
    home.core.db.dispose()


def test_every_page_opens(browser: tuple[Home, Browser]) -> None:
    home, admin = browser
    for path, _ in PAGES:
        assert admin.get(address_of(home, path)).status in (200, 303), path


@pytest.mark.parametrize("address", SEARCHES)
def test_a_search_finds_and_counts(browser: tuple[Home, Browser], address: str) -> None:
    page = browser[1].get(address)
    assert page.status == 200
    assert "Vase bleu" in page.text


def test_every_reading_operation_answers(browser: tuple[Home, Browser]) -> None:
    home, admin = browser
    known = {"asset_id": asset_id(home, "Vase bleu"), "channel": "social", "preset": "story", "locale": "fr"}
    for operation in OPERATIONS:
        if operation.method == "GET":
            path = operation.path.replace(":int}", "}")
            names = {name: known.get(name, "1") for name in _names(path)}
            page = admin.get(f"/api/v1{path.format(**names)}")
            assert page.status < 500, (path, page.text[:300])


def _names(path: str) -> list[str]:
    return [part.split("}")[0] for part in path.split("{")[1:]]
