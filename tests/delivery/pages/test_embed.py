"""The markup around a file: right, safe, and for whoever may fetch the file."""

import json
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.models import AuditEntry
from dam.assets.models import Asset
from delivery.signing.settings import SigningSettings
from delivery.signing.signed_urls import FileWanted, make_signed_url
from renditions.catalogue.channels import save_channel
from renditions.catalogue.models import Rendition
from tests.delivery.files.conftest import DRAFT, FILM, LIT, PRINT_ONLY, UNPLANNED, WITHDRAWN
from tests.delivery.files.library import change_asset
from tests.delivery.pages.conftest import BASE, HOSTILE, PAPER, SOUND, TRACK, Pages

HERO = f"/d/web/hero/{LIT}/embed"

Tags = list[tuple[str, dict[str, str]]]


class Reader(HTMLParser):
    """Lists every element with its attributes, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Tags = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def tags_of(body: bytes) -> Tags:
    """Return the elements of a page."""
    reader = Reader()
    reader.feed(body.decode())
    return reader.tags


def one(tags: Tags, name: str) -> dict[str, str]:
    """Return the attributes of the only element of a name."""
    (found,) = [attributes for tag, attributes in tags if tag == name]
    return found


def test_a_picture_comes_in_every_format_and_width(pages: Pages) -> None:
    answer = pages.get(HERO)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    tags = tags_of(answer.body)
    assert [tag for tag, _ in tags] == ["picture", "source", "source", "img"]
    assert [attributes["type"] for tag, attributes in tags if tag == "source"] == ["image/avif", "image/webp"]
    img = one(tags, "img")
    stem = f"{BASE}/d/web/hero@{{}}w/{LIT}-facade-d-ete.jpeg"
    assert img["src"] == stem.format(1600)
    assert img["srcset"] == f"{stem.format(1600)} 1600w, {stem.format(2400)} 2400w"
    assert img["sizes"] == "(min-width: 2400px) 2400px, 100vw"
    assert (img["width"], img["height"]) == ("1600", "1066")
    assert (img["loading"], img["decoding"]) == ("lazy", "async")


def test_every_address_in_it_answers(pages: Pages) -> None:
    for target in (HERO, f"/d/web/hero/{FILM}/embed"):
        for tag, attributes in tags_of(pages.get(target).body):
            urls = [attributes.get("src", "")] + [
                each.split()[0] for each in attributes.get("srcset", "").split(", ") if each
            ]
            for url in filter(None, urls):
                path = urlsplit(url).path
                assert url.startswith(BASE + "/"), tag
                assert pages.front.ask(path).status == 200, url


@pytest.mark.parametrize(
    ("query", "accept_language", "alt", "lang"),
    [
        ("", "", "Une façade d’été", "fr"),
        ("?locale=en", "", "A façade in summer", "en"),
        ("?locale=en-GB", "fr", "A façade in summer", "en"),
        ("", "de, en;q=0.5, fr;q=0.3", "A façade in summer", "en"),
        ("?locale=<script>", "en", "A façade in summer", "en"),
        ("", "*;q=0.1, ;;,", "Une façade d’été", "fr"),
    ],
)
def test_the_description_is_in_the_language_of_the_page(
    pages: Pages, query: str, accept_language: str, alt: str, lang: str
) -> None:
    img = one(tags_of(pages.get(HERO + query, accept_language=accept_language).body), "img")
    assert (img["alt"], img["lang"]) == (alt, lang)


def test_a_picture_that_nobody_described_is_decoration(own_pages: Pages) -> None:
    change_asset(own_pages.front.house.core, LIT, alt={"fr": "  "})
    img = one(tags_of(own_pages.get(HERO).body), "img")
    assert img["alt"] == ""
    assert "lang" not in img


def test_a_film_has_a_poster_streams_files_and_tracks(pages: Pages) -> None:
    tags = tags_of(pages.get(f"/d/web/hero/{FILM}/embed").body)
    video = one(tags, "video")
    assert video["poster"].startswith(f"{BASE}/d/web/hero@1600w/{FILM}")
    assert video["poster"].endswith(".jpeg")
    types = [attributes["type"] for tag, attributes in tags if tag == "source"]
    assert types == ["application/vnd.apple.mpegurl", "video/mp4"]
    track = one(tags, "track")
    assert (track["kind"], track["srclang"], track["label"]) == ("subtitles", "fr", "Français")
    assert pages.front.ask(track["src"].removeprefix(BASE)).body == TRACK
    assert video["crossorigin"] == "anonymous", "browsers load tracks of another site only so"


def test_a_sound_has_a_player_and_a_document_a_link(pages: Pages) -> None:
    sound = tags_of(pages.get(f"/d/web/content/{SOUND}/embed").body)
    assert [tag for tag, _ in sound] == ["audio", "source"]
    assert one(sound, "source")["type"] == "audio/mpeg"
    paper = tags_of(pages.get(f"/d/web/card/{PAPER}/embed").body)
    assert [tag for tag, _ in paper] == ["a", "picture", "source", "img"]
    assert one(paper, "a")["href"] == f"{BASE}/d/web/card/{PAPER}-notice.jpeg"
    proof = tags_of(pages.get(f"/d/print/proof/{PAPER}/embed").body)
    assert [tag for tag, _ in proof] == ["a"]
    assert one(proof, "a")["href"] == f"{BASE}/d/print/proof/{PAPER}-notice.pdf"


def test_hostile_titles_and_descriptions_stay_words(own_pages: Pages) -> None:
    change_asset(own_pages.front.house.core, LIT, alt={HOSTILE: HOSTILE}, title=HOSTILE)
    for asset_id, query in ((LIT, ""), (LIT, "?page=1"), (FILM, ""), (FILM, "?page=1")):
        body = own_pages.get(f"/d/web/hero/{asset_id}/embed{query}").body
        names = {tag for tag, _ in tags_of(body)}
        assert names <= {
            *("html", "head", "meta", "title", "link", "style", "body"),
            *("picture", "source", "img", "video", "track"),
        }
        for _, attributes in tags_of(body):
            assert not [name for name in attributes if name.startswith("on")]
    assert one(tags_of(own_pages.get(HERO).body), "img")["alt"] == HOSTILE.strip()


def test_sizes_are_those_of_the_page_that_asks(pages: Pages) -> None:
    img = one(tags_of(pages.get(HERO + "?sizes=(min-width: 50em) 40vw, 90vw").body), "img")
    assert img["sizes"] == "(min-width: 50em) 40vw, 90vw"
    hostile = one(tags_of(pages.get(HERO + '?sizes="><script>').body), "img")
    assert hostile["sizes"] == "(min-width: 2400px) 2400px, 100vw"


def test_the_parts_as_values(pages: Pages) -> None:
    answer = pages.get(HERO + "?format=json&locale=en")
    assert answer.headers["content-type"] == "application/json"
    values = json.loads(answer.body)
    assert values["type"] == "picture"
    assert values["alt"] == "A façade in summer"
    assert [source["format"] for source in values["sources"]] == ["avif", "webp", "jpeg"]
    assert values["sources"][0]["pictures"][1]["descriptor"] == "2400w"
    assert values["html"] == pages.get(HERO + "?locale=en").body.decode()


def test_a_page_of_its_own_may_be_framed_and_runs_nothing(pages: Pages) -> None:
    answer = pages.get(HERO + "?page=1")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    link = one(tags_of(answer.body), "link")
    assert link["type"] == "application/json+oembed"
    assert pages.get(link["href"].removeprefix(BASE)).status == 200
    assert "frame-ancestors 'none'" in pages.get(HERO).headers["content-security-policy"]


def test_it_is_kept_like_the_stable_url(pages: Pages) -> None:
    answer = pages.get(HERO)
    assert answer.headers["cache-control"] == pages.front.ask(f"/d/web/hero/{LIT}").headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["vary"] == "Accept-Language"
    assert answer.headers["surrogate-key"] == f"asset-{LIT} channel-web preset-web-hero"
    again = pages.get(HERO, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    head = pages.get(HERO, "HEAD")
    assert (head.status, head.headers["etag"]) == (200, answer.headers["etag"])


def test_our_own_edge_asks_again_after_a_second(pages: Pages) -> None:
    answer = pages.get(HERO, vitrine_edge="nginx")
    assert answer.headers["cache-control"].startswith("public, max-age=1,")
    assert answer.headers["vitrine-cache-control"] == pages.get(HERO).headers["cache-control"]
    gone = pages.get(f"/d/web/card/{WITHDRAWN}/embed", vitrine_edge="nginx")
    assert gone.headers["vitrine-cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/d/web/card/{DRAFT}/embed", 404),
        (f"/d/web/card/{WITHDRAWN}/embed", 410),
        (f"/d/web/card/{PRINT_ONLY}/embed", 451),
        (f"/d/web/card/{UNPLANNED}/embed", 503),
        (f"/d/web/content/{LIT}/embed", 422),
        (f"/d/social/story/{LIT}/embed", 415),
        (f"/d/web/nothing/{LIT}/embed", 404),
        (f"/d/web/card/{LIT}.jpg/embed", 404),
        ("/d/web/card/zzzzzzzzzzzzzzzz/embed", 404),
        (f"/d/admin/thumb/{LIT}/embed", 404),
    ],
)
def test_permission_is_that_of_the_file(pages: Pages, path: str, status: int) -> None:
    answer = pages.get(path)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "public" not in answer.headers["cache-control"]


def test_while_files_are_being_made_what_is_ready_is_shown(own_pages: Pages) -> None:
    with own_pages.front.house.core.db.write() as session:
        for row in session.query(Rendition).filter(Rendition.asset_id == LIT, Rendition.variant == "2400w"):
            if row.format != "avif":
                row.state, row.sha256 = "pending", None
    tags = tags_of(own_pages.get(HERO).body)
    avif, webp = (attributes for tag, attributes in tags if tag == "source")
    assert avif["sizes"] == "(min-width: 2400px) 2400px, 100vw"
    assert "sizes" not in webp
    assert "srcset" not in one(tags, "img")


# private channels


@pytest.fixture
def private(own_pages: Pages) -> Pages:
    """The same with a private channel `web`."""
    save_channel(own_pages.front.house.core, HOUSE, "web", is_private=True)
    own_pages.front.server.cache.poll()
    return own_pages


def test_nobody_finds_the_markup_of_a_private_file(private: Pages) -> None:
    answer = private.get(HERO)
    assert (answer.status, answer.headers["cache-control"]) == (404, "private, no-store")
    assert private.get(HERO + "?expires=1&key=x&signature=y").status == 403


def test_whoever_may_sign_finds_signed_addresses_inside(private: Pages) -> None:
    for role, is_signed in (("viewer", False), ("contributor", True)):
        token = private.front.token(role)
        answer = private.get(HERO, authorization=token)
        assert answer.headers["cache-control"] == "private, max-age=60"
        path, _, query = one(tags_of(answer.body), "img")["src"].removeprefix(BASE).partition("?")
        assert bool(query) is is_signed
        assert private.front.ask(f"{path}?{query}").status == (200 if is_signed else 404)
        assert private.front.ask(path, authorization=token).status == 200


def test_the_trail_keeps_who_found_signed_addresses(private: Pages) -> None:
    core = private.front.house.core

    def trail() -> list[AuditEntry]:
        with core.db.read() as session:
            return list(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "url.signed")))

    private.get(HERO)
    private.get(HERO, authorization=private.front.token("viewer"))
    assert trail() == []
    private.get(HERO, authorization=private.front.token("contributor"))
    (entry,) = trail()
    assert HERO in str(entry.details)


def test_a_signature_of_the_markup_opens_what_is_inside_for_as_long(private: Pages) -> None:
    core, settings = private.front.house.core, SigningSettings(BASE, "k" * 32)
    given = make_signed_url(core, HOUSE, FILM, FileWanted("web", "hero", is_embed=True), settings, 300)
    until, target = given.expires_at, given.url.removeprefix(BASE)
    assert target.startswith(f"/d/web/hero/{FILM}/embed?expires=")
    answer = private.get(target)
    assert answer.status == 200
    tags = tags_of(answer.body)
    sources = [attributes for tag, attributes in tags if tag == "source"]
    assert [source["type"] for source in sources] == ["video/mp4"], "a signature opens one file, no stream"
    for url in (sources[0]["src"], one(tags, "video")["poster"]):
        assert f"expires={int(until.timestamp())}&" in url
        assert private.front.ask(url.removeprefix(BASE)).status == 200
    assert private.get(target.replace("page=1", "page=2")).status == 403


def test_an_asset_that_is_gone_meanwhile_is_no_failure(own_pages: Pages) -> None:
    core = own_pages.front.house.core
    own_pages.get(HERO)
    with core.db.write() as session:
        session.delete(session.get_one(Asset, LIT))
    assert own_pages.get(HERO).status in (404, 503)
