"""What an event may say, and the one sentence that tells a sender what is wrong with it."""

from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE
from dam.clock import now
from dam.core import Core
from dam.engagement.event import IncomingEvent, content_hash
from dam.engagement.intake import faults
from dam.engagement.intake.doors import API, BEACON, Context
from dam.engagement.intake.ledger import accept
from dam.engagement.journeys import new_journey
from dam.engagement.models import Event
from dam.engagement.shapes import page_of, path_of
from tests.dam.engagement.world import add_asset, an_event, send, send_openly

VERSION = "0123456789abcdef"
JOURNEY = new_journey(now())


def last(core: Core) -> Event:
    with core.db.read() as session:
        return session.scalars(sa.select(Event).order_by(Event.seq.desc()).limit(1)).one()


def test_a_screen_names_what_it_showed_and_proves_how_long(core_on_each: Core) -> None:
    play = an_event(
        add_asset(core_on_each), "rendered", "instore", kind="play", duration=12.5, version=VERSION,
        rendition="instore/landscape-4k", placement="lyon-2",
    )  # fmt: skip
    assert send(core_on_each, play).accepted == 1
    row = last(core_on_each)
    assert (row.version_id, row.rendition, row.duration) == (VERSION, "instore/landscape-4k", 12.5)


def test_a_server_names_site_page_and_journey(core: Core) -> None:
    event = an_event(
        add_asset(core), "sold", value="12.50", currency="EUR", site="Shop.example.org", journey=JOURNEY,
        page="https://shop.example.org/coats/red?size=m#top",
    )  # fmt: skip
    assert send(core, event).accepted == 1
    row = last(core)
    assert (row.site, row.page, row.journey) == ("shop.example.org", "/coats/red", JOURNEY)


def test_the_token_of_a_journey_is_kept_only_where_the_site_lets_it(core: Core) -> None:
    asset = add_asset(core)
    kept = []
    for sites in ((), ("shop.example.org",), ("other.example.org",), None):
        context = Context(API, site="shop.example.org", journey_sites=sites)
        assert accept(core, HOUSE, [an_event(asset, journey=JOURNEY)], context).accepted == 1
        kept.append(last(core).journey)
    assert kept == ["", JOURNEY, "", JOURNEY]


@pytest.mark.parametrize(
    ("said", "kind", "origin"),
    [
        ({"rating": 4}, "rating", "direct"),
        ({"text": "lovely"}, "comment", "direct"),
        ({}, "answer", "direct"),
        ({"kind": "nps", "rating": 10.0}, "nps", "direct"),
        ({"kind": "mention", "text": "seen on the quay", "origin": "indirect"}, "mention", "indirect"),
        ({"kind": "rating", "rating": 3.5, "origin": "inferred"}, "rating", "inferred"),
    ],
)
def test_words_come_with_their_kind_and_how_they_came(
    core: Core, said: dict[str, Any], kind: str, origin: str
) -> None:
    assert send(core, an_event(add_asset(core), "said", **said)).accepted == 1
    assert (last(core).kind, last(core).origin) == (kind, origin)


def test_what_came_back_takes_money_away(core_on_each: Core) -> None:
    back = an_event(add_asset(core_on_each), "sold", kind="return", value="-12.50", currency="EUR")
    assert send(core_on_each, back).accepted == 1
    assert last(core_on_each).value_minor == -1250


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"version": "../1"}, "`version` must be the id of a version"),
        ({"rendition": "a b"}, "`rendition` must be the name"),
        ({"site": "shop.example.org/coats"}, "`site` must be a host name"),
        ({"page": "coats"}, "`page` must be the path"),
        ({"page": "/" + "x" * 2000}, "`page` must be the path"),
        ({"journey": "a b"}, "`journey` must have at most 64"),
        ({"journey": "x" * 65}, "`journey` must have at most 64"),
        ({"origin": "direct"}, "`origin` belongs to the class said"),
        ({"class": "said", "origin": "heard"}, "direct, indirect, inferred"),
        ({"class": "said", "kind": "nps"}, "needs its `rating`"),
        ({"class": "said", "kind": "nps", "rating": 7.5}, "whole number from 0 to 10"),
        ({"class": "said", "kind": "rating"}, "needs its `rating`"),
        ({"class": "said", "kind": "comment", "text": " "}, "needs its `text`"),
        ({"class": "rendered", "kind": "play"}, "needs its `duration`"),
        ({"class": "sold", "value": -3, "currency": "EUR"}, "unless its kind is return"),
        ({"class": "sold", "kind": "return", "value": 3, "currency": "EUR"}, "negative or nothing"),
    ],
)
def test_a_wrong_field_is_told_in_one_sentence(core: Core, changed: dict[str, object], sentence: str) -> None:
    (drop,) = send(core, {**an_event(add_asset(core)), **changed}).dropped
    assert drop.reason == "malformed"
    assert sentence in drop.detail
    assert drop.detail.endswith(".")


def test_at_an_open_door_only_the_browser_names_the_site(core: Core) -> None:
    asset = add_asset(core)
    (drop,) = send_openly(core, an_event(asset, site="shop.example.org")).dropped
    assert (drop.reason, "told by the browser" in drop.detail) == ("malformed", True)
    context = Context(BEACON, site="shop.example.org", page="/coats")
    assert accept(core, HOUSE, [an_event(asset)], context).accepted == 1
    assert (last(core).site, last(core).page) == ("shop.example.org", "/coats")


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("https://shop.example.org/coats?size=m", "/coats"),
        ("https://shop.example.org/", ""),
        ("https://shop.example.org", ""),
        ("android-app://org.example", ""),
        ("https://shop.example.org/" + "x" * 300, "/" + "x" * 199),
        ("", ""),
    ],
)
def test_a_page_is_its_path_and_nothing_behind_it(referer: str, page: str) -> None:
    assert page_of({"referer": referer}) == page


def test_a_path_of_a_whole_address_without_one_is_the_first_page() -> None:
    assert path_of("https://shop.example.org?x") == "/"


FIELDS = st.fixed_dictionaries(
    {"asset": st.just("a"), "channel": st.just("web"), "class": st.just("seen"), "id": st.just("1")},
    optional={
        "campaign": st.sampled_from(["", "spring"]),
        "rating": st.sampled_from([3, 4]),
        "page": st.sampled_from(["", "/a"]),
    },
)


@given(FIELDS, FIELDS)
def test_contents_are_equal_exactly_when_what_was_said_is(
    one: dict[str, object], other: dict[str, object]
) -> None:
    turned = dict(reversed(other.items()))
    first, second = (msgspec.convert(each, IncomingEvent) for each in (one, turned))
    assert (content_hash(first) == content_hash(second)) == (first == second)


def test_words_too_long_to_be_right_are_not_remembered(core: Core) -> None:
    coat = add_asset(core)
    faults._judged.cache_clear()
    for number in range(9):
        assert send(core, an_event(coat, channel=f"{number}" * 60_000)).dropped[0].reason == "malformed"
    assert faults._judged.cache_info().currsize == 0
    send(core, an_event(coat))
    assert faults._judged.cache_info().currsize == 1
