"""The numbers that stand for words in packs: given once, never changed, so that a process may remember them."""

from collections.abc import Collection, Iterable, Mapping
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dam.db import wait_turn
from dam.engagement.models import PackShape, PackWord
from dam.engagement.rollups.packs import Column

SHAPE = ("channel", "placement", "campaign", "stage", "class", "kind", "actor", "site", "currency")
"""The parts of a shape, in order."""

_BETWEEN = "\x1f"
"""Stands in no word of an event: control characters are refused at every door."""
_AT_ONCE = 500


def shape_of(parts: Iterable[str]) -> str:
    """Join the parts of a shape."""
    return _BETWEEN.join(parts)


def known_numbers(session: Session, words: Collection[str]) -> dict[str, int]:
    """Return the numbers of those assets and versions that have one."""
    return _known(session, PackWord.number, PackWord.word, words)


def words_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the assets and versions behind numbers."""
    found: dict[int, str] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = session.execute(sa.select(PackWord.number, PackWord.word).where(PackWord.number.in_(some)))
        found.update(rows.all())
    return found


def give_numbers(session: Session, words: Collection[str], shapes: Collection[str]) -> None:
    """Give each of these a number that has none, in the caller's transaction.

    One transaction after the other, so that numbers are seen in their order and none is overlooked by who remembers them.
    """
    wait_turn(session, "pack words")
    _give(session, PackWord.__table__, "word", words)
    _give(session, PackShape.__table__, "shape", shapes)


def numbers_of(
    session: Session, words: Collection[str], shapes: Collection[str]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the numbers of words and of shapes; all of them have one."""
    return known_numbers(session, words), _known(session, PackShape.number, PackShape.shape, shapes)


class Shapes:
    """All shapes of a database by number, as one column of codes per part; grows as new ones are given."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._words: dict[str, dict[str, int]] = {part: {} for part in SHAPE}
        self._codes = np.zeros((len(SHAPE), 1), dtype=np.int32)
        self._known = 0

    def refresh(self, session: Session) -> None:
        """Learn the shapes that were given a number since."""
        with self._lock:
            rows = session.execute(
                sa.select(PackShape.number, PackShape.shape)
                .where(PackShape.number > self._known)
                .order_by(PackShape.number)
            ).all()
            if not rows:
                return
            codes = np.zeros((len(SHAPE), rows[-1][0] + 1), dtype=np.int32)
            codes[:, : self._codes.shape[1]] = self._codes
            for number, shape in rows:
                for place, (part, word) in enumerate(zip(SHAPE, shape.split(_BETWEEN), strict=True)):
                    known = self._words[part]
                    codes[place, number] = known.setdefault(word, len(known) + 1)
            self._codes, self._known = codes, rows[-1][0]

    def codes(self, part: str) -> Column:
        """Return the code of each shape's part, by the shape's number; 0 where there is no such shape."""
        found: Column = self._codes[SHAPE.index(part)]
        return found

    def code(self, part: str, word: str) -> int:
        """Return the code of a word, -1 where no shape has it."""
        return self._words[part].get(word, -1)

    def words(self, part: str) -> list[str]:
        """Return the words of a part by their code; the first place stands for none."""
        return ["", *list(self._words[part])]


_SHAPES: WeakKeyDictionary[sa.Engine, Shapes] = WeakKeyDictionary()
_LOCK = Lock()


def shapes_of(session: Session) -> Shapes:
    """Return the shapes of the session's database, up to date."""
    engine: Any = session.get_bind().engine
    with _LOCK:
        shapes = _SHAPES.setdefault(engine, Shapes())
    shapes.refresh(session)
    return shapes


def _known(session: Session, number: Any, column: Any, words: Collection[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = sorted(words)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        found.update(session.execute(sa.select(column, number).where(column.in_(some))).all())
    return found


def _give(session: Session, table: Any, column: str, words: Collection[str]) -> None:
    if words:
        insert: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        statement = insert.insert(table).on_conflict_do_nothing()
        session.connection().execute(statement, [{column: word} for word in sorted(words)])
