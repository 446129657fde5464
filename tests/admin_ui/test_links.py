"""The pages of short links: made, led elsewhere, retired, drawn, in both languages and with every mistake said beside it."""

import html
import io
import re

import pytest
import zxingcpp
from PIL import Image

from dam.accounts.caller import HOUSE, Role
from delivery.links.edits import edit_link
from delivery.links.known import Link
from delivery.links.read import list_links
from renditions.catalogue.channels import get_channel
from renditions.qr import Overlay
from tests.admin_ui.houses import ORIGIN, Browser, Home, asset_id, browser_of

SHOP = "https://shop.example.org/vase"


def new(home: Home, **more: str) -> dict[str, str]:
    """Return what a browser posts for a new link, the asset named by the address of its page."""
    address = f"{ORIGIN}/assets/{asset_id(home, 'Vase bleu')}?back=1"
    return {"asset_id": address, "channel": "social", "title": "Window", "target": SHOP, **more}


def only(home: Home) -> Link:
    (link,) = list_links(home.core, HOUSE).items
    return link


def test_nothing_yet_invites(admin: Browser) -> None:
    page = admin.get("/links")
    assert page.status == 200
    assert "No short links yet" in page.text
    assert 'id="new-link"' in page.text


def test_a_link_is_made_changed_and_retired(home: Home, admin: Browser) -> None:
    made = admin.post("/links", new(home, placement="Lyon"))
    link = only(home)
    assert made.location == f"/links/{link.code}"
    assert (link.target, link.kind, link.placement) == (SHOP, "click", "Lyon")
    page = admin.get(made.location).text
    assert f"{ORIGIN}/q/{link.code}" in page
    assert SHOP in page
    assert "Window" in admin.get("/links").text
    typed = new(home, target="", kind="scan", preset="square", revision="1")
    admin.post(made.location, typed)
    assert (only(home).target, only(home).preset, only(home).kind) == ("", "square", "scan")
    stale = admin.post(made.location, new(home, title="Mine", revision="1"))
    assert stale.status == 412
    assert 'value="Mine"' in stale.text
    admin.post(f"{made.location}/retire", {"is_retired": "yes"})
    assert only(home).retired_at is not None
    assert "Bring the link back" in admin.get(made.location).text
    admin.post(f"{made.location}/retire", {"is_retired": "no"})
    assert only(home).retired_at is None


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "Give an address such as https://www.example.org/summer"),
        ("fr", "Donnez une adresse comme https://www.example.org/ete"),
    ],
)
def test_what_is_wrong_is_said_beside_its_input(home: Home, locale: str, sentence: str) -> None:
    browser = browser_of(home, Role.CONTRIBUTOR, locale)
    page = browser.post("/links", new(home, target="javascript:alert('x')", title="<b>Mine</b>"))
    assert page.status == 400
    assert sentence in page.text
    assert 'aria-describedby="wrong-target"' in page.text
    assert "javascript:alert" in page.text
    assert "<b>Mine" not in page.text
    assert html.escape("<b>Mine</b>") in page.text
    assert list_links(home.core, HOUSE).total == 0


def test_a_word_that_is_taken_is_said(home: Home, admin: Browser) -> None:
    admin.post("/links", new(home, code="summer"))
    again = admin.post("/links", new(home, code="summer"))
    assert (again.status, "This code is taken" in again.text) == (409, True)


def test_the_page_of_an_asset_shows_its_codes(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Vase bleu")
    admin.post("/links", new(home))
    page = admin.get(f"/assets/{asset}").text
    assert f'src="/links/{asset}/qr?format=svg"' in page
    assert f'href="/links/{only(home).code}"' in page
    own = admin.get(f"/links/{asset}").text
    assert "nobody has to make it before it is printed" in own
    prefilled = admin.get(f"/links?asset={asset}").text
    assert re.search(rf'name="asset_id"[^>]* value="{asset}"', prefilled)


def test_viewers_look_and_change_nothing(home: Home, admin: Browser) -> None:
    admin.post("/links", new(home))
    viewer = browser_of(home, Role.VIEWER)
    page = viewer.get(f"/links/{only(home).code}")
    assert page.status == 200
    assert "Lead it elsewhere" not in page.text
    assert viewer.post("/links", new(home)).status == 303
    assert list_links(home.core, HOUSE).total == 1
    draft = asset_id(home, "Fauteuil vert")
    assert viewer.get(f"/links/{draft}").status == 404


@pytest.mark.parametrize(
    ("format_", "type_"), [("png", "image/png"), ("svg", "image/svg+xml"), ("pdf", "application/pdf")]
)
def test_a_code_is_saved(home: Home, admin: Browser, format_: str, type_: str) -> None:
    asset = asset_id(home, "Vase bleu")
    answer = admin.get(f"/links/{asset}.a5/qr?format={format_}&download=1&level=Q")
    assert answer.headers["content-type"].startswith(type_)
    assert f"qr-{asset}-a5.{format_}" in answer.headers["content-disposition"]
    if format_ == "png":
        with Image.open(io.BytesIO(answer.response.content)) as image:
            (code,) = zxingcpp.read_barcodes(image.convert("L"))
        assert code.text == f"{ORIGIN}/q/{asset}.a5"


@pytest.mark.parametrize(
    "query", ["format=exe", "format=png&size=9", "level=Z", "format=png&size=99999999999"]
)
def test_odd_wishes_for_a_code_are_refused(home: Home, admin: Browser, query: str) -> None:
    assert admin.get(f"/links/{asset_id(home, 'Vase bleu')}/qr?{query}").status in (200, 400)


@pytest.mark.parametrize("code", ["nothing", "%00", "a%2Fb", "x" * 300, "0000000000000000.a5"])
def test_a_code_that_leads_nowhere_has_no_page(admin: Browser, code: str) -> None:
    assert admin.get(f"/links/{code}").status == 404


def test_links_are_searched(home: Home, admin: Browser) -> None:
    admin.post("/links", new(home, campaign="été"))
    assert "Window" in admin.get("/links?q=window&channel=social&state=active").text
    nothing = admin.get("/links?q=%00nothing&state=odd&cursor=")
    assert (nothing.status, "No link like this" in nothing.text) == (200, True)


def test_what_is_dark_says_where_it_leads(home: Home, admin: Browser) -> None:
    draft = asset_id(home, "Fauteuil vert")
    page = admin.get(f"/links/{draft}").text
    assert "A page that says it is not there" in page
    edit_link(home.core, HOUSE, ORIGIN, draft, {"fallback": "https://example.org/"})
    assert "The asset may not be shown here now." in admin.get(f"/links/{draft}").text


def test_a_preset_carries_the_own_code_of_each_asset_by_one_tick(home: Home, admin: Browser) -> None:
    address = "/channels/print/presets/a5"
    page = admin.get(address).text
    fields = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', page))
    form = {"fit": "page", "width": "148", "height": "210", "dpi": "300", "formats": "tiff", "style": "cmyk"}
    form |= {"look": "standard", "qr_position": "bottom-right", "qr_size": "20", "qr_level": "M"}
    assert fields["qr_scan"] == "yes"
    assert admin.post(address, {**form, "qr_scan": "yes", "qr_content": "ignored"}).status == 303
    with home.core.db.read() as session:
        spec = next(each.spec for each in get_channel(session, "print").presets if each.name == "a5")
    assert Overlay.from_text(spec.qr).content == f"{ORIGIN}/q/{{asset}}.a5"
    assert re.search(r'name="qr_scan" value="yes" checked', admin.get(address).text)
