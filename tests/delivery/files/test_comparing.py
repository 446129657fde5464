"""URLs under test: who is sent where, what nobody keeps, and that all other URLs are as they were."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.comparing.choice import choose_place
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.moves import end_comparison, move_by_the_clock, start_comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.engagement.comparing.views import ComparisonView
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.errors import Conflict
from delivery.files.answer import FileServer
from renditions.catalogue.models import Channel
from renditions.catalogue.standing import lacking_file
from tests.delivery.files.asking import Answer
from tests.delivery.files.conftest import FRANCE_ONLY, LIT, PRINT_ONLY, TOMORROW, Front, make_front
from tests.delivery.files.library import READY, add_renditions, change_asset

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
CARD = f"/d/web/card/{LIT}"
JPEG = f"{CARD}.jpg"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"


@pytest.fixture
def front(core: Core, tmp_path: Path) -> Iterator[Front]:
    front = make_front(core, tmp_path, territory_header="cf-ipcountry", trusted_proxies=1)
    keys, now = VisitorKeys(core.db, tmp_path), front.house.core.now()
    keys.refresh(now)
    front.house = replace(front.house, log=DeliveryLog(front.log, keys, now.timestamp))
    front.server = FileServer(front.house)
    front.state.state.house = front.house
    front.server.start()
    yield front
    front.server.stop()
    front.house.log.close()


def visit(front: Front, target: str, visitor: int, method: str = "GET", **headers: str) -> Answer:
    return front.ask(target, method, user_agent=CHROME.format(visitor), **headers)


def start(front: Front, *assets: str, preset: str = "card", **more: object) -> ComparisonView:
    arms = tuple(PlannedArm(asset) for asset in (LIT, *assets))
    return begin(front, Plan(LIT, "web", arms, preset, **more))  # type: ignore[arg-type]


def begin(front: Front, plan: Plan) -> ComparisonView:
    core = front.house.core
    started = start_comparison(core, HOUSE, create_comparison(core, HOUSE, plan).id, lacking_file)
    front.server.cache.poll()
    return started


def exposures(front: Front) -> list[tuple[str, str]]:
    lines = [json.loads(line) for path in front.log.glob("*") for line in path.read_text().splitlines()]
    return [(line["arm"], line["visitor"]) for line in lines if "arm" in line]


def asset_behind(front: Front, answer: Answer) -> str:
    assert answer.status == 302, answer.body
    pinned = front.ask(answer.headers["location"])
    assert pinned.status == 200
    return pinned.headers["surrogate-key"].split()[0].removeprefix("asset-")


def test_each_visitor_is_sent_to_an_arm_and_stays_there(front: Front) -> None:
    comparison = start(front, TOMORROW)
    first = {number: asset_behind(front, visit(front, JPEG, number)) for number in range(100, 140)}
    again = {number: asset_behind(front, visit(front, JPEG, number)) for number in range(100, 140)}
    assert first == again
    assert set(first.values()) == {LIT, TOMORROW}
    told = Counter(exposures(front))
    assert set(told.values()) == {2}
    arms = {"0": LIT, "1": TOMORROW}
    assert Counter(arms[arm.removeprefix(f"{comparison.id}:")] for arm, _ in told) == Counter(first.values())


def test_the_redirect_is_for_nobody_else(front: Front) -> None:
    start(front, TOMORROW)
    plain = front.ask(f"/d/web/card/{TOMORROW}.jpg").headers
    answer = visit(front, JPEG, 100)
    assert (answer.status, answer.body, answer.headers["content-length"]) == (302, b"", "0")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["location"].startswith("/i/web/")
    for name in ("surrogate-key", "cache-tag", "etag", "last-modified", "content-type", "cdn-cache-control"):
        assert name not in answer.headers
    for name in ("access-control-allow-origin", "cross-origin-resource-policy", "timing-allow-origin"):
        assert answer.headers[name] == plain[name]
    assert "vary" not in answer.headers
    negotiated = visit(front, CARD, 100, accept="image/avif,image/*")
    assert negotiated.headers["vary"] == "Accept"
    assert negotiated.headers["location"].endswith(".avif")
    edge = visit(front, JPEG, 100, vitrine_edge="nginx")
    assert edge.headers["cache-control"] == "private, no-store"
    assert "vitrine-cache-control" not in edge.headers
    before = len(exposures(front))
    choices = visit(front, JPEG, 100, vitrine_edge="nginx", vitrine_visitors="ask")
    assert (choices.status, choices.headers["x-accel-expires"]) == (300, "5")
    assert choices.headers["cache-control"] == "private, no-store"
    assert len(exposures(front)) == before
    known = visit(front, JPEG, 100, if_none_match="*", range="bytes=0-9")
    assert known.status == 302


def test_head_is_sent_the_same_way_and_is_no_exposure(front: Front) -> None:
    start(front, TOMORROW)
    for number in range(100, 110):
        head, got = visit(front, JPEG, number, "HEAD"), visit(front, JPEG, number)
        assert (head.status, head.headers) == (302, got.headers)
    assert len(exposures(front)) == 10


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_gpc": "1"},
        {"dnt": "1"},
        {"user_agent": GOOGLEBOT},
        {"user_agent": GMAIL},
        {"user_agent": "kube-probe/1.31"},
        {"user_agent": ""},
        {"sec_purpose": "prefetch"},
        {"cookie": "vitrine=abc"},
    ],
)
def test_who_is_no_visitor_gets_the_control_and_is_not_counted(front: Front, headers: dict[str, str]) -> None:
    start(front, TOMORROW)
    for number in range(100, 112):
        answer = front.ask(JPEG, **{"user_agent": CHROME.format(number), **headers})
        assert asset_behind(front, answer) == LIT
        assert answer.headers["cache-control"] == "private, no-store"
    assert exposures(front) == []


def test_other_urls_are_answered_as_before_and_the_exposure_is_no_fetch(front: Front) -> None:
    before = front.ask(f"/d/web/thumb/{LIT}.webp")
    start(front, TOMORROW)
    for target in (f"/d/web/thumb/{LIT}.webp", f"/d/web/card/{TOMORROW}.jpg", f"/d/email/hero/{LIT}.jpg"):
        assert visit(front, target, 100).status == 200
    assert visit(front, f"/d/web/thumb/{LIT}.webp", 100).headers == before.headers
    fetched = front.fetches()
    visit(front, JPEG, 100)
    assert front.fetches() == fetched + 1
    assert len(exposures(front)) == 1


def test_a_whole_channel_may_be_compared(front: Front, core: Core) -> None:
    with core.db.write() as session:
        for preset in ("hero", "thumb"):
            for variant in ("1600w", "2400w") if preset == "hero" else ("",):
                add_renditions(session, core.store, f"v1-{TOMORROW}", READY, preset=preset, variant=variant)
    start(front, TOMORROW, preset="")
    for target in (JPEG, f"/d/web/hero@1600w/{LIT}.webp", f"/d/web/thumb/{LIT}.webp"):
        behind = {asset_behind(front, visit(front, target, number)) for number in range(100, 120)}
        assert behind == {LIT, TOMORROW}, target


def test_another_crop_of_the_same_asset_may_be_an_arm(front: Front) -> None:
    begin(front, Plan(LIT, "web", (PlannedArm(LIT), PlannedArm(LIT, "hero")), "card"))
    keys = set()
    for number in range(100, 120):
        location = visit(front, JPEG, number).headers["location"]
        keys.add(front.ask(location).headers["surrogate-key"].split()[3])
    assert keys == {"preset-web-card", "preset-web-hero"}


def test_start_and_end_are_followed_at_once(front: Front) -> None:
    assert [visit(front, JPEG, 100).status for _ in range(3)] == [200] * 3
    comparison = start(front, TOMORROW)
    assert visit(front, JPEG, 100).status == 302
    end_comparison(front.house.core, HOUSE, comparison.id)
    front.server.cache.poll()
    assert [visit(front, JPEG, 100).status for _ in range(3)] == [200] * 3


def test_the_clock_ends_a_test_before_anybody_says_so(front: Front, core: Core) -> None:
    now = front.house.core.now()
    comparison = start(front, TOMORROW, ends_at=now + timedelta(hours=1))
    later = make_front(core, front.log.parent, territory_header="cf-ipcountry")
    later.house = replace(later.house, core=replace(core, now=lambda: now + timedelta(hours=2)))
    later.server = FileServer(later.house)
    later.server.start()
    try:
        assert visit(later, JPEG, 100).status == 200
        assert move_by_the_clock(later.house.core) == 1
    finally:
        later.server.stop()
    assert comparison.state == "running"


def test_an_arm_that_goes_dark_is_left_out_and_a_dark_control_is_dark(front: Front) -> None:
    start(front, TOMORROW)
    change_asset(front.house.core, TOMORROW, status="withdrawn")
    front.server.cache.poll()
    assert {asset_behind(front, visit(front, JPEG, number)) for number in range(100, 120)} == {LIT}
    told = exposures(front)
    assert {arm[-2:] for arm, _ in told} == {":0"}
    assert 0 < len(told) < 20  # those whom the dark arm would have had are no exposures of the control
    change_asset(front.house.core, LIT, status="withdrawn")
    front.server.cache.poll()
    assert visit(front, JPEG, 100).status == 410
    assert exposures(front) == told


def test_an_arm_left_out_gets_nobody_when_it_is_lit_again(front: Front) -> None:
    start(front, TOMORROW)
    for status in ("withdrawn", "approved"):
        change_asset(front.house.core, TOMORROW, status=status)
        move_by_the_clock(front.house.core)
    front.server.cache.poll()
    assert {asset_behind(front, visit(front, JPEG, number)) for number in range(100, 120)} == {LIT}


def test_saving_a_file_gives_the_arm_that_was_seen(front: Front) -> None:
    start(front, TOMORROW)
    for number in range(100, 110):
        seen, saved = visit(front, JPEG, number), visit(front, f"{JPEG}?download=1", number)
        assert saved.headers["location"] == seen.headers["location"] + "?download=1"
        assert front.ask(saved.headers["location"]).headers["content-disposition"].startswith("attachment")


def test_an_arm_is_only_shown_where_it_is_granted(front: Front) -> None:
    start(front, FRANCE_ONLY)
    shown = {
        country: {
            front.ask(
                visit(front, JPEG, number, cf_ipcountry=country).headers["location"], cf_ipcountry=country
            )
            .headers["surrogate-key"]
            .split()[0]
            for number in range(100, 120)
        }
        for country in ("FR", "DE")
    }
    assert shown == {"FR": {f"asset-{LIT}", f"asset-{FRANCE_ONLY}"}, "DE": {f"asset-{LIT}"}}


@pytest.mark.parametrize(
    ("asset", "channel", "preset", "why"),
    [
        (PRINT_ONLY, "web", "card", "Arm B is not approved for the channel web"),
        (TOMORROW, "web", "hero", "web/hero@1600w is not there as avif"),
        (TOMORROW, "web", "nosuch", "there is no preset"),
        (TOMORROW, "admin", "thumb", "no channel that is open"),
        (TOMORROW, "instore", "landscape", "no channel that is open"),
        (TOMORROW, "email", "", "email/hero is not there as jpeg"),
    ],
)
def test_a_test_starts_only_where_every_arm_stands_ready(
    front: Front, asset: str, channel: str, preset: str, why: str
) -> None:
    core = front.house.core
    draft = create_comparison(core, HOUSE, Plan(LIT, channel, (PlannedArm(LIT), PlannedArm(asset)), preset))
    with pytest.raises(Conflict, match=why):
        start_comparison(core, HOUSE, draft.id, lacking_file)


def test_a_channel_that_becomes_private_is_compared_no_more(front: Front) -> None:
    start(front, TOMORROW)
    core = front.house.core
    with core.db.write() as session:
        session.get_one(Channel, "web").is_private = True
    change_asset(core, LIT, title="told to every cache")
    front.server.cache.poll()
    assert visit(front, JPEG, 100).status == 404
    assert visit(front, JPEG, 100, authorization=front.token("viewer")).status == 200


def test_the_choice_follows_the_weights() -> None:
    places = Counter(
        choose_place("aaaaaaaaaaaaaaaa", f"{number:016x}", (70, 20, 10)) for number in range(20_000)
    )
    assert [round(places[place] / 20_000, 1) for place in range(3)] == [0.7, 0.2, 0.1]
    pairs = Counter(
        (choose_place("a", f"{number:016x}", (1, 1)), choose_place("b", f"{number:016x}", (1, 1)))
        for number in range(20_000)
    )
    assert all(abs(count - 5_000) < 300 for count in pairs.values())  # one choice tells nothing of another
