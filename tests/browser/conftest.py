"""Fixtures of the browser tests: Chromium, a furnished house behind a server, and a page that tolerates no error."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from infra.app import build_app
from tests.admin_ui.houses import Home, furnished, open_home
from tests.delivery.api.serving import served

__all__ = ["furnished"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def open_copy(furnished: Path, folder: Path) -> Iterator[Home]:
    """Serve a copy of the furnished house."""
    shutil.copytree(furnished, folder)
    home = open_home(folder)
    home.house.spool.mkdir(exist_ok=True)
    with served(build_app(home.house)) as url:
        yield replace(home, url=url)
    home.core.db.dispose()


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Iterator[Home]:
    """A copy of the furnished house with its whole application: files, API and pages."""
    with open_copy(furnished, tmp_path / "house") as home:
        yield home


@pytest.fixture(scope="module")
def still_home(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The same for a whole module, whose tests only look."""
    with open_copy(furnished, tmp_path_factory.mktemp("still") / "house") as home:
        yield home


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of 1440 px in English; a script error, or anything the policy blocked, fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.extend(trouble_of(message)))
    yield page
    context.close()
    assert troubles == []


def trouble_of(message: ConsoleMessage) -> list[str]:
    """Return what a console message complains of; a refusal by status is a page's ordinary answer."""
    is_status = "the server responded with a status of" in message.text
    return [message.text] if message.type == "error" and not is_status else []
