"""Figures of one brand: right with packs and without, and told to nobody who may not see all that they count."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dam.accounts.access.brands import create_brand
from dam.accounts.caller import HOUSE, Caller, Grant, Role
from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.insights.journey_map import journey_map
from dam.engagement.insights.of_brands import brands_with_figures
from dam.engagement.insights.query import InsightsQuery, last_days
from dam.engagement.insights.read import Figures, read_insights
from dam.engagement.insights.rising import rising
from dam.engagement.insights.usage import days_by_channel, never_used, today_by_hour
from dam.engagement.insights.why import why
from dam.engagement.insights.words import read_feedback
from dam.engagement.rollups.packing import pack_rollups
from dam.errors import Forbidden, NotFound
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, a_line, add_asset, an_event, send, send_lines

NOW = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)
SOME_TIME_AGO = "2026-03-29T08:00:00Z"


@pytest.fixture
def told(core_on_each: Core, make_core: MakeCore) -> Core:
    """A core at a known moment."""
    return make_core(core_on_each.db, now=Clock(NOW))


def of_brand(brand: str | None, **more: object) -> InsightsQuery:
    return replace(last_days(7, NOW), brand=brand, **more)  # type: ignore[arg-type]


def manager_of(brand: str, role: Role = Role.MANAGER) -> Caller:
    return Caller("person", "guest", "A guest", None, grants=(Grant("brand", brand, role),))


def put_into(core: Core, asset_id: str, brand: str) -> None:
    with core.db.write() as session:
        session.execute(sa.update(Asset).where(Asset.id == asset_id).values(brand_id=brand))


def two_brands(core: Core) -> tuple[str, str, str]:
    """Return a brand beside the main one, with an asset of it and one of the main brand; both were met."""
    brand = create_brand(core, HOUSE, name="Atelier").id
    theirs, others = add_asset(core, title="Vase"), add_asset(core, title="Coat")
    put_into(core, theirs, brand)
    for at in (SOME_TIME_AGO, "2026-03-31T09:10:00Z"):
        send(core, an_event(theirs, at=at), visitor="a1")
        send(core, an_event(others, at=at), an_event(others, "acted", "app", at=at), visitor="b2")
    said = an_event(theirs, "said", kind="comment", text="Lovely", at=SOME_TIME_AGO)
    send(core, said, an_event(others, "said", kind="comment", text="Warm", at=SOME_TIME_AGO))
    return brand, theirs, others


def test_they_are_the_same_with_packs_and_without(told: Core) -> None:
    brand, theirs, others = two_brands(told)

    def answers() -> list[object]:
        asked = [of_brand(each, group=group) for each in (brand, "main") for group in ("asset", "day", None)]
        found = [read_insights(told, HOUSE, query) for query in asked]
        return [(each.totals, each.items) for each in found]

    loose = answers()
    assert read_insights(told, HOUSE, of_brand(brand)).totals == Figures(seen=2, said=1)
    assert read_insights(told, HOUSE, of_brand("main")).totals == Figures(seen=2, acted=2, said=1)
    assert [item.key for item in read_insights(told, HOUSE, of_brand("main", group="asset")).items] == [
        others
    ]
    assert pack_rollups(told, seconds=60)
    assert answers() == loose
    assert read_insights(told, HOUSE, of_brand(brand, asset=others)).totals == Figures()
    put_into(told, theirs, "main")
    assert read_insights(told, HOUSE, of_brand(brand)).totals == Figures()
    assert read_insights(told, HOUSE, of_brand("main")).totals.seen == 4


def test_a_manager_of_a_brand_reads_all_of_it_and_nothing_else(told: Core) -> None:
    brand, theirs, others = two_brands(told)
    unmet = add_asset(told, title="Bowl")
    put_into(told, unmet, brand)
    send_lines(told, a_line(told, theirs), a_line(told, others))
    manager, asked = manager_of(brand), of_brand(brand)

    found = read_insights(told, manager, replace(asked, group="asset"))
    assert ([item.title for item in found.items], found.totals.fetched, found.dropped) == (["Vase"], 1, {})
    assert {count.channel for count in days_by_channel(told, manager, asked)} == {"web"}
    assert sum(hour.figures.seen for hour in today_by_hour(told, manager, asked)) == 1
    assert [item.key for item in never_used(told, manager, brand=brand).items] == [unmet]
    assert [words.text for words in read_feedback(told, manager, asked).words.items] == ["Lovely"]
    assert {event.asset for event in why(told, manager, asked, "events").sample} == {theirs}
    assert why(told, manager, asked, "events").received == 0
    cells = journey_map(told, manager, asked, ("web",)).cells
    assert sum(cell.figures.events for cell in cells) == 4
    assert rising(told, manager, asked) == ()
    assert [each.id for each in brands_with_figures(told, manager)] == [brand]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR])
def test_nobody_reads_figures_of_more_than_they_may_see(told: Core, role: Role) -> None:
    brand, _, _ = two_brands(told)
    readers = (
        lambda caller, query: read_insights(told, caller, query),
        lambda caller, query: never_used(told, caller, brand=query.brand),
        lambda caller, query: journey_map(told, caller, query),
        lambda caller, query: rising(told, caller, query),
        lambda caller, query: why(told, caller, query, "seen"),
        lambda caller, query: read_feedback(told, caller, query),
    )
    for read in readers:
        with pytest.raises(Forbidden, match="for its managers"):
            read(manager_of(brand, role), of_brand(brand))
        with pytest.raises(NotFound):
            read(manager_of(brand), of_brand("main"))
        with pytest.raises(Forbidden, match="in the whole house"):
            read(manager_of(brand), of_brand(None))
        with pytest.raises(NotFound):
            read(HOUSE, of_brand("gone"))
    assert brands_with_figures(told, manager_of(brand, role)) == []
    in_house = Caller("person", "v", "V", role)
    assert [each.id for each in brands_with_figures(told, in_house)] == ["main", brand]
    assert read_insights(told, in_house, of_brand(brand)).totals.seen == 2


def test_who_asks_for_one_asset_is_not_told_how_many_others_are_live(told: Core) -> None:
    brand, theirs, _ = two_brands(told)
    with told.db.write() as session:
        session.execute(sa.update(Asset).values(status="approved", ready_channels=["web"]))
    for named, live in ((None, 1), (brand, 1), ("main", 0)):
        cells = journey_map(told, manager_of(brand), of_brand(named, asset=theirs), ("web",)).cells
        assert {cell.live_assets for cell in cells if cell.is_served} == {live}, named
