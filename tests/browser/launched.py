"""The one Chromium of a test process: Playwright drives one loop in a process, so that every test shares it."""

import warnings
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from admin_ui import build
from tests.browser.chromium import NoChromium, find_chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests, the front end built before; without one the tests are skipped, loudly."""
    try:
        build.build()
        program = find_chromium()
    except (NoChromium, build.CannotBuild) as error:
        warnings.warn(pytest.PytestWarning(f"BROWSER TESTS DID NOT RUN: {error}"), stacklevel=1)
        pytest.skip(f"BROWSER TESTS DID NOT RUN: {error}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
