"""Sales in the ledger are credited to what their journey touched, once, whoever works and whatever comes late."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.attribution.chore import credit_journeys
from dam.engagement.attribution.crediting import MODELS, WHOLE, WINDOWS
from dam.engagement.attribution.limits import SALES
from dam.engagement.attribution.models import Credit
from dam.engagement.attribution.query import CREDIT_GROUPS, CreditsQuery, read_credits_query
from dam.engagement.attribution.read import read_credits, sales_by_stage_and_channel
from dam.engagement.attribution.recount import recount_credits
from dam.engagement.event import Actor
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import read_insights
from dam.engagement.journeys import new_journey
from dam.engagement.models import DueJourney, Event, SaidCount
from dam.engagement.recounting.purge import purge_engagement
from dam.errors import Invalid, NotFound, NotSignedIn
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

NOW = datetime(2026, 3, 21, 10, tzinfo=UTC)
VIEWER = Caller("person", "v", "v", Role.VIEWER)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def house(core_on_each: Core, make_core: MakeCore, clock: Clock) -> Core:
    return make_core(core_on_each.db, now=clock)


def ago(**time: float) -> str:
    return rfc3339(NOW - timedelta(**time))


def sale(asset: str, journey: str = "", **more: object) -> dict[str, object]:
    return {
        "asset": asset, "channel": "web", "class": "sold", "value": "100.00", "currency": "EUR",
        "at": ago(minutes=1), "journey": journey, **more,
    }  # fmt: skip


def asked(core: Core, **parameters: str) -> CreditsQuery:
    return read_credits_query({"to": NOW.date().isoformat(), **parameters}, core.now(), core.zone)


def owed(core: Core, **parameters: str) -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """Return sales and value by (basis, key); every answer is held to the sales of its period."""
    query = asked(core, **parameters)
    found = read_credits(core, HOUSE, query)
    items: Counter[str] = Counter()
    for item in found.items:
        items[item.basis] += item.owed.permille
    assert dict(items) == {basis: each.permille for basis, each in found.bases.items() if each.permille}
    if not query.asked.filters:
        assert sum(each.permille for each in found.bases.values()) == found.sales.permille
        by_currency: Counter[str] = Counter()
        for each in found.bases.values():
            by_currency.update(each.value)
        assert {currency: minor for currency, minor in by_currency.items() if minor} == {
            currency: minor for currency, minor in found.sales.value.items() if minor
        }
    return {(item.basis, item.key): (item.owed.sales, dict(item.owed.amounts)) for item in found.items}


def credits(core: Core) -> list[tuple[object, ...]]:
    with core.db.read() as session:
        return [
            tuple(row)
            for row in session.execute(sa.select(Credit.__table__).order_by(*Credit.__table__.primary_key))
        ]


def test_a_journey_is_credited_by_every_model_and_adds_up_to_the_insights(house: Core) -> None:
    mail, poster, page = (add_asset(house, title=title) for title in ("Mail", "Poster", "Page"))
    token = new_journey(NOW)
    send(
        house,
        an_event(mail, "acted", "email", campaign="spring", journey=token, at=ago(days=7, minutes=1)),
        an_event(page, "seen", "web", journey=token, at=ago(minutes=1)),
        sale(page, token),
        sale(poster, campaign="spring", value="30.00"),
        sale(poster, value="1200", currency="JPY"),
        sale(poster, campaign="winter", value="-12.50", kind="return"),
    )
    assert credit_journeys(house) == 1
    assert owed(house) == {
        ("journey", mail): ("1.000", {"EUR": "100.00"}),
        ("campaign", ""): ("2.000", {"EUR": "17.50"}),
        ("none", ""): ("1.000", {"JPY": "1200"}),
    }
    assert owed(house, model="linear")["journey", page] == ("0.500", {"EUR": "50.00"})
    assert owed(house, model="time_decay")["journey", page] == ("0.667", {"EUR": "66.67"})
    assert owed(house, model="last", window="7")["journey", mail] == ("1.000", {"EUR": "100.00"})
    assert owed(house, group="campaign") == {
        ("journey", "spring"): ("1.000", {"EUR": "100.00"}),
        ("campaign", "spring"): ("1.000", {"EUR": "30.00"}),
        ("campaign", "winter"): ("1.000", {"EUR": "-12.50"}),
        ("none", ""): ("1.000", {"JPY": "1200"}),
    }
    assert owed(house, group="day")["journey", "2026-03-21"][0] == "1.000"
    assert owed(house, group="channel")["journey", "email"][0] == "1.000"
    assert owed(house, group="stage")["journey", "retention"][0] == "1.000"
    assert owed(house, asset=mail) == {("journey", mail): ("1.000", {"EUR": "100.00"})}
    assert set(owed(house, campaign="spring")) == {("journey", mail), ("campaign", "")}
    assert set(owed(house, campaign="none", model="linear")) == {("journey", page), ("none", "")}
    by_pair = sales_by_stage_and_channel(house, HOUSE, asked(house, model="linear"))
    assert {pair: each.sales for pair, each in by_pair.items()} == {
        ("retention", "email"): "0.500", ("research", "web"): "0.500",
    }  # fmt: skip
    for group in CREDIT_GROUPS:
        for model in MODELS:
            for window in WINDOWS:
                owed(house, group=group, model=model, window=str(window))
    insights = read_insights(house, HOUSE, InsightsQuery(NOW - timedelta(days=1), NOW))
    assert read_credits(house, HOUSE, asked(house)).sales.amounts == insights.totals.value


def test_a_late_touch_moves_the_credit_and_a_repeat_changes_nothing(house: Core) -> None:
    first, late, sold = add_asset(house), add_asset(house), add_asset(house)
    token = new_journey(NOW)
    send(house, an_event(first, "acted", "email", journey=token, at=ago(days=3)), sale(sold, token))
    credit_journeys(house)
    assert ("journey", first) in owed(house)
    before = credits(house)
    assert credit_journeys(house) == 0
    send(house, an_event(first, "fetched", "email", journey=token))
    credit_journeys(house)
    assert credits(house) == before
    send(house, an_event(late, "acted", "social", journey=token, at=ago(days=1)))
    send(house, an_event(late, "acted", "print", journey=token, at=ago(hours=1)), actor=Actor.BOT)
    assert credit_journeys(house) == 1
    assert owed(house)["journey", late] == ("1.000", {"EUR": "100.00"})
    assert owed(house, group="channel").keys() == {("journey", "social")}
    assert recount_credits(house, HOUSE).unlike == 0


def test_what_came_while_a_journey_was_credited_is_credited_next(house: Core) -> None:
    asset, token = add_asset(house), new_journey(NOW)
    send(house, sale(asset, token))
    with house.db.read() as session:
        mark = session.scalars(sa.select(DueJourney.mark)).one()
    send(house, an_event(asset, "acted", "email", journey=token, at=ago(hours=1)))
    with house.db.read() as session:
        assert session.scalars(sa.select(DueJourney.mark)).one() > mark
    assert credit_journeys(house) == 1
    assert owed(house)["journey", asset][0] == "1.000"


def test_many_workers_credit_each_sale_once(house: Core) -> None:
    assets = [add_asset(house) for _ in range(3)]
    tokens = [new_journey(NOW) for _ in range(12)]

    def live(number: int) -> None:
        token = tokens[number % 12]
        send(house, an_event(assets[number % 3], "acted", "email", journey=token, at=ago(hours=number + 1)))
        send(house, sale(assets[0], token, value="9.99"))
        credit_journeys(house)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(live, range(36)))
    while credit_journeys(house):
        pass
    with house.db.read() as session:
        sums = session.execute(
            sa.select(
                Credit.model, Credit.window, sa.func.sum(Credit.permille), sa.func.sum(Credit.value_minor)
            ).group_by(Credit.model, Credit.window)
        ).all()
    assert {tuple(row) for row in sums} == {
        (model, window, 36 * WHOLE, 36 * 999) for model in MODELS for window in WINDOWS
    }
    assert recount_credits(house, HOUSE, mend=False) == recount_credits(house, HOUSE)
    assert recount_credits(house, HOUSE).unlike == 0


def test_a_recount_finds_and_mends_what_is_wrong(house: Core) -> None:
    mail, sold, token = add_asset(house), add_asset(house), new_journey(NOW)
    send(
        house, an_event(mail, "acted", "email", journey=token, at=ago(days=1)), sale(sold, token), sale(sold)
    )
    credit_journeys(house)
    right = credits(house)
    with house.db.write() as session:
        session.execute(sa.update(Credit).where(Credit.model == "linear").values(value_minor=1))
        session.execute(sa.delete(Credit).where(Credit.model == "first"))
        row = session.scalars(sa.select(Credit).where(Credit.model == "last", Credit.window == 7)).one()
        values = {column.name: getattr(row, column.name) for column in Credit.__table__.columns}
        session.execute(sa.insert(Credit), {**values, "sale_seq": 999_999})
    assert recount_credits(house, HOUSE, mend=False).unlike == 2
    assert (recount_credits(house, HOUSE).unlike, recount_credits(house, HOUSE).unlike) == (2, 0)
    assert credits(house) == right
    with pytest.raises(NotSignedIn):
        recount_credits(house, ANONYMOUS)


def test_credits_outlive_their_touches_and_are_not_counted_from_half_of_them(
    house: Core, clock: Clock
) -> None:
    mail, social, sold, token = *(add_asset(house) for _ in range(3)), new_journey(NOW - timedelta(days=80))
    send(
        house,
        an_event(mail, "acted", "email", journey=token, at=ago(days=80)),
        an_event(social, "acted", "social", journey=token, at=ago(days=2)),
        sale(sold, token),
    )
    credit_journeys(house)
    assert owed(house, model="first", window="90").keys() == {("journey", mail)}
    clock.moment = NOW + timedelta(days=9)
    with house.db.write() as session:  # as the purge of single events does once they are 90 days old
        session.execute(sa.delete(Event).where(Event.asset_id == mail))
    late = an_event(social, "acted", "print", journey=token, at=ago(days=1))
    send(house, late)
    credit_journeys(house)
    assert owed(house, model="first", window="90").keys() == {("journey", mail)}
    assert owed(house, window="30", group="channel").keys() == {("journey", "print")}
    assert recount_credits(house, HOUSE).unlike == 0
    with house.db.write() as session:
        session.execute(sa.update(Credit).where(Credit.window == 90).values(value_minor=0))
    assert recount_credits(house, HOUSE).unlike == 1
    assert recount_credits(house, HOUSE).unlike == 0


def test_credits_go_after_twenty_five_months(house: Core, clock: Clock) -> None:
    asset, token = add_asset(house), new_journey(NOW)
    said = an_event(asset, "said", kind="rating", rating=5)
    send(house, an_event(asset, "acted", "email", journey=token, at=ago(days=1)), sale(asset, token), said)
    credit_journeys(house)
    for days, is_kept in ((700, True), (800, False)):
        clock.moment = NOW + timedelta(days=days)
        purge_engagement(house)
        with house.db.read() as session:
            assert [bool(session.scalars(sa.select(kept)).all()) for kept in (Credit, SaidCount)] == [
                is_kept
            ] * 2


def test_a_token_that_stands_in_a_page_for_everybody_is_no_journey(house: Core) -> None:
    asset, token = add_asset(house), new_journey(NOW)
    send(house, an_event(asset, "acted", "email", journey=token, at=ago(hours=1)), sale(asset, token))
    credit_journeys(house)
    assert credits(house)
    send(house, *[sale(asset, token) for _ in range(SALES)])
    credit_journeys(house)
    assert owed(house) == {("none", ""): (f"{SALES + 1}.000", {"EUR": f"{SALES + 1}00.00"})}
    assert recount_credits(house, HOUSE).unlike == 0


def test_assets_are_named_to_who_may_see_them(house: Core) -> None:
    draft, sold, token = add_asset(house, status="draft"), add_asset(house), new_journey(NOW)
    send(house, an_event(draft, "acted", "email", journey=token, at=ago(hours=1)), sale(sold, token))
    credit_journeys(house)
    found = read_credits(house, VIEWER, asked(house))
    assert (found.items, found.bases["journey"].sales) == ((), "1.000")
    with pytest.raises(NotFound):
        read_credits(house, VIEWER, asked(house, asset=draft))
    with pytest.raises(NotSignedIn):
        read_credits(house, ANONYMOUS, asked(house))


@pytest.mark.parametrize("wrong", [{"model": "best"}, {"window": "31"}, {"group": "visitor"}, {"from": "x"}])
def test_a_wrong_question_is_refused_by_name(core: Core, wrong: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        asked(core, **wrong)
    assert refused.value.errors[0].path == next(iter(wrong))
