"""axe-core finds nothing on any page: phone and desktop, light and dark, French and English, dialogs open."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page

from dam.accounts.access.brands import create_brand, list_brands
from dam.accounts.caller import HOUSE
from dam.assets.downloads import note_download
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.status import move_status
from dam.assets.subtitles import save_subtitles
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.moves import end_comparison, start_comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.steps import API, Context
from dam.ids import new_id
from delivery.outgoing.deliveries import ping
from delivery.outgoing.models import Probe, Purge
from delivery.outgoing.webhooks import create_webhook
from delivery.outgoing.withdrawals import current_withdrawal
from tests.admin_ui.houses import Home, asset_id, picture
from tests.browser.people import choose, sign_in
from tests.dam.engagement.comparing.world import act, expose, keys
from tests.films import make_film
from tests.packages import npm_packages
from tests.scale import LONG, many
from tests.sounds import make_sound

FOLDER = Path(__file__).parent

PAGES = (
    "/",
    "/?view=table",
    "/?q=zzzqqq",
    "/?status=approved&colour=blue",
    "/upload",
    "/assets/{asset}",
    "/assets/{asset}/rights?channel=social&territory=DE&until=2099-12-31",
    "/rights",
    "/consents",
    "/can-use",
    "/bulk",
    "/bulk/new",
    "/collections",
    "/channels",
    "/channels/social/presets/story",
    "/channels/social/new-preset",
    "/assets/{asset}/renditions/social/square.jpeg",
    "/assets/{asset}/renditions/social/story.jpeg",
    "/assets/{film}",
    "/assets/{sound}",
    "/insights",
    "/review",
    "/review/sent",
    "/trash",
    "/duplicates",
    "/unused",
    "/unused?view=aside",
    "/assets/{asset}/similar",
    "/assets/{asset}/uses",
    "/trash/{asset}",
    "/people",
    "/admin/groups",
    "/admin/brands",
    "/admin/brands/main",
    "/admin/downloads",
    "/account",
    "/account/second-factor",
    "/assets/{asset}/take",
    "/tokens",
    "/webhooks",
    "/webhooks/{webhook}",
    "/assets/nothing-here",
    "/assets/{coming}",
    "/assets/{gone}",
    "/no/such/page",
)

FIGURES = (
    "/insights",
    "/insights/journey",
    "/insights/sales",
    "/insights/feedback",
    "/insights/comparisons",
    "/insights/comparisons/new?asset={asset}",
    "/insights/comparisons/{comparison}",
    "/insights/counting",
    "/insights/why?figure=seen",
    "/assets/{asset}/insights",
    "/assets/{asset}/discussion",
    "/admin/workflow",
    "/links",
    "/links/{asset}.a5",
    "/admin/stages",
    "/admin/search",
    "/admin/fields",
    "/admin/fields/new",
    "/admin/vocabulary",
    "/admin/mapping",
    "/admin/audit",
    "/admin/seen",
    "/searches",
    "/demand",
    "/shares",
    "/portals",
    "/notices",
    "/assets/{asset}/versions",
    "/api/docs/privacy",
)
"""Pages of figures, of what is counted, and of what keeps it."""

EVERY_WAY = (
    (390, "light", "fr"),
    (1440, "dark", "en"),
    (390, "dark", "en"),
    (1440, "light", "fr"),
    (390, "light", "en"),
    (1440, "dark", "fr"),
    (390, "dark", "fr"),
    (1440, "light", "en"),
)
"""Width, theme and locale; two neighbours hold both of each, and the long run looks in every way."""

Looked = TypeVar("Looked")

WAYS = EVERY_WAY[: many(4, 8)]


def share(looked: Sequence[Looked], way: tuple[int, str, str]) -> Sequence[Looked]:
    """Return what is looked at in one way: one page by the first two, the next by the other two; in the long run all."""
    return looked if LONG else looked[WAYS.index(way) // 2 :: 2]


STORY = "/channels/social/presets/story"

TYPED = """{{
    const input = document.querySelector('[name={name}]');
    input.value = '{text}';
    input.dispatchEvent(new Event('input', {{bubbles: true}}));
}}"""

SHOWN = """new Promise((resolve) => {{
    const look = () => document.querySelector('{selector}') ? resolve() : setTimeout(look, 50);
    look();
}})"""
"""Comes to its end once something is there; Playwright waits for it 30 seconds at most."""

OPENED = (
    ("/", "document.getElementById('upload-dialog').showModal()"),
    ("/", "document.getElementById('help').showPopover()"),
    ("/", "document.getElementById('theme-menu').showPopover()"),
    ("/", "document.getElementById('facets').showPopover()"),
    ("/", "document.querySelectorAll('.pick input').forEach((box) => box.click())"),
    (
        "/",
        "document.querySelector('.pick input').click(); document.getElementById('status-menu').showPopover()",
    ),
    ("/assets/{asset}", "document.getElementById('move-withdrawn').showModal()"),
    ("/assets/{asset}", "document.querySelectorAll('details').forEach((each) => { each.open = true; })"),
    ("/assets/{gone}", "document.querySelectorAll('details').forEach((each) => { each.open = true; })"),
    ("/collections", "document.getElementById('new-collection').showModal()"),
    ("/channels", "document.getElementById('new-channel').showModal()"),
    ("/webhooks", "document.querySelector('[value=some]').click()"),
    ("/webhooks/{webhook}", "document.getElementById('delete-webhook').showModal()"),
    ("/channels/social/new-preset", "document.querySelector('.more-settings').open = true"),
    (STORY, TYPED.format(name="width", text="wide") + SHOWN.format(selector="#preview .wrong")),
    (STORY, TYPED.format(name="width", text="620") + SHOWN.format(selector=".moved-crops img")),
)
"""Pages with something opened on them."""


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's source; it is evaluated in the page's world, where the policy does not reach."""
    return (npm_packages(FOLDER) / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def moving(still_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The ids of a film with subtitles, and of a sound; nobody makes their files."""
    folder = tmp_path_factory.mktemp("moving")
    files = (
        make_film(folder / "Film.mp4", seconds=1, width=64, height=48, rate=5),
        make_sound(folder / "Son.wav", seconds=1),
    )
    film, sound = (
        receive_file(still_home.core, HOUSE, [file.read_bytes()], NewAsset(file.name)).asset_id
        for file in files
    )
    save_subtitles(
        still_home.core, HOUSE, film, "fr", "1\n00:00:00,000 --> 00:00:01,000\nÉté\n".encode(), "f.srt"
    )
    return film, sound


def told_webhook(home: Home) -> str:
    """Return the id of a webhook with lines in its log."""
    settings = home.house.settings
    webhook, _ = create_webhook(
        home.core, HOUSE, settings, url="https://hooks.example.org/vitrine", title="Boutique"
    )
    ping(home.core, HOUSE, settings, webhook.id)
    return webhook.id


def violations(page: Page, axe: str, within: str = "html") -> list[str]:
    """Run the checker on the whole page or a part of it, and say what it finds in one line each."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", within)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:160]!r}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


