"""Rows of the ledger and its roll-ups.

Moments are whole milliseconds since 1970 UTC and hours whole hours since 1970 UTC: half the size of a written date, equal
on every database, and an hour or a day of a row is one division.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Event(Base):
    """Something that happened to an asset on a channel; appended, never changed, purged after the raw window.

    `id` is the sender's own; where the sender gave none it is empty and `seq` alone is the event's identity. `visitor`
    is a key that lives one day on one channel, or empty. `value_minor` is in the currency's minor unit. No address and
    no user agent is ever kept. `page` is the path of the page at `site`, without its query. `journey` is the token that a
    site lets its links carry, or empty; `origin` says of words whether they were direct, indirect or inferred.
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index(
            "uq_events_source_id",
            "source",
            "id",
            unique=True,
            sqlite_where=sa.text("id IS NOT NULL"),
            postgresql_where=sa.text("id IS NOT NULL"),
        ),
        sa.Index("ix_events_asset_id_at", "asset_id", "at"),
        sa.Index(
            "ix_events_journey_at",
            "journey",
            "at",
            sqlite_where=sa.text("journey <> ''"),
            postgresql_where=sa.text("journey <> ''"),
        ),
        sa.Index(
            "ix_events_said_at",
            "at",
            sqlite_where=sa.text("class = 'said'"),
            postgresql_where=sa.text("class = 'said'"),
        ),
    )

    seq: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    id: Mapped[str | None] = mapped_column(sa.String(100))
    at: Mapped[int] = mapped_column(sa.BigInteger)
    received_at: Mapped[int] = mapped_column(sa.BigInteger)
    asset_id: Mapped[str] = mapped_column(sa.String(32))
    version_id: Mapped[str] = mapped_column(sa.String(32), default="")
    rendition: Mapped[str] = mapped_column(sa.String(100), default="")
    channel: Mapped[str] = mapped_column(sa.String(40))
    placement: Mapped[str] = mapped_column(sa.String(200), default="")
    site: Mapped[str] = mapped_column(sa.String(253), default="")
    page: Mapped[str] = mapped_column(sa.String(200), default="")
    campaign: Mapped[str] = mapped_column(sa.String(200), default="")
    journey: Mapped[str] = mapped_column(sa.String(64), default="")
    stage: Mapped[str] = mapped_column(sa.String(20), default="")
    class_: Mapped[str] = mapped_column("class", sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(60), default="")
    actor: Mapped[str] = mapped_column(sa.String(10))
    visitor: Mapped[str] = mapped_column(sa.String(16), default="")
    audience: Mapped[str] = mapped_column(sa.String(200), default="")
    locale: Mapped[str] = mapped_column(sa.String(35), default="")
    value_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    duration: Mapped[float | None]
    rating: Mapped[float | None]
    text: Mapped[str] = mapped_column(sa.Text, default="")
    origin: Mapped[str] = mapped_column(sa.String(10), default="")
    source: Mapped[str] = mapped_column(sa.String(20))
    content_hash: Mapped[bytes | None] = mapped_column(sa.LargeBinary(16))


class EventSegment(Base):
    """Events that came by a log, many in one row: `content` is their lines, compressed, as `source` writes them.

    They are `count` events from `first_at` to `last_at` (milliseconds); `file_id` and `start` say where they stood.
    """

    __tablename__ = "event_segments"
    __table_args__ = (sa.UniqueConstraint("source", "file_id", "start"),)

    seq: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(sa.String(20))
    file_id: Mapped[str] = mapped_column(sa.String(64))
    start: Mapped[int] = mapped_column(sa.BigInteger)
    first_at: Mapped[int] = mapped_column(sa.BigInteger)
    last_at: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    count: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class SealedDay(Base):
    """A day (UTC) whose single events are gone: the checksum of its roll-ups as they were recounted for the last time."""

    __tablename__ = "sealed_days"

    day: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    events: Mapped[int] = mapped_column(sa.BigInteger)
    checksum: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    sealed_at: Mapped[datetime]


class StageRow(Base):
    """A stage of the customer's journey: its place, and its title per language.

    A stage that was removed stays with `is_former`, because events of its time bear its name.
    """

    __tablename__ = "stages"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    place: Mapped[int]
    titles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_former: Mapped[bool] = mapped_column(default=False)


class ChannelStage(Base):
    """The stage that a channel serves where an event names none."""

    __tablename__ = "channel_stages"

    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    stage: Mapped[str] = mapped_column(sa.String(20))


