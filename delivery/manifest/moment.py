"""A place in the life of the library: how far the feed was, and which edge of rights the clock had passed.

What a channel shows is a function of both, so that they make a strong ETag; and what changed between two of them is what the
feed tells plus the assets whose rights began or ended in between.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.consent.models import Consent, ConsentAsset
from dam.assets.models import Asset
from dam.feed import AssetChange, last_seq
from dam.paging import read_cursor, write_cursor

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_TRACES = 32
"""Lines of the feed that a moment remembers: two libraries, one restored from the other's backup, differ in one of them."""

_LIT = (Asset.status == "approved", Asset.trashed_at.is_(None))

_EDGES = (Asset.rights_starts_at, Asset.rights_ends_at, Asset.embargo_until)
"""When an asset changes by the clock; a consent does by its end, and a withdrawn one is told by the feed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`seq` of the feed's newest line, `edge` the last begin or end of rights, embargoes or consents that has passed, `trace` of the lines before."""

    seq: int
    edge: datetime
    trace: str

    def to_text(self) -> str:
        """Return the text form that clients keep."""
        return write_cursor(self.values)

    @property
    def values(self) -> tuple[int, int, str]:
        """The same as plain values, for cursors that hold more."""
        return self.seq, (self.edge - _BEGINNING) // _MICROSECOND, self.trace


def moment_of(seq: str | int, edge: str | int, trace: str | int) -> Moment:
    """Return the moment of plain values; an edge that no calendar has becomes the beginning, which costs a longer answer."""
    try:
        at = _BEGINNING + int(edge) * _MICROSECOND
    except OverflowError:
        at = _BEGINNING
    return Moment(int(seq), at, str(trace))


def read_moment(text: str) -> Moment:
    """Read the text form; anything else is `Invalid`."""
    return moment_of(*read_cursor(text, (int, int, str)))


def present_moment(session: Session, now: datetime) -> Moment:
    """Return where the library is."""
    seq = last_seq(session)
    edges = [
        *(session.scalar(sa.select(sa.func.max(column)).where(column <= now, *_LIT)) for column in _EDGES),
        session.scalar(sa.select(sa.func.max(Consent.expires_at)).where(Consent.expires_at <= now)),
    ]
    return Moment(seq, max((edge for edge in edges if edge), default=_BEGINNING), _trace(session, seq))


def next_edge(session: Session, now: datetime) -> datetime | None:
    """Return when rights begin or end next; None: never, as things are."""
    edges = [
        *(session.scalar(sa.select(sa.func.min(column)).where(column > now, *_LIT)) for column in _EDGES),
        session.scalar(sa.select(sa.func.min(Consent.expires_at)).where(Consent.expires_at > now)),
    ]
    return min((edge for edge in edges if edge), default=None)


def is_known(session: Session, moment: Moment) -> bool:
    """Tell whether the library has been there: not before it was restored, and not another library."""
    return 0 <= moment.seq <= last_seq(session) and _trace(session, moment.seq) == moment.trace


def past_edges(session: Session, since: datetime, until: datetime) -> list[str]:
    """Return the assets whose rights, embargo or consents began or ended after `since` up to `until`."""
    passed = (sa.and_(column > since, column <= until) for column in _EDGES)
    expired = (
        sa.select(ConsentAsset.asset_id)
        .join(Consent, Consent.id == ConsentAsset.consent_id)
        .where(Consent.expires_at > since, Consent.expires_at <= until)
    )
    return list(session.scalars(sa.select(Asset.id).where(sa.or_(*passed, Asset.id.in_(expired)), *_LIT)))


def _trace(session: Session, seq: int) -> str:
    newest = (
        sa.select(AssetChange.seq, AssetChange.asset_id)
        .where(AssetChange.seq <= seq)
        .order_by(AssetChange.seq.desc())
        .limit(_TRACES)
    )
    lines = " ".join(f"{row.seq}:{row.asset_id}" for row in session.execute(newest))
    return hashlib.sha256(lines.encode()).hexdigest()[:12]
