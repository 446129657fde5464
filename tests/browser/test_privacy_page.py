"""The self-assessment for everybody: axe finds nothing on a phone or a desk, in light or dark, in French or English."""

from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from tests.admin_ui.houses import Home
from tests.browser.test_accessibility import violations
from tests.packages import npm_packages


def test_anybody_can_read_it(chromium: Browser, still_home: Home) -> None:
    axe = (npm_packages(Path(__file__).parent) / "axe-core" / "axe.min.js").read_text()
    page = chromium.new_page()
    found = []
    for width, scheme, language in product((320, 1440), ("light", "dark"), ("fr", "en")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(f"{still_home.url}/api/docs/privacy?lang={language}")
        found += [f"{width} {scheme} {language} {line}" for line in violations(page, axe)]
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.close()
    assert found == []