class Rollup(Base):
    """How often one thing happened in one hour; `count` and `value_minor` are sums over the events of this key."""

    __tablename__ = "rollups"
    __table_args__ = (
        sa.Index("ix_rollups_asset_id_hour", "asset_id", "hour"),
        {"sqlite_with_rowid": False, "postgresql_partition_by": "RANGE (hour)"},
    )

    hour: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    placement: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    campaign: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    stage: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    class_: Mapped[str] = mapped_column("class", sa.String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    site: Mapped[str] = mapped_column(sa.String(253), primary_key=True)
    currency: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)
    value_minor: Mapped[int] = mapped_column(sa.BigInteger)


sa.event.listen(
    Rollup.__table__,
    "after_create",
    sa.DDL("CREATE TABLE rollups_rest PARTITION OF rollups DEFAULT").execute_if(  # type: ignore[no-untyped-call]
        dialect="postgresql"
    ),
)  # a row finds a place before any month has its own (`dam/engagement/rollups/partitions.py`)


class SaidCount(Base):
    """How often people said the same in one hour; kept as long as roll-ups, so that means outlive the words.

    `rating` in hundredths, −1 where none was given; `origin` and `kind` as in the events.
    """

    __tablename__ = "said_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    hour: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    origin: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    rating: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(sa.BigInteger)


class DueJourney(Base):
    """A journey with new events, whose sales are to be credited anew; gone once that is done.

    `mark` is a random number that every further event moves on: who credited the journey as it was removes no newer mark.
    """

    __tablename__ = "due_journeys"

    journey: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    mark: Mapped[int] = mapped_column(sa.BigInteger)


class RolledHour(Base):
    """How often the roll-ups of an hour have been written: what was packed from them at another revision is out of date."""

    __tablename__ = "rolled_hours"

    hour: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(sa.BigInteger)


class PackWord(Base):
    """The number that stands for the id of an asset or a version in packs; never given twice."""

    __tablename__ = "pack_words"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read by SQLAlchemy as a class attribute

    number: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    word: Mapped[str] = mapped_column(sa.String(32), unique=True)


class PackShape(Base):
    """The number that stands for everything else of a roll-up's key in packs: its words, joined; never given twice."""

    __tablename__ = "pack_shapes"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read by SQLAlchemy as a class attribute

    number: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    shape: Mapped[str] = mapped_column(sa.Text, unique=True)


class RollupPack(Base):
    """The roll-ups from hour `start` to before hour `end` as columns of numbers (`dam/engagement/rollups/packs.py`).

    `level` is `hour`, `day` (a local one), or of a UTC day's distinct visitors, `start` being its day: `visitors` of all
    assets together and `assets` of each.
    `revision` adds up those of its hours when it was packed. `sums` are over all assets, `rows` of each.
    """

    __tablename__ = "rollup_packs"

    level: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    start: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    end: Mapped[int]
    revision: Mapped[int] = mapped_column(sa.BigInteger)
    sums: Mapped[bytes] = mapped_column(sa.LargeBinary)
    rows: Mapped[bytes] = mapped_column(sa.LargeBinary)


class UniqueSketch(Base):
    """A mergeable count of distinct visitor keys of one day; `asset_id` is empty where it stands for all assets."""

    __tablename__ = "unique_sketches"

    day: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    asset_id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    class_: Mapped[str] = mapped_column("class", sa.String(10), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    sketch: Mapped[bytes] = mapped_column(sa.LargeBinary)


class IntakeCount(Base):
    """What each door received on a day and what became of it: `received = accepted + duplicate + the rest`.

    `outcome` is `received`, `accepted`, `duplicate`, or the reason of a drop.
    """

    __tablename__ = "intake_counts"

    day: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    outcome: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    count: Mapped[int] = mapped_column(sa.BigInteger)


class ConflictEvent(Base):
    """An event that bears the id of another one and says something else: kept apart, counted nowhere."""

    __tablename__ = "conflict_events"

    seq: Mapped[int] = mapped_column(_SEQUENCE, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(sa.String(20))
    id: Mapped[str] = mapped_column(sa.String(100))
    received_at: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    asset_id: Mapped[str] = mapped_column(sa.String(32))
    content: Mapped[str] = mapped_column(sa.Text)


class LogPosition(Base):
    """How far a log file has been folded: every byte before `offset` is in the ledger, none after it."""

    __tablename__ = "log_positions"

    file_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    offset: Mapped[int] = mapped_column(sa.BigInteger)
    folded_at: Mapped[datetime]
    is_removed: Mapped[bool] = mapped_column(default=False)


class VisitorSalt(Base):
    """The random salt of one day's visitor keys; two slots, overwritten in place, never part of a backup."""

    __tablename__ = "visitor_salts"

    slot: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    day: Mapped[int] = mapped_column(sa.Integer)
    salt: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
