"""Rights that end: told before, told at the moment, and once."""

from datetime import timedelta

from delivery.outgoing.deliveries import KEPT
from delivery.outgoing.endings import DAYS, MINUTES, NOTICE_DAYS, tell_ended, tell_endings
from tests.delivery.outgoing.conftest import A1, Outside


def look(outside: Outside) -> list[tuple[str, int | None]]:
    """Do the chores of rights and return what was told so far."""
    for tell in (tell_ended, tell_endings, tell_ended, tell_endings):
        tell(outside.core, outside.settings.base_url)
    return [(row.type, row.event["data"].get("days")) for row in outside.rows()]


def test_an_end_is_told_30_days_before_7_before_1_before_and_at_its_moment(outside_on_each: Outside) -> None:
    outside = outside_on_each
    outside.hook()
    outside.asset(rights_ends_at=outside.clock.at + timedelta(days=40))
    told: list[tuple[str, int | None]] = []
    assert look(outside) == told
    for days, type_, notice in (
        (10, "rights.expiring", 30),
        (23, "rights.expiring", 7),
        (6, "rights.expiring", 1),
        (1, "rights.expired", None),
    ):
        outside.clock.at += timedelta(days=days, seconds=-1)
        assert look(outside) == told
        outside.clock.pass_(seconds=1)
        told.append((type_, notice))
        assert look(outside) == told
    assert outside.rows()[-1].event["data"]["expires_at"] == outside.rows()[-1].event["time"]
    outside.work()
    assert len(outside.receiver.messages) == 4


def test_an_end_that_is_moved_is_told_anew(outside: Outside) -> None:
    outside.hook()
    outside.asset(rights_ends_at=outside.clock.at + timedelta(days=5))
    assert look(outside) == [("rights.expiring", 7)]
    outside.change(A1, rights_ends_at=outside.clock.at + timedelta(days=6))
    assert look(outside) == [("rights.expiring", 7)] * 2


def test_an_end_that_nobody_saw_is_told_within_a_week(outside: Outside) -> None:
    outside.hook()
    outside.asset(rights_ends_at=outside.clock.at - DAYS + timedelta(minutes=1))
    outside.asset("b" * 16, rights_ends_at=outside.clock.at - DAYS)
    tell_ended(outside.core, outside.settings.base_url)
    assert outside.rows() == []
    assert look(outside) == [("rights.expired", None)]


def test_what_is_not_in_the_light_has_no_notice(outside: Outside) -> None:
    outside.hook()
    soon = outside.clock.at + timedelta(hours=1)
    outside.asset("d" * 16, status="draft", rights_ends_at=soon)
    outside.asset("e" * 16, status="withdrawn", rights_ends_at=soon)
    outside.asset("f" * 16, trashed_at=outside.clock.at, rights_ends_at=soon)
    outside.asset("g" * 16)
    assert look(outside) == []


def test_nobody_is_asked_about_what_nobody_wants(outside: Outside) -> None:
    outside.hook("asset.approved")
    outside.asset(rights_ends_at=outside.clock.at)
    assert look(outside) == []


def test_notices_are_remembered_for_longer_than_they_are_looked_for() -> None:
    gaps = [longer - shorter for shorter, longer in zip((0, *NOTICE_DAYS), NOTICE_DAYS, strict=False)]
    assert max(timedelta(days=gap) for gap in gaps) < KEPT
    assert MINUTES < DAYS < KEPT
