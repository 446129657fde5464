"""Looking for the pairs of one asset: equal bytes, equal pixels, and what stands under the same words and then matches."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.likeness.matching import Match, match
from dam.assets.likeness.models import Likeness, LikenessWord, LikePair
from dam.assets.likeness.points import Frame, unpack, wanted_words
from dam.assets.models import Asset, Version
from dam.core import Core

MOST_CANDIDATES = 64
"""Assets that are held against one: those with the most words in common, of which two are needed."""

MOST_PAIRS = 50
"""Pairs of one asset that are kept, the most alike first: an icon that stands in the library a thousand times is one case."""


def compare_asset(core: Core, asset_id: str) -> int:
    """Write down every asset that shows the same as this one, and return how many there are.

    What people have said of a pair stays said. Nothing is done where nothing has changed since the last time.
    """
    with core.db.read() as session:
        row = session.scalar(sa.select(Likeness).where(Likeness.asset_id == asset_id))
        if row is None or row.compared_at is not None:
            return 0
        found = find_alike(session, row)
    with core.db.write() as session:
        held = session.get(Likeness, row.number, with_for_update=True)
        if held is None or held.version_id != row.version_id:
            return 0
        _put_pairs(core, session, asset_id, found)
        held.compared_at = core.now()
    return len(found)


def find_alike(session: Session, row: Likeness) -> dict[str, tuple[str, Match]]:
    """Return the kind of likeness and how alike they are, by asset."""
    frames = unpack(row.points)
    found: dict[str, tuple[str, Match]] = {}
    for other in _candidates(session, row, frames):
        matched = match(frames, unpack(other.points))
        if matched is not None:
            found[other.asset_id] = ("near", matched)
    found.update({other_id: ("pixels", Match(1.0)) for other_id in _of_equal_pixels(session, row)})
    found.update({other_id: ("bytes", Match(1.0)) for other_id in _of_equal_bytes(session, row)})
    best = sorted(found.items(), key=lambda pair: (pair[1][0] == "near", -pair[1][1].score, pair[0]))
    return dict(best[:MOST_PAIRS])


def _candidates(session: Session, row: Likeness, frames: Sequence[Frame]) -> Sequence[Likeness]:
    """Return the assets with the most words in common; one word is enough for what has few."""
    words = {
        word
        for frame in frames
        for mirrored in (False, True)
        for word in wanted_words(frame, mirrored=mirrored)
    }
    if not words:
        return []
    least = 1 if any(frame.is_plain for frame in frames) else 2
    common = (
        sa.select(LikenessWord.number)
        .where(LikenessWord.word.in_(sorted(words)), LikenessWord.number != row.number)
        .group_by(LikenessWord.number)
        .having(sa.func.count() >= least)
        .order_by(sa.func.count().desc(), LikenessWord.number)
        .limit(MOST_CANDIDATES)
    )
    numbers = list(session.scalars(common))
    return session.scalars(sa.select(Likeness).where(Likeness.number.in_(numbers))).all()


def _of_equal_pixels(session: Session, row: Likeness) -> Iterable[str]:
    if not row.pixels:
        return []
    equal = (Likeness.pixels == row.pixels, Likeness.asset_id != row.asset_id)
    return session.scalars(sa.select(Likeness.asset_id).where(*equal).limit(MOST_PAIRS))


def _of_equal_bytes(session: Session, row: Likeness) -> Iterable[str]:
    own = sa.select(Version.sha256).where(Version.id == row.version_id).scalar_subquery()
    query = (
        sa.select(Asset.id)
        .join(Version, Version.id == Asset.current_version_id)
        .where(Version.sha256 == own, Asset.id != row.asset_id)
    )
    return session.scalars(query.limit(MOST_PAIRS))


def _put_pairs(core: Core, session: Session, asset_id: str, found: Mapping[str, tuple[str, Match]]) -> None:
    """Bring the pairs in step; one that people have decided stays, even when it is not found any more."""
    rows = session.scalars(
        sa.select(LikePair).where(sa.or_(LikePair.one_id == asset_id, LikePair.other_id == asset_id))
    )
    known = {row.other_id if row.one_id == asset_id else row.one_id: row for row in rows}
    for other_id, row in known.items():
        if other_id not in found and not row.verdict:
            session.delete(row)
    standing = set(
        session.scalars(sa.select(Asset.id).where(Asset.id.in_(found), Asset.merged_into.is_(None)))
    )
    for other_id in sorted(standing):
        kind, matched = found[other_id]
        row = known.get(other_id) or _new_pair(core, session, asset_id, other_id)
        row.kind, row.score, row.is_mirrored = kind, matched.score, matched.is_mirrored


def _new_pair(core: Core, session: Session, asset_id: str, other_id: str) -> LikePair:
    one_id, last_id = sorted((asset_id, other_id))
    row = LikePair(one_id=one_id, other_id=last_id, verdict="", found_at=core.now())
    session.add(row)
    return row