def have_two_brands(home: Home) -> None:
    """Add a brand, so that pages ask which one is meant."""
    if len(list_brands(home.core, HOUSE)) == 1:
        create_brand(home.core, HOUSE, name="Atelier")


def out_of_sight(page: Page) -> list[str]:
    """Say what has to be pushed aside to be seen: the page itself, or its rows of tabs."""
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    tabs = page.evaluate(
        "[...document.querySelectorAll('.tabs')].filter((row) => row.scrollWidth > row.clientWidth + 1).length"
    )
    wide = [f"is {overflow} px wider than the screen"] if overflow > 0 else []
    return [*wide, *(["has tabs that scroll out of sight"] if tabs else [])]


def withdrawn(home: Home) -> str:
    """Withdraw a new picture, with an edge that does not acknowledge and an address that is lit; return its id."""
    new = receive_file(home.core, HOUSE, [picture("#662244")], NewAsset("Retirée.jpg")).asset_id
    move_status(home.core, HOUSE, new, "approved")
    note_download(home.core, new, "", "somebody", "url")
    move_status(home.core, HOUSE, new, "withdrawn")
    with home.core.db.write() as session:
        receipt = current_withdrawal(session, new)
        assert receipt is not None
        told = Purge(
            id=new_id(), edge="http://10.0.0.5", key="k", asked_at=receipt.asked_at, error="HTTP 503"
        )
        asked = Probe(id=new_id(), url="https://cdn.example.org/d/web/card/x.webp", state="lit", status=200)
        for row in (told, asked):
            row.withdrawal_id = receipt.id
            session.add(row)
    return new


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme", "locale"), WAYS)
def test_no_violation(
    chromium: Browser,
    still_home: Home,
    axe: str,
    moving: tuple[str, str],
    width: int,
    theme: str,
    locale: str,
) -> None:
    film, sound = moving
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    choose(page, still_home, locale=locale, theme=theme)
    page.goto(f"{still_home.url}/sign-in")
    found = [f"/sign-in {line}" for line in violations(page, axe)]
    sign_in(page, still_home, locale=locale)
    asset = asset_id(still_home, "Vase bleu")
    coming = receive_file(still_home.core, HOUSE, [picture("#224466")], NewAsset("Bientôt.jpg")).asset_id
    told, gone = told_webhook(still_home), withdrawn(still_home)
    have_two_brands(still_home)
    for path, script in share((*((path, "") for path in PAGES), *OPENED), (width, theme, locale)):
        names = {
            "asset": asset,
            "coming": coming,
            "film": film,
            "sound": sound,
            "webhook": told,
            "gone": gone,
        }
        page.goto(still_home.url + path.format(**names))
        if script:
            page.evaluate(script)
        found += [f"{path} {script} {line}" for line in violations(page, axe)]
        found += [f"{path} {line}" for line in out_of_sight(page)]
    context.close()
    assert not found, "\n".join(found)


