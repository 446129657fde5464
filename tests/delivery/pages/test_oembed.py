"""oEmbed as consumers ask for it: of our own addresses only, never larger than asked, with words that stay words."""

import json
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from dam.accounts.caller import HOUSE
from delivery.pages.oembed import fit
from renditions.catalogue.channels import save_channel
from tests.delivery.files.conftest import DRAFT, FILM, LIT, WITHDRAWN
from tests.delivery.files.library import body_of, digest_of
from tests.delivery.pages.conftest import BASE, HOSTILE, PAPER, SOUND, Pages
from tests.delivery.pages.test_embed import one, tags_of

HERO = f"{BASE}/d/web/hero/{LIT}"
PINNED = f"{BASE}/i/web/{digest_of(body_of(f'v1-{LIT}webcard', 'jpeg'))}/facade-d-ete.jpeg"


def ask(pages: Pages, url: str, more: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
    """Return status and values."""
    answer = pages.get(f"/oembed?url={quote(url, safe='')}{more}", **headers)
    return answer.status, json.loads(answer.body)


def test_a_picture_is_a_photo(pages: Pages) -> None:
    status, values = ask(pages, HERO)
    assert status == 200
    assert values == {
        "version": "1.0",
        "title": "Façade d'été",
        "provider_name": "assets.example.org",
        "provider_url": BASE,
        "cache_age": 300,
        "type": "photo",
        "url": f"{BASE}/d/web/hero@2400w/{LIT}-facade-d-ete.jpeg",
        "width": 2400,
        "height": 1600,
    }


@pytest.mark.parametrize(
    ("more", "width", "height", "variant"),
    [
        ("&maxwidth=2000", 1600, 1066, "1600w"),
        ("&maxwidth=800", 800, 533, "1600w"),
        ("&maxheight=100", 150, 100, "1600w"),
        ("&maxwidth=0&maxheight=x", 2400, 1600, "2400w"),
    ],
)
def test_nothing_is_larger_than_asked(pages: Pages, more: str, width: int, height: int, variant: str) -> None:
    _, values = ask(pages, HERO, more)
    assert (values["width"], values["height"]) == (width, height)
    assert f"@{variant}/" in values["url"]


@pytest.mark.parametrize("ending", ["", ".jpg", "/embed", "-any-slug", "?utm_source=x", "#part"])
def test_every_address_of_a_file_is_known(pages: Pages, ending: str) -> None:
    assert ask(pages, HERO + ending)[1]["type"] == "photo"


def test_a_pinned_address_tells_of_the_preset_it_came_from(pages: Pages) -> None:
    assert f"/d/web/card/{LIT}" in ask(pages, PINNED)[1]["url"]


def test_a_film_comes_in_a_frame_with_a_thumbnail(pages: Pages) -> None:
    status, values = ask(pages, f"{BASE}/d/web/hero/{FILM}", "&maxwidth=800")
    assert (status, values["type"], values["width"]) == (200, "video", 800)
    frame = one(tags_of(values["html"].encode()), "iframe")
    assert frame["title"] == HOSTILE
    assert [tag for tag, _ in tags_of(values["html"].encode())] == ["iframe"]
    page = pages.get(frame["src"].removeprefix(BASE))
    assert page.status == 200
    assert "frame-ancestors *" in page.headers["content-security-policy"]
    assert "thumbnail_url" not in values, "it would be larger than asked"
    whole = ask(pages, f"{BASE}/d/web/hero/{FILM}")[1]
    assert pages.front.ask(whole["thumbnail_url"].removeprefix(BASE)).status == 200


def test_sounds_and_documents_are_rich(pages: Pages) -> None:
    for asset_id, preset in ((SOUND, "content"), (PAPER, "card")):
        status, values = ask(pages, f"{BASE}/d/web/{preset}/{asset_id}")
        assert (status, values["type"]) == (200, "rich")
        assert "?page=1" in values["html"]


def test_as_xml(pages: Pages) -> None:
    answer = pages.get(f"/oembed?format=xml&url={quote(f'{BASE}/d/web/hero/{FILM}')}")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(answer.body)
    assert root.tag == "oembed"
    assert root.findtext("type") == "video"
    assert "<script>" in (root.findtext("title") or "")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("", 404),
        ("https://example.com/d/web/hero/x", 404),
        (f"{BASE}.evil.example/d/web/hero/{LIT}", 404),
        (f"http://user@assets.example.org/d/web/hero/{LIT}", 404),
        ("http://[", 404),
        (f"{BASE}/assets/{LIT}", 404),
        (f"{BASE}/d/web/hero/zzzzzzzzzzzzzzzz", 404),
        (f"{BASE}/d/web/card/{DRAFT}", 404),
        (f"{BASE}/d/web/card/{WITHDRAWN}", 410),
    ],
)
def test_what_is_not_ours_or_not_lit_is_not_described(pages: Pages, url: str, status: int) -> None:
    assert ask(pages, url)[0] == status


def test_other_forms_are_not_implemented(pages: Pages) -> None:
    assert ask(pages, HERO, "&format=yaml")[0] == 501


def test_it_is_kept_like_the_file_and_open_to_every_site(pages: Pages) -> None:
    answer = pages.get(f"/oembed?url={quote(HERO)}")
    assert answer.headers["cache-control"].startswith("public, max-age=30")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert pages.get(f"/oembed?url={quote(HERO)}", if_none_match=answer.headers["etag"]).status == 304


def test_a_private_file_is_described_to_whoever_is_known(own_pages: Pages) -> None:
    save_channel(own_pages.front.house.core, HOUSE, "web", is_private=True)
    own_pages.front.server.cache.poll()
    assert ask(own_pages, HERO)[0] == 404
    status, values = ask(own_pages, HERO, authorization=own_pages.front.token("manager"))
    assert status == 200
    assert own_pages.front.ask(values["url"].removeprefix(BASE)).status == 200


@pytest.mark.parametrize(
    ("size", "most", "fitted"),
    [
        ((800, 400), (0, 0), (800, 400)),
        ((800, 400), (400, 0), (400, 200)),
        ((800, 400), (0, 100), (200, 100)),
        ((800, 400), (400, 100), (200, 100)),
        ((3, 3000), (0, 10), (1, 10)),
    ],
)
def test_a_size_keeps_its_proportion(
    size: tuple[int, int], most: tuple[int, int], fitted: tuple[int, int]
) -> None:
    assert fit(*size, *most) == fitted
