"""Keeping what an asset looks like, and the words under which others find it."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.likeness.models import Likeness, LikenessWord
from dam.assets.likeness.points import METHOD, unpack, words_of
from dam.assets.models import Asset

MOST_OF_A_WORD = 100
"""Pictures kept under one word: a round spot on plain ground is in every tenth picture and tells nothing of any, and a
look-up reads all that stand under a word."""


def note_likeness(session: Session, version_id: str, pixels: str = "", points: bytes = b"") -> bool:
    """Keep what a version looks like if it is the served one; its pairs are to be looked for now.

    `pixels` and `points` are what `renditions` found; both are empty for what shows no picture, or none that can be read.
    """
    query = sa.select(Asset.id).where(Asset.current_version_id == version_id).with_for_update()
    asset_id = session.scalar(query)
    if asset_id is None:
        return False
    row = session.scalar(sa.select(Likeness).where(Likeness.asset_id == asset_id))
    if row is None:
        row = Likeness(asset_id=asset_id)
        session.add(row)
    elif row.points:
        _forget_words(session, row.number, _words(row.points))
    row.version_id, row.pixels, row.points = version_id, pixels, points
    row.method, row.compared_at = METHOD, None
    session.flush()
    _add_words(session, row.number, _words(points))
    return True


def forget_likeness(session: Session, asset_id: str) -> None:
    """Forget what an asset looks like, its words and its pairs with it."""
    row = session.scalar(sa.select(Likeness).where(Likeness.asset_id == asset_id))
    if row is not None:
        _forget_words(session, row.number, _words(row.points))
        session.delete(row)


def _words(points: bytes) -> set[int]:
    return {word for frame in unpack(points) for word in words_of(frame)}


def _forget_words(session: Session, number: int, words: Iterable[int]) -> None:
    session.execute(
        sa.delete(LikenessWord).where(LikenessWord.word.in_(sorted(words)), LikenessWord.number == number)
    )


def _add_words(session: Session, number: int, words: set[int]) -> None:
    """Keep the picture under its words, except those under which too many stand already."""
    if not words:
        return
    counts = sa.select(LikenessWord.word, sa.func.count()).where(LikenessWord.word.in_(sorted(words)))
    full = {
        word for word, count in session.execute(counts.group_by(LikenessWord.word)) if count >= MOST_OF_A_WORD
    }
    rows = [{"word": word, "number": number} for word in sorted(words - full)]
    if rows:
        session.execute(sa.insert(LikenessWord), rows)
