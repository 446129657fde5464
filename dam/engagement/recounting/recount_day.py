"""The recount of one day: its figures held against its events, and mended by adding what they lack.

Both sides are read in one snapshot, so that events that arrive meanwhile are in both or in neither. A sum is mended by
adding the difference, which such events do not disturb; a sketch is written anew only if nobody has touched it since the
snapshot, and the day is looked at again until nothing differs. Two recounts never mend the same difference twice: the
mending moves a number that stood in the snapshot, and whoever comes second looks again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.db import Database
from dam.engagement.limits import ROWS_PER_TRANSACTION
from dam.engagement.logs.turns import take_turn
from dam.engagement.models import LogPosition, Rollup, SealedDay, UniqueSketch
from dam.engagement.recounting.true_figures import Key, TrueFigures, true_figures
from dam.engagement.rollups.hourly import KEY_COLUMNS, ROLLUPS, add_sums, remove_empty_rollups
from dam.engagement.rollups.rolled_hours import note_hours
from dam.engagement.rollups.uniques import SKETCHES, SketchKey, estimate, merge_sketches

_TURN = "recount"
"""The place in `log_positions` that each mending moves by one."""
_TRIES = 5
_AT_ONCE = 1_000
_SKETCHES_AT_ONCE = 200
"""A sketch has up to ten kilobytes, and uniting two takes a tenth of a millisecond."""
_SAME_KEY = sa.and_(*(column == sa.bindparam(f"its_{column.name}") for column in SKETCHES.primary_key))


@dataclass(frozen=True, slots=True)
class Difference:
    """A roll-up that said something else than the events: what it said, and what they say."""

    key: dict[str, Any]
    count: int
    right_count: int
    value_minor: int
    right_value_minor: int


@dataclass(frozen=True, slots=True)
class UnlikeSketch:
    """A sketch that stands for other visitors than the events: as it stood (empty: nowhere), and as it should."""

    key: SketchKey
    sketch: bytes
    right: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a day found; `turn` says after how many mendings. A sealed day has nothing to be held against."""

    turn: int
    events: int = 0
    differences: tuple[Difference, ...] = ()
    sketches: tuple[UnlikeSketch, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether every figure is what its events say."""
        return not self.differences and not self.sketches


def recount_day(core: Core, day: int, *, mend: bool) -> Look:
    """Hold a day's figures against its events and return what differed at the first look, mended if asked to."""
    first = look = look_at(core.db, day)
    for _ in range(_TRIES):
        if look.is_right or not mend:
            break
        mend_figures(core, day, look)
        look = look_at(core.db, day)
    return first


def look_at(database: Database, day: int) -> Look:
    """Compare all figures of a day with its events, in one snapshot."""
    with database.snapshot() as session:
        turn = turn_of(session)
        if session.get(SealedDay, day) is not None:
            return Look(turn)
        right = true_figures(session, day)
        return Look(
            turn, right.events, tuple(_unlike_sums(session, day, right)), tuple(_unlike(session, day, right))
        )


def turn_of(session: Session) -> int:
    """Return how many mendings there were."""
    position = session.get(LogPosition, _TURN)
    return position.offset if position else 0


def take_mending_turn(session: Session, turn: int, core: Core) -> bool:
    """Be the next to mend; False when somebody was since `turn`, and what was seen then may be mended already."""
    return take_turn(session, _TURN, turn, turn + 1, core.now())


def _unlike_sums(session: Session, day: int, right: TrueFigures) -> Iterator[Difference]:
    counts, values = Counter(right.counts), right.values
    rows = session.execute(
        sa.select(*ROLLUPS.primary_key, Rollup.count, Rollup.value_minor)
        .where(Rollup.hour >= day * 24, Rollup.hour < (day + 1) * 24)
        .order_by(*ROLLUPS.primary_key),
        execution_options={"yield_per": _AT_ONCE},
    )
    for *parts, count, value in rows:
        key = tuple(parts)
        right_count, right_value = counts.pop(key, 0), values[key]
        if (count, value) != (right_count, right_value):
            yield _difference(key, count, right_count, value, right_value)
    for key in sorted(counts):
        yield _difference(key, 0, counts[key], 0, values[key])


def _difference(key: Key, count: int, right_count: int, value: int, right_value: int) -> Difference:
    return Difference(
        dict(zip(KEY_COLUMNS, key, strict=True)), int(count), right_count, int(value), right_value
    )


def _unlike(session: Session, day: int, right: TrueFigures) -> Iterator[UnlikeSketch]:
    sketches = dict(right.sketches)
    rows = session.execute(
        sa.select(*SKETCHES.primary_key, UniqueSketch.sketch)
        .where(UniqueSketch.day == day)
        .order_by(*SKETCHES.primary_key),
        execution_options={"yield_per": _AT_ONCE},
    )
    for *parts, sketch in rows:
        key = SketchKey(*parts)
        wanted = sketches.pop(key, b"")
        if sketch != wanted and _visitors(sketch) != _visitors(wanted):
            yield UnlikeSketch(key, sketch, wanted)
    for key in sorted(sketches):
        yield UnlikeSketch(key, b"", sketches[key])


def _visitors(sketch: bytes) -> int:
    return estimate([sketch]) if sketch else 0


def mend_figures(core: Core, day: int, look: Look) -> None:
    """Mend what a look found, in short transactions; stops where somebody else has mended since."""
    turn = look.turn
    for sums, sketches in _pieces(look):
        with core.db.write() as session:
            if not take_mending_turn(session, turn, core) or session.get(SealedDay, day) is not None:
                return
            _mend_sums(session, sums)
            _mend_sketches(session, sketches)
        turn += 1


def _pieces(look: Look) -> Iterator[tuple[Sequence[Difference], Sequence[UnlikeSketch]]]:
    for start in range(0, len(look.differences), ROWS_PER_TRANSACTION):
        yield look.differences[start : start + ROWS_PER_TRANSACTION], ()
    for start in range(0, len(look.sketches), _SKETCHES_AT_ONCE):
        yield (), look.sketches[start : start + _SKETCHES_AT_ONCE]


def _mend_sums(session: Session, differences: Sequence[Difference]) -> None:
    counts, values = Counter[Key](), Counter[Key]()
    for one in differences:
        key = tuple(one.key.values())
        counts[key] = one.right_count - one.count
        values[key] = one.right_value_minor - one.value_minor
    add_sums(session, counts, values)
    remove_empty_rollups(session, {key[0] for key in counts})


def _mend_sketches(session: Session, unlike: Sequence[UnlikeSketch]) -> None:
    """Write sketches in the place of those that were seen; what nobody wrote is added as if its events came now."""
    note_hours(session, {one.key.day * 24 for one in unlike})
    merge_sketches(session, {one.key: one.right for one in unlike if not one.sketch})
    standing = [
        {
            **{f"its_{name}": part for name, part in zip(_KEY_NAMES, one.key, strict=True)},
            "seen": one.sketch,
            "right": one.right,
        }
        for one in unlike
        if one.sketch
    ]
    if standing:
        session.connection().execute(
            sa.update(SKETCHES)
            .where(_SAME_KEY, SKETCHES.c.sketch == sa.bindparam("seen"))
            .values(sketch=sa.bindparam("right")),
            standing,
        )


_KEY_NAMES = tuple(column.name for column in SKETCHES.primary_key)
