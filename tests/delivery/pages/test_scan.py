"""Scans: where codes lead, who is counted, and what strangers may try."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.engagement.acts.fold import fold_acts
from dam.engagement.models import Event
from dam.feed import note_change
from delivery.files.guesses import FREE, Guesses
from delivery.links.edits import create_link, edit_link, retire_link
from renditions.catalogue.channels import save_channel
from tests.dam.engagement import world
from tests.dam.engagement.world import CHROME
from tests.delivery.files.asking import Answer
from tests.delivery.files.conftest import (
    ARCHIVED,
    DRAFT,
    EMBARGO,
    FILM,
    FRANCE_ONLY,
    LIT,
    PRINT_ONLY,
    STAND_IN,
    WITHDRAWN,
)
from tests.delivery.files.library import change_asset
from tests.delivery.pages.conftest import BASE, Pages
from tests.journeys.waiting import wait_until

SHOP = "https://shop.example.org/coats?size=m#top"
BROWSER = {"user_agent": CHROME}


def link(pages: Pages, **wanted: object) -> str:
    """Make a link and return its path; this process knows of it."""
    made = create_link(pages.front.house.core, HOUSE, BASE, {"asset_id": LIT, "channel": "print", **wanted})
    pages.front.server.cache.poll()
    return f"/q/{made.code}"


def lead_elsewhere(pages: Pages, path: str, patch: Mapping[str, object]) -> None:
    """Edit a link, and let this process hear of it."""
    edit_link(pages.front.house.core, HOUSE, BASE, path.removeprefix("/q/"), patch)
    pages.front.server.cache.poll()


def scanned(pages: Pages, path: str, **headers: str) -> Answer:
    """Scan as a browser does."""
    return pages.get(path, **{**BROWSER, **headers})


def acts(pages: Pages) -> list[Event]:
    """Fold what was written, and return the events."""
    core = pages.front.house.core
    fold_acts(core, pages.front.log)
    with core.db.read() as session:
        return list(session.scalars(sa.select(Event).order_by(Event.seq)))


def test_a_link_leads_to_its_target_and_is_counted(own_pages: Pages) -> None:
    path = link(own_pages, target=SHOP, placement="window", campaign="summer")
    answer = scanned(own_pages, path)
    assert (answer.status, answer.headers["location"]) == (302, SHOP)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body == b""
    (act,) = acts(own_pages)
    assert (act.asset_id, act.class_, act.kind, act.channel) == (LIT, "acted", "scan", "print")
    assert (act.placement, act.campaign, act.stage) == ("window", "summer", "discovery")
    assert (act.actor, act.source) == ("human", "link")


def test_nothing_of_a_scan_changes_where_it_leads(own_pages: Pages) -> None:
    path = link(own_pages, target=SHOP)
    for query in (
        "?to=https://evil.example",
        "?url=//evil.example",
        "?utm_source=x&c=y",
        "?%00",
        "?vj=forged",
    ):
        assert (
            scanned(own_pages, path + query, host="evil.example", x_forwarded_host="evil.example").headers[
                "location"
            ]
            == SHOP
        )


@pytest.mark.parametrize(
    ("asset", "page"),
    [(LIT, f"/d/web/hero/{LIT}/embed?page=1"), (FILM, f"/d/web/hero/{FILM}/embed?page=1")],
)
def test_every_asset_has_codes_without_a_row(own_pages: Pages, asset: str, page: str) -> None:
    for code in (asset, f"{asset}.a5", f"{asset}.instore.landscape", f"{asset}.A5".upper()):
        answer = scanned(own_pages, f"/q/{code}")
        assert (answer.status, answer.headers.get("location")) == (302, BASE + page)
    assert own_pages.get(page).status == 200
    told = [(act.channel, act.placement, act.kind) for act in acts(own_pages)]
    assert told == [
        ("print", "", "scan"),
        ("print", "a5", "scan"),
        ("instore", "landscape", "scan"),
        ("print", "a5", "scan"),
    ]


def test_a_printed_code_is_led_elsewhere(own_pages: Pages) -> None:
    path = f"/q/{LIT}.a5"
    assert scanned(own_pages, path).headers["location"].startswith(BASE)
    lead_elsewhere(own_pages, path, {"target": SHOP})
    assert scanned(own_pages, path).headers["location"] == SHOP
    lead_elsewhere(own_pages, path, {"asset_id": FILM, "target": ""})
    assert FILM in scanned(own_pages, path).headers["location"]
    assert [act.placement for act in acts(own_pages)] == ["a5"] * 3


def test_a_hot_code_asks_no_database(own_pages: Pages) -> None:
    path = link(own_pages, target=SHOP)
    codes = own_pages.app.state.links.codes
    assert [scanned(own_pages, path).status for _ in range(5)] == [302] * 5
    assert codes.misses == 1
    change_asset(own_pages.front.house.core, LIT, title="Another")
    own_pages.front.server.cache.poll()
    assert scanned(own_pages, path).status == 302
    assert codes.misses == 2


def test_a_preset_of_its_channel_is_shown_as_the_file(own_pages: Pages) -> None:
    answer = scanned(own_pages, link(own_pages, channel="email", preset="hero"))
    assert answer.headers["location"] == f"{BASE}/d/email/hero/{LIT}-facade-d-ete"


def test_what_is_dark_leads_to_the_fallback(own_pages: Pages) -> None:
    path = link(own_pages, target=SHOP, fallback="https://example.org/moved")
    change_asset(own_pages.front.house.core, LIT, status="withdrawn")
    own_pages.front.server.cache.poll()
    answer = scanned(own_pages, path)
    assert (answer.status, answer.headers["location"]) == (302, "https://example.org/moved")
    assert len(acts(own_pages)) == 1


def test_without_a_fallback_it_is_the_successor_then_the_stand_in_then_the_front_page(
    own_pages: Pages,
) -> None:
    core = own_pages.front.house.core
    followed = scanned(own_pages, f"/q/{ARCHIVED}.a5")
    assert LIT in followed.headers["location"]
    by_channel = scanned(own_pages, f"/q/{WITHDRAWN}.app.banner")
    assert STAND_IN in by_channel.headers["location"]
    path = link(own_pages, target=SHOP)
    change_asset(core, LIT, status="archived")
    own_pages.front.server.cache.poll()
    assert scanned(own_pages, path).headers["location"] == "https://shop.example.org/"


def test_a_retired_link_leads_to_its_fallback_and_comes_back(own_pages: Pages) -> None:
    path = link(own_pages, target=SHOP, fallback="https://example.org/")
    retire_link(own_pages.front.house.core, HOUSE, BASE, path.removeprefix("/q/"))
    own_pages.front.server.cache.poll()
    assert scanned(own_pages, path).headers["location"] == "https://example.org/"
    lead_elsewhere(own_pages, path, {"is_retired": False})
    assert scanned(own_pages, path).headers["location"] == SHOP


def test_a_code_outlives_its_asset(own_pages: Pages) -> None:
    core = own_pages.front.house.core
    asset = world.add_asset(core)
    path = link(own_pages, asset_id=asset, target=SHOP, fallback="https://example.org/gone")
    assert scanned(own_pages, path).headers["location"] == SHOP
    with core.db.write() as session:
        session.execute(sa.delete(Asset).where(Asset.id == asset))
        note_change(session, asset)
    own_pages.front.server.cache.poll()
    assert scanned(own_pages, path).headers["location"] == "https://example.org/gone"


@pytest.mark.parametrize(
    ("code", "status", "french", "counted"),
    [
        (f"{WITHDRAWN}.a5", 410, "Ce contenu n’est plus là", 1),
        (f"{DRAFT}.a5", 404, "Ce code ne mène nulle part", 0),
        (f"{EMBARGO}.a5", 404, "Ce code ne mène nulle part", 0),
        (f"{PRINT_ONLY}.web.home", 451, "Ce contenu ne peut pas être montré ici", 1),
        (f"{FRANCE_ONLY}.a5", 451, "Ce contenu ne peut pas être montré ici", 1),
        ("nothing0", 404, "Ce code ne mène nulle part", 0),
    ],
)
def test_where_there_is_nothing_to_lead_to_a_page_says_so(
    own_pages: Pages, code: str, status: int, french: str, counted: int
) -> None:
    answer = scanned(own_pages, f"/q/{code}", accept_language="fr-CA, en;q=0.5")
    assert answer.status == status
    assert '<html lang="fr">' in answer.body.decode()
    assert french in answer.body.decode()
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="en">' in scanned(own_pages, f"/q/{code}", accept_language="en").body.decode()
    assert len(acts(own_pages)) == 2 * counted


@pytest.mark.parametrize(
    "code",
    [
        "",
        "a",
        "é",
        "%",
        "\x00",
        "a\x00b",
        "a/b",
        "../d",
        "q" * 5000,
        "a b",
        "'--",
        "{{7}}",
        f"{LIT}.",
        f"{LIT}.a.b.c",
    ],
)
def test_odd_codes_lead_nowhere(own_pages: Pages, code: str) -> None:
    answer = scanned(own_pages, f"/q/{code}")
    assert answer.status == 404
    assert acts(own_pages) == []


def test_signs_that_are_misread_are_understood(own_pages: Pages) -> None:
    made = link(own_pages, target=SHOP, code="0a1")
    assert scanned(own_pages, made).status == 302
    for typed in ("/q/OAI", "/q/oal", "/q/0A1"):
        assert scanned(own_pages, typed).headers.get("location") == SHOP


@pytest.mark.parametrize(
    ("agent", "actor"),
    [
        (CHROME, "human"),
        ("", "bot"),
        ("WhatsApp/2.23.20.0", "bot"),
        ("facebookexternalhit/1.1", "bot"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "bot"),
        ("TelegramBot (like TwitterBot)", "bot"),
        ("Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "bot"),
    ],
)
def test_who_scans_is_told_apart(own_pages: Pages, agent: str, actor: str) -> None:
    assert own_pages.get(f"/q/{LIT}", user_agent=agent).status == 302
    assert [act.actor for act in acts(own_pages)] == [actor]


def test_a_head_leads_and_is_not_counted(own_pages: Pages) -> None:
    answer = own_pages.get(f"/q/{LIT}", method="HEAD", **BROWSER)
    assert answer.status == 302
    assert own_pages.get(f"/q/{LIT}", method="POST", **BROWSER).status == 405
    assert acts(own_pages) == []


def test_a_range_is_no_matter(own_pages: Pages) -> None:
    assert scanned(own_pages, f"/q/{LIT}", range="bytes=5-9").status == 302
    assert len(acts(own_pages)) == 1


def test_whoever_guesses_is_slowed_down_and_known_codes_still_lead(own_pages: Pages) -> None:
    guesses = own_pages.app.state.links._guesses = Guesses(now=lambda: 0.0)
    scanned(own_pages, f"/q/{LIT}")
    assert scanned(own_pages, "/q/guess").status == 404
    for _ in range(FREE):
        guesses.note("203.0.113.7")
    slowed = scanned(own_pages, "/q/guess-again")
    assert (slowed.status, slowed.headers["retry-after"]) == (429, "1")
    assert scanned(own_pages, f"/q/{LIT}").status == 302


def test_one_who_scans_without_end_is_led_on_and_counted_no_more(own_pages: Pages) -> None:
    scans = own_pages.app.state.links._scans = Guesses(now=lambda: 0.0)
    assert scanned(own_pages, f"/q/{LIT}").status == 302
    for _ in range(FREE):
        scans.note("203.0.113.7")
    assert scanned(own_pages, f"/q/{LIT}").status == 302
    core = own_pages.front.house.core
    assert len(acts(own_pages)) == 1
    wait_until(
        lambda: world.outcomes(core, "link").get("too_many") == 1, seconds=10, what="the drop is counted"
    )
    assert world.outcomes(core, "link") == {"received": 2, "accepted": 1, "too_many": 1}


def test_a_disk_that_is_full_does_not_stop_a_redirect(own_pages: Pages, tmp_path: Path) -> None:
    desk = own_pages.app.state.links
    (tmp_path / "in-the-way").write_text("")
    desk.log._folder = tmp_path / "in-the-way" / "log"
    assert scanned(own_pages, f"/q/{LIT}").status == 302
    assert desk.log.lost == 1


def test_a_database_that_is_away_is_said(own_pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise sa.exc.OperationalError("away", None, Exception())

    monkeypatch.setattr("delivery.links.memory.load_known", away)
    answer = scanned(own_pages, f"/q/{LIT}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")


def test_a_journey_is_handed_on_to_people_who_may_be_followed(own_pages: Pages) -> None:
    house = own_pages.front.house
    object.__setattr__(house.settings, "journey_sites", ("shop.example.org",))
    path = link(own_pages, target=SHOP, carries_journey=True)
    location = urlsplit(scanned(own_pages, path).headers["location"])
    (token,) = parse_qs(location.query)["vj"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{26}", token)
    assert (location.hostname, location.fragment, parse_qs(location.query)["size"]) == (
        "shop.example.org",
        "top",
        ["m"],
    )
    assert scanned(own_pages, path, sec_gpc="1").headers["location"] == SHOP
    assert own_pages.get(path, user_agent="WhatsApp/2.23").headers["location"] == SHOP
    elsewhere = link(own_pages, target="https://other.example.org/", carries_journey=True)
    assert "vj=" not in scanned(own_pages, elsewhere).headers["location"]
    assert [act.journey for act in acts(own_pages)] == [token, "", "", ""]


def test_a_private_channel_gives_nothing_away(own_pages: Pages) -> None:
    core = own_pages.front.house.core
    for name in ("web", "app", "social", "email", "sms", "print"):
        save_channel(core, HOUSE, name, is_private=True)
    own_pages.front.server.cache.poll()
    assert scanned(own_pages, f"/q/{LIT}").status == 451
