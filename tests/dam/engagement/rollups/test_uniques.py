"""Sketches of distinct visitors: exact while few, close when many, and the same whatever the order."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.core import Core
from dam.engagement.models import UniqueSketch
from dam.engagement.rollups.uniques import _standing, add_to_sketches, estimate, grown, sketch_of, united


@pytest.mark.parametrize(
    ("visitors", "tolerance"), [(0, 0), (1, 0), (300, 0), (5_000, 0.02), (1_000_000, 0.02)]
)
def test_error(visitors: int, tolerance: float) -> None:
    assert estimate([sketch_of(map(str, range(visitors)))]) == pytest.approx(visitors, rel=tolerance, abs=0.5)


def test_merging_is_right_at_many() -> None:
    parts = [sketch_of(map(str, range(start, start + 60_000))) for start in range(0, 300_000, 30_000)]
    assert estimate(parts) == pytest.approx(330_000, rel=0.02)


@given(st.lists(st.sets(st.text("abcdef", min_size=1, max_size=3)), min_size=1, max_size=5))
def test_adding_in_pieces_is_adding_at_once(pieces: list[set[str]]) -> None:
    grown = b""
    for piece in [*pieces, *reversed(pieces)]:
        grown = united(grown, sketch_of(piece))
    assert estimate([grown]) == len(set().union(*pieces))


def test_a_visitor_whose_transaction_failed_is_added_by_the_next(core: Core) -> None:
    row = {"at": 0, "asset_id": "a", "channel": "web", "class": "seen", "actor": "human", "visitor": "v1"}
    with core.db.write() as session:
        add_to_sketches(session, [row])
        session.rollback()
    for _ in range(2):
        with core.db.write() as session:
            add_to_sketches(session, [row])
    with core.db.read() as session:
        sketches = session.scalars(sa.select(UniqueSketch.sketch)).all()
    assert [estimate([sketch]) for sketch in sketches] == [1, 1]


@pytest.mark.parametrize("before", [0, 5, 700, 20_000])
def test_a_sketch_that_grew_estimates_as_one_that_was_united(before: int) -> None:
    standing, more = sketch_of(map(str, range(before))), [f"new-{number}" for number in range(60)]
    in_steps = grown(grown(standing, more[:30]), more[30:])
    assert estimate([in_steps]) == estimate([united(standing, sketch_of(more))])
    assert estimate([grown(in_steps, more)]) == estimate([in_steps])


def test_each_sketch_is_looked_up_in_the_index(core: Core) -> None:
    with core.db.read() as session:
        statement = _standing(session.connection().dialect, 4)
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("",) * 20).all()
    assert "SCAN" not in str(plan)
