"""Tokens of journeys are random, live ninety days and are refused in any other shape."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.core import Core
from dam.engagement.event import milliseconds
from dam.engagement.journeys import JOURNEY_DAYS, is_live, new_journey
from dam.engagement.models import Event
from dam.engagement.shapes import JOURNEY
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, add_asset, an_event, send

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)


@given(st.integers(0, 30_000), st.integers(0, 86_399))
def test_a_token_lives_ninety_days(days: int, seconds: int) -> None:
    made = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=seconds)
    token = new_journey(made)
    assert JOURNEY.fullmatch(token)
    midnight = made.replace(hour=0, minute=0, second=0, microsecond=0)
    for later, is_alive in (
        (-2, False),
        (-1, True),
        (0, True),
        (JOURNEY_DAYS - 1, True),
        (JOURNEY_DAYS, False),
    ):
        assert is_live(token, milliseconds(midnight + timedelta(days=later, hours=1))) is is_alive


def test_no_two_tokens_are_alike() -> None:
    assert len({new_journey(NOON) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 25, "a" * 27, "é" * 26, "a" * 22 + "AAA!", "a" * 22 + "____"]
)
def test_what_is_no_token_lives_not(token: str) -> None:
    assert not is_live(token, milliseconds(NOON))


def test_an_event_with_a_dead_token_is_counted_without_it(core: Core, make_core: MakeCore) -> None:
    clock = Clock(NOON)
    core = make_core(core.db, now=clock)
    asset, token = add_asset(core), new_journey(NOON)
    clock.moment = NOON + timedelta(days=JOURNEY_DAYS)
    assert send(core, an_event(asset, journey=token)).accepted == 1
    with core.db.read() as session:
        assert session.scalars(sa.select(Event.journey)).one() == ""
