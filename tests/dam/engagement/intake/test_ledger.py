"""The ledger counts each event once, says why it drops one, and never loses what it acknowledged."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, Caller, Role
from dam.changes import EventsFolded
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.intake.ledger import accept, submit
from dam.engagement.intake.steps import API, BEACON, PIXEL, Context
from dam.engagement.models import ConflictEvent, Event
from dam.engagement.rollups.record import IDS
from dam.errors import Forbidden, Invalid, NotSignedIn
from tests.cores import MakeCore, Recorder
from tests.dam.engagement.world import (
    Clock,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    outcomes,
    send,
    send_openly,
)

NOW = datetime(2026, 3, 21, 10, 0, tzinfo=UTC)


def test_an_event_becomes_a_row_and_a_roll_up(core_on_each: Core) -> None:
    asset = add_asset(core_on_each)
    event = an_event(
        asset,
        "sold",
        "instore",
        kind="sale",
        value="12.50",
        currency="EUR",
        placement="Lyon ",
        campaign="spring",
    )
    assert send(core_on_each, event, visitor="ab12", site="shop.example").accepted == 1
    with core_on_each.db.read() as session:
        row = session.scalars(sa.select(Event)).one()
    assert (row.value_minor, row.currency, row.placement, row.site) == (1250, "EUR", "Lyon", "shop.example")
    assert (row.stage, row.actor, row.visitor, row.source) == ("purchase", "human", "ab12", "api")
    assert count_rolled(core_on_each) == 1


def test_what_is_kept_apart_holds_nothing_that_no_row_may_hold(core_on_each: Core) -> None:
    asset = add_asset(core_on_each)
    told = {"page": "https://shop.example/coats?mail=jo@example.org#cart", "journey": "of-no-link"}
    send(core_on_each, an_event(asset, id="1"), an_event(asset, "acted", id="1", **told))
    with core_on_each.db.read() as session:
        content = session.scalars(sa.select(ConflictEvent.content)).one()
    assert '"page":"/coats"' in content
    assert all(secret not in content for secret in ("jo@", "cart", "of-no-link"))


def test_the_same_id_is_counted_once_and_other_content_is_kept_apart(core_on_each: Core) -> None:
    asset = add_asset(core_on_each)
    first, other = an_event(asset, id="till-1"), an_event(asset, channel="app", id="till-1")
    receipts = [send(core_on_each, first, first), send(core_on_each, first), send(core_on_each, other)]
    assert [(receipt.accepted, receipt.duplicate) for receipt in receipts] == [(1, 1), (0, 1), (0, 0)]
    assert [drop.reason for drop in receipts[2].dropped] == ["conflict"]
    assert count_events(core_on_each) == count_rolled(core_on_each) == 1
    with core_on_each.db.read() as session:
        conflict = session.scalars(sa.select(ConflictEvent)).one()
    assert conflict.id == "till-1"
    assert '"channel":"app"' in conflict.content
    assert outcomes(core_on_each) == {"received": 4, "accepted": 1, "duplicate": 2, "conflict": 1}


def test_the_order_of_fields_makes_no_other_content(core: Core) -> None:
    event = an_event(add_asset(core), id="a", placement="home", campaign="spring")
    turned = dict(reversed(event.items()))
    assert send(core, event).accepted == 1
    assert send(core, turned).duplicate == 1


def test_without_an_id_each_event_is_new(core: Core) -> None:
    event = an_event(add_asset(core))
    assert send(core, event, event).accepted == 2


def test_an_id_at_an_open_door_cannot_take_the_place_of_a_sale(core: Core) -> None:
    asset = add_asset(core)
    assert send_openly(core, an_event(asset, id="till-1")).accepted == 1
    assert send(core, an_event(asset, "sold", id="till-1", value=3, currency="JPY")).accepted == 1


@pytest.mark.parametrize(
    ("changed", "reason", "words"),
    [
        ({"at": "2035-01-01T00:00:00Z"}, "from_the_future", "2035"),
        ({"at": "1990-01-01T00:00:00Z"}, "too_old", "90 days"),
        ({"at": "2026-03-21T10:00:00"}, "malformed", "zone"),
        ({"at": "yesterday"}, "malformed", "RFC 3339"),
        ({"at": "2026-02-30T10:00:00Z"}, "malformed", "RFC 3339"),
        ({"asset": "0000000000000000"}, "unknown_asset", "0000000000000000"),
        ({"asset": "../../etc/passwd"}, "unknown_asset", "passwd"),
        ({"asset": 7}, "malformed", "asset"),
        ({"class": "glanced"}, "malformed", "seen"),
        ({"channel": "Le Web!"}, "malformed", "channel"),
        ({"kind": "x" * 99}, "malformed", "kind"),
        ({"stage": "dreaming"}, "malformed", "stage"),
        ({"locale": "français"}, "malformed", "locale"),
        ({"clas": "seen"}, "malformed", "clas"),
        ({"rating": 11}, "malformed", "rating"),
        ({"duration": -1}, "malformed", "duration"),
        ({"text": "x" * 4001}, "malformed", "4000"),
        ({"placement": "a\x00b"}, "malformed", "placement"),
        ({"id": ""}, "malformed", "id"),
        ({"value": 3, "currency": "EUR"}, "malformed", "sold"),
        ({"class": "sold", "value": 3}, "malformed", "currency"),
        ({"class": "sold", "value": "3.001", "currency": "EUR"}, "malformed", "decimals"),
        ({"class": "sold", "value": "1e99", "currency": "EUR"}, "malformed", "range"),
        ({"class": "sold", "value": "NaN", "currency": "EUR"}, "malformed", "range"),
        ({"class": "sold", "value": "much", "currency": "EUR"}, "malformed", "decimal"),
        ({"class": "sold", "value": 3, "currency": "XXX"}, "malformed", "ISO 4217"),
    ],
)
def test_a_fault_is_dropped_with_its_reason_and_one_sentence(
    core: Core, make_core: MakeCore, changed: dict[str, object], reason: str, words: str
) -> None:
    core = make_core(core.db, now=Clock(NOW))
    asset = add_asset(core)
    receipt = send(core, an_event(asset), {**an_event(asset), **changed})
    assert receipt.accepted == 1
    assert [(drop.index, drop.reason) for drop in receipt.dropped] == [(1, reason)]
    assert words in receipt.dropped[0].detail
    assert receipt.dropped[0].detail.endswith(".")
    assert outcomes(core)[reason] == 1


@pytest.mark.parametrize("item", [None, 7, "text", [], {}, [{}]])
def test_what_is_no_event_at_all_is_malformed(core: Core, item: object) -> None:
    assert [drop.reason for drop in send(core, item).dropped] == ["malformed"]


def test_a_clock_that_is_a_little_ahead_is_believed_up_to_now(core: Core, make_core: MakeCore) -> None:
    core = make_core(core.db, now=Clock(NOW))
    asset = add_asset(core)
    assert send(core, an_event(asset, at=rfc3339(NOW + timedelta(minutes=4)))).accepted == 1
    with core.db.read() as session:
        assert session.scalars(sa.select(Event.at)).one() == NOW.timestamp() * 1000


@pytest.mark.parametrize("class_", ["fetched", "sold", "said"])
def test_open_doors_bring_neither_money_nor_words_nor_deliveries(core: Core, class_: str) -> None:
    asset = add_asset(core)
    receipt = send_openly(core, an_event(asset, class_))
    assert [drop.reason for drop in receipt.dropped] == ["needs_token"]
    assert PIXEL.classes < BEACON.classes < API.classes


def test_drafts_are_counted_for_their_owner_and_for_who_sees_all(core: Core) -> None:
    draft = add_asset(core, status="draft", owner="kim")
    kim, lou = (Caller("person", name, name, Role.CONTRIBUTOR) for name in ("kim", "lou"))
    assert accept(core, kim, [an_event(draft)], Context(API)).accepted == 1
    assert send(core, an_event(draft)).accepted == 1
    for receipt in (accept(core, lou, [an_event(draft)], Context(API)), send_openly(core, an_event(draft))):
        assert [drop.reason for drop in receipt.dropped] == ["unknown_asset"]


def test_the_api_asks_for_permission_and_for_no_more_than_a_thousand(core: Core) -> None:
    with pytest.raises(NotSignedIn):
        submit(core, ANONYMOUS, [], Context(API))
    with pytest.raises(Forbidden):
        submit(core, Caller("person", "v", "v", Role.VIEWER), [{}], Context(API))
    with pytest.raises(Invalid, match="1001 came"):
        submit(core, ANONYMOUS, [{}] * 1001, Context(BEACON))


def test_any_number_is_taken_in_pieces_and_drops_keep_their_places(core: Core) -> None:
    asset = add_asset(core)
    events: list[object] = [an_event(asset)] * 2300
    events[2100] = "wrong"
    receipt = send(core, *events)
    assert (receipt.accepted, [drop.index for drop in receipt.dropped]) == (2299, [2100])


def test_many_senders_at_once_are_each_told_their_own(core_on_each: Core) -> None:
    assets = [add_asset(core_on_each) for _ in range(3)]

    def one(number: int) -> tuple[int, int, int]:
        asset = assets[number % 5 % 3]
        receipt = send(
            core_on_each,
            an_event(asset, id=f"{number // 2}"),
            "wrong",
            an_event(asset),
            visitor=f"{number:x}",
        )
        return receipt.accepted, receipt.duplicate, len(receipt.dropped)

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(one, range(120)))
    assert all(sum(one) == 3 for one in told)
    assert (
        count_events(core_on_each) == count_rolled(core_on_each) == sum(accepted for accepted, _, _ in told)
    )
    counted = outcomes(core_on_each)
    assert counted["received"] == 360
    assert counted["malformed"] + counted.get("conflict", 0) == sum(dropped for _, _, dropped in told)
    assert counted.get("duplicate", 0) + counted.get("conflict", 0) == 60


def test_one_sender_whose_events_the_database_refuses_spoils_no_other(core: Core) -> None:
    asset = add_asset(core)
    context = Context(API, site=chr(0xD800))  # half a character, which no database takes
    with ThreadPoolExecutor(8) as pool:
        good = [pool.submit(send, core, an_event(asset)) for _ in range(20)]
        bad = pool.submit(accept, core, Caller("house", "h", "h", Role.ADMIN), [an_event(asset)], context)
    assert [one.result().accepted for one in good] == [1] * 20
    assert isinstance(bad.exception(), UnicodeEncodeError)
    assert count_events(core) == 20


def test_whose_figures_moved_is_announced(core: Core, announced: Recorder) -> None:
    asset = add_asset(core)
    send(core, an_event(asset))
    assert announced.changes == [EventsFolded((asset,))]


def test_a_repeat_is_looked_up_in_the_index(core: Core) -> None:
    with core.db.read() as session:
        explained = f"EXPLAIN QUERY PLAN {IDS['sqlite']}"
        plan = session.connection().exec_driver_sql(explained, ("api", '["till-1","till-2"]')).all()
    assert "USING INDEX uq_events_source_id (source=? AND id=?)" in str(plan)


def test_an_asset_that_is_gone_is_not_counted_because_a_clock_went_back(
    core: Core, make_core: MakeCore
) -> None:
    asset, clock = add_asset(core), Clock(NOW)
    house = make_core(core.db, now=clock)
    assert send_openly(house, an_event(asset)).accepted == 1
    with core.db.write() as session:
        session.execute(sa.text("DELETE FROM assets"))
    clock.moment = NOW - timedelta(hours=1)
    assert [drop.reason for drop in send_openly(house, an_event(asset)).dropped] == ["unknown_asset"]


def test_what_comes_a_day_late_has_no_key_of_today(core: Core, make_core: MakeCore) -> None:
    house = make_core(core.db, now=Clock(NOW))
    asset, yesterday = add_asset(core), NOW - timedelta(hours=11)
    send(house, *(an_event(asset, at=rfc3339(at)) for at in (yesterday, NOW)), visitor="ab12")
    with core.db.read() as session:
        assert session.scalars(sa.select(Event.visitor).order_by(Event.at)).all() == ["", "ab12"]
