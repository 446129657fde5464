"""Packs: the same figures with them and without, also after late events, in every zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE, Caller, Role
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.border import border_day
from dam.engagement.event import Actor
from dam.engagement.insights.forms import as_json
from dam.engagement.insights.query import GROUPS, InsightsQuery, last_days
from dam.engagement.insights.read import read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import never_used
from dam.engagement.models import RollupPack
from dam.engagement.recounting.recount_packs import recount_packs
from dam.engagement.rollups.packing import pack_rollups
from dam.engagement.rollups.packs import pack_rows, read_rows, read_sums, unpack_rows
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core in Paris at a known moment, two days after the clocks went forward."""
    return make_core(core_on_each.db, now=Clock(NOW), zone=PARIS)


def some_use(core: Core, number: int, seed: int, *, within: timedelta = timedelta(days=6)) -> list[str]:
    """Send events of all sorts on some assets."""
    random = Random(seed)
    assets = [add_asset(core, title=f"Asset {place}", owner="kim") for place in range(6)]
    for place in range(number):
        class_ = random.choice(("seen", "seen", "acted", "fetched", "sold"))
        more: dict[str, Any] = {"at": rfc3339(NOW - within * random.random())}
        if class_ == "sold":
            more |= {"value": f"{random.randrange(900)}.50", "currency": random.choice(("EUR", "USD"))}
        event = an_event(
            random.choice(assets),
            class_,
            random.choice(("web", "app", "email")),
            placement=random.choice(("home", "", "basket")),
            campaign=random.choice(("", "spring")),
            **more,
        )
        actor = random.choice((Actor.HUMAN, Actor.HUMAN, Actor.BOT))
        send(core, event, visitor=f"{place % 7:x}", actor=actor, site=random.choice(("a.example", "")))
    return assets


def questions(assets: list[str]) -> list[InsightsQuery]:
    """Return questions of every group, with and without filters, in both orders."""
    usual = last_days(7, NOW, zone=PARIS)
    filters: list[dict[str, Any]] = [
        {},
        {"actor": "all"},
        {"asset": assets[0]},
        {"asset": assets[1], "class_": "sold"},
        {"channel": "web", "class_": "seen"},
        {"campaign": "", "site": "a.example"},
        {"version": ""},
        {"placement": "nowhere"},
    ]
    pairs = [*zip((None, *GROUPS), cycle(filters)), *product((None, "asset", "version"), filters)]
    asked = [replace(usual, group=group, **some) for group, some in pairs]
    asked += [
        replace(usual, group="asset", sort=sort) for sort in ("sold", "-sold", "name", "-name", "-events")
    ]
    part = replace(usual, start=NOW - timedelta(days=3, hours=5), end=NOW - timedelta(hours=7))
    return [*asked, replace(part, group="channel"), replace(part, group="asset", compare="previous")]


def answers(core: Core, asked: list[InsightsQuery]) -> list[dict[str, Any]]:
    return [as_json(read_insights(core, HOUSE, query)) for query in asked]


def count_packs(core: Core, level: str) -> int:
    with core.db.read() as session:
        count = session.scalar(
            sa.select(sa.func.count()).select_from(RollupPack).where(RollupPack.level == level)
        )
    return count or 0


def test_every_answer_is_the_same_with_packs_and_without(told: Core) -> None:
    assets = some_use(told, 90, 1)
    asked = questions(assets)
    loose = answers(told, asked)
    assert loose[0]["totals"]["seen"] > 12
    risen = rising(told, HOUSE, replace(asked[0], start=NOW - timedelta(days=3), actor="all"))

    assert pack_rollups(told, seconds=60) > 20
    assert [count_packs(told, level) for level in ("day", "visitors", "assets")] == [6, 6, 6]
    assert answers(told, asked) == loose
    assert rising(told, HOUSE, replace(asked[0], start=NOW - timedelta(days=3), actor="all")) == risen
    assert pack_rollups(told, seconds=60) == 0


