"""Visitor keys: stable for a day on a channel, unlinkable beyond, and none for who asks not to be followed."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dam.core import Core
from dam.engagement.models import VisitorSalt
from dam.engagement.visitors import VisitorKeys, shortened

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


def test_a_key_is_the_same_in_every_process_for_a_day_on_a_channel(core_on_each: Core) -> None:
    one, other = VisitorKeys(core_on_each.db), VisitorKeys(core_on_each.db)
    first = key_of(one)
    assert len(first) == 16
    assert key_of(other, at=NOON + timedelta(hours=11)) == first
    assert key_of(one, address="203.0.113.200") == first, "only the network counts"
    others = {
        key_of(one, channel="app"),
        key_of(one, address="203.0.114.7"),
        key_of(one, agent="Other"),
        key_of(one, at=NOON + timedelta(days=1)),
    }
    assert len(others | {first}) == 5


@pytest.mark.parametrize("header", ["dnt", "sec-gpc"])
def test_who_asks_not_to_be_followed_gets_no_key(core: Core, header: str) -> None:
    assert VisitorKeys(core.db).key("web", "203.0.113.7", {header: "1"}, NOON.timestamp()) == ""
    with core.db.read() as session:
        assert session.scalars(sa.select(VisitorSalt)).all() == []


def test_a_salt_is_overwritten_when_its_day_has_passed(core_on_each: Core) -> None:
    keys = VisitorKeys(core_on_each.db)
    keys.refresh(NOON)
    before = _salts(core_on_each)
    keys.refresh(NOON + timedelta(hours=11, minutes=30))
    assert len(_salts(core_on_each) - before) == 1, "tomorrow's is prepared"
    keys.refresh(NOON + timedelta(hours=13))
    assert not _salts(core_on_each) & before
    assert key_of(keys, at=NOON) == "", "a day that has passed has no key any more"


def _salts(core: Core) -> set[bytes]:
    with core.db.read() as session:
        return {bytes(salt) for salt in session.scalars(sa.select(VisitorSalt.salt)) if any(salt)}


def test_tomorrows_salt_does_not_change_at_midnight(core: Core) -> None:
    keys = VisitorKeys(core.db)
    keys.refresh(NOON + timedelta(hours=11, minutes=30))
    tomorrow = key_of(VisitorKeys(core.db), at=NOON + timedelta(hours=12))
    keys.refresh(NOON + timedelta(hours=12, minutes=1))
    assert key_of(keys, at=NOON + timedelta(hours=13)) == tomorrow


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