def some_events(home: Home, asset: str) -> None:
    """Put an event of each class into the ledger, and one that is left out."""
    event = {"asset": asset, "channel": "web", "placement": "home", "campaign": "spring"}
    events = [
        {**event, "class": "rendered"},
        {**event, "class": "seen"},
        {**event, "class": "acted"},
        {**event, "class": "sold", "value": "12.50", "currency": "EUR"},
        {**event, "class": "said", "kind": "rating", "rating": 4, "text": "Beau vase"},
        {**event, "class": "said", "kind": "nps", "rating": 9},
        {**event, "class": "glanced"},
    ]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 6


def compared(home: Home, asset: str) -> str:
    """Return the id of a comparison of two crops that has a winner."""
    arms = (PlannedArm(asset), PlannedArm(asset, "story"))
    made = create_comparison(home.core, HOUSE, Plan(asset, "social", arms, "square"))
    start_comparison(home.core, HOUSE, made.id, lambda *_: "")
    now = home.core.now()
    for place, converted in enumerate((5, 60)):
        visitors = keys("ab"[place], 120)
        expose(home.core, made.id, place, visitors, at=now)
        act(home.core, asset, visitors[:converted], at=now, channel="social")
    end_comparison(home.core, HOUSE, made.id)
    return made.id


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme", "locale"), EVERY_WAY[many(-2, 0) :])
def test_no_violation_among_figures(
    chromium: Browser, still_home: Home, axe: str, width: int, theme: str, locale: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    choose(page, still_home, locale=locale, theme=theme)
    sign_in(page, still_home, locale=locale)
    asset = asset_id(still_home, "Vase bleu")
    some_events(still_home, asset)
    found = []
    comparison = compared(still_home, asset)
    for path in FIGURES:
        answer = page.goto(still_home.url + path.format(asset=asset, comparison=comparison))
        assert answer is not None
        assert answer.status == 200, path
        found += [f"{path} {line}" for line in violations(page, axe)]
        found += [f"{path} {line}" for line in out_of_sight(page)]
    page.goto(f"{still_home.url}/insights")
    page.evaluate("document.getElementById('asked').showPopover()")
    # only what is open: the page beneath would be judged on the colours of what covers it
    found += [f"the dates and filters: {line}" for line in violations(page, axe, "#asked")]
    context.close()
    assert not found, "\n".join(found)
