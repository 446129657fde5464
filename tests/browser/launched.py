"""A Chromium for one module of tests.

Playwright keeps a loop running in its thread: two at once are refused, and one that outlived its module would break every
later test that runs a loop of its own.
"""

import warnings
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from admin_ui import build
from tests.browser.chromium import NoChromium, find_chromium


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module, the front end built before; without one the tests are skipped, loudly."""
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