def test_an_event_that_comes_late_counts_at_once(told: Core) -> None:
    assets = some_use(told, 30, 2)
    pack_rollups(told, seconds=60)
    asked = replace(last_days(7, NOW, zone=PARIS), group="day", actor="all")
    before = sum(item["seen"] for item in answers(told, [asked])[0]["items"])
    send(told, an_event(assets[0], at=rfc3339(NOW - timedelta(days=4))))
    send(told, an_event(add_asset(told), at=rfc3339(NOW - timedelta(days=4))))
    by_asset = replace(asked, group="asset")
    loose = answers(told, [asked, by_asset])
    assert sum(item["seen"] for item in loose[0]["items"]) == before + 2
    assert pack_rollups(told, seconds=60) >= 2
    assert answers(told, [asked, by_asset]) == loose


def test_packs_of_another_zone_are_not_taken_for_local_days(told: Core, make_core: MakeCore) -> None:
    some_use(told, 40, 3)
    pack_rollups(told, seconds=60)
    asked = replace(last_days(7, NOW, zone=UTC), group="day")
    in_utc = make_core(told.db, now=Clock(NOW), zone=UTC)
    loose = answers(in_utc, [asked])
    pack_rollups(in_utc, seconds=60)
    assert answers(in_utc, [asked]) == loose
    assert answers(told, [replace(last_days(7, NOW, zone=PARIS), group="day")])[0]["items"]


def test_hidden_assets_are_passed_over_however_much_they_are_used(told: Core) -> None:
    drafts = [add_asset(told, status="draft", owner="kim") for _ in range(3)]
    shown = add_asset(told, title="Coat")
    yesterday = rfc3339(NOW - timedelta(days=1))
    send(
        told,
        *(an_event(draft, at=yesterday) for draft in drafts for _ in range(3)),
        an_event(shown, at=yesterday),
    )
    unused = add_asset(told, title="Hat")
    assert [item.key for item in never_used(told, HOUSE).items] == [unused]
    pack_rollups(told, seconds=60)
    assert [item.key for item in never_used(told, HOUSE).items] == [unused]
    viewer = Caller("person", "lou", "lou", Role.VIEWER)
    for sort in ("", "name"):
        query = replace(last_days(7, NOW, zone=PARIS), group="asset", limit=1, sort=sort)
        assert [item.title for item in read_insights(told, viewer, query).items] == ["Coat"]


def test_a_pack_that_says_something_else_is_put_right(told: Core) -> None:
    some_use(told, 20, 4)
    pack_rollups(told, seconds=60)
    asked = [replace(last_days(7, NOW, zone=PARIS), group="day", actor="all")]
    right = answers(told, asked)
    border = border_day(NOW)
    assert recount_packs(told, border, mend=True) == 0
    sums, rows = pack_rows([(1, 0, 1, 99, 0)])
    with told.db.write() as session:
        session.execute(sa.update(RollupPack).values(sums=sums, rows=rows))
    assert answers(told, asked) != right
    assert recount_packs(told, border, mend=False) > 2
    assert recount_packs(told, border, mend=True) > 2
    assert answers(told, asked) == right


ROWS = st.lists(
    st.tuples(
        st.integers(1, 5),
        st.integers(0, 3),
        st.integers(1, 70_000),
        st.integers(0, 2**40),
        st.integers(-(2**50), 2**50),
    ),
    max_size=30,
)


@given(ROWS)
def test_a_pack_holds_what_was_packed(rows: list[tuple[int, int, int, int, int]]) -> None:
    sums, content = pack_rows(rows)
    expected: dict[tuple[int, int, int], list[int]] = {}
    for asset, version, shape, count, value in rows:
        entry = expected.setdefault((asset, version, shape), [0, 0])
        entry[0] += count
        entry[1] += value
    table = unpack_rows(read_sums(sums), read_rows(content))
    assert {tuple(row[:3]): row[3:] for row in table.tolist()} == expected
