"""Visitor keys: stable for a day on a channel, unlinkable beyond, and none for who asks not to be followed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dam.core import Core
from dam.db import Database
from dam.engagement.visitors.keys import VisitorKeys, shortened
from tests.journeys.waiting import wait_until

NOON = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)


def key_of(
    keys: VisitorKeys,
    channel: str = "web",
    address: str = "203.0.113.7",
    at: datetime = NOON,
    agent: str = "Browser",
    **more: str,
) -> str:
    return keys.key(channel, address, {"user-agent": agent, **more}, at.timestamp())


def ready(core: Core, at: datetime = NOON) -> VisitorKeys:
    """Return keys whose salts are there."""
    keys = VisitorKeys(core.db)
    keys.refresh(at)
    return keys


def test_a_key_is_the_same_in_every_process_for_a_day_on_a_channel(core_on_each: Core) -> None:
    one, other = ready(core_on_each), ready(core_on_each)
    first = key_of(one)
    assert len(first) == 16
    assert key_of(other, at=NOON + timedelta(hours=11)) == first
    assert key_of(one, address="203.0.113.200") == first, "only the network counts"
    others = {key_of(one, channel="app"), key_of(one, address="203.0.114.7"), key_of(one, agent="Other")}
    others.add(key_of(one, referer="https://shop.example/coats"))
    one.refresh(NOON + timedelta(days=1))
    others.add(key_of(one, at=NOON + timedelta(days=1)))
    assert len(others | {first}) == 6


def test_a_key_is_the_same_on_all_pages_of_a_site_and_by_whichever_header_it_is_told(core: Core) -> None:
    """Nobody is followed from one site of a brand to the next (CNIL, audience measurement)."""
    keys = ready(core)
    on_a_page = key_of(keys, referer="https://shop.example/coats?size=m")
    assert key_of(keys, referer="https://shop.example/") == on_a_page
    assert key_of(keys, origin="https://shop.example:8443") == on_a_page
    assert key_of(keys, referer="https://blog.example/") != on_a_page


@pytest.mark.parametrize("header", ["dnt", "sec-gpc"])
def test_who_asks_not_to_be_followed_gets_no_key(core: Core, header: str) -> None:
    keys = ready(core)
    assert keys.key("web", "203.0.113.7", {header: "1"}, NOON.timestamp()) == ""
    assert keys.key("web", "203.0.113.7", {}, NOON.timestamp()) != ""


def test_nobody_waits_for_a_salt_that_is_not_there(core_on_each: Core) -> None:
    """The first request goes without a key, while another thread fetches the salt for those who follow."""
    keys = VisitorKeys(core_on_each.db)
    assert key_of(keys) == ""
    wait_until(lambda: key_of(keys) != "", seconds=10, what="the salt is there")


def test_a_database_that_is_away_costs_the_keys_and_nothing_else(
    free_port: Callable[[], int], caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"postgresql+psycopg://vitrine:secret@127.0.0.1:{free_port()}/vitrine")
    keys = VisitorKeys(database)
    keys.prepare(NOON.timestamp())
    assert key_of(keys) == ""
    assert "no visitor keys for a moment" in caplog.text
    assert "secret" not in caplog.text
    database.dispose()


def test_a_day_that_has_passed_has_no_key_any_more(core_on_each: Core) -> None:
    keys = ready(core_on_each)
    keys.refresh(NOON + timedelta(hours=13))
    assert key_of(keys, at=NOON) == ""


def test_tomorrows_salt_does_not_change_at_midnight(core_on_each: Core) -> None:
    keys = ready(core_on_each, NOON + timedelta(hours=11, minutes=30))
    tomorrow = key_of(keys, at=NOON + timedelta(hours=12))
    keys.refresh(NOON + timedelta(hours=12, minutes=1))
    assert key_of(keys, at=NOON + timedelta(hours=13)) == tomorrow != ""


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", b"\xcb\x00\x71"),
        ("::ffff:203.0.113.7", b"\xcb\x00\x71"),
        ("2001:db8:1:2:3:4:5:6", b"\x20\x01\x0d\xb8\x00\x01"),
        ("fe80::1%eth0", b"\xfe\x80\x00\x00\x00\x00"),
        ("unix:", b""),
        ("", b""),
    ],
)
def test_addresses_are_cut_to_their_network(address: str, network: bytes) -> None:
    assert shortened(address) == network
