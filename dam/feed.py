"""The feed of changed assets: append-only, written last in its transaction, polled by everything that caches.

On PostgreSQL a lock held from just before the insert until COMMIT makes the order of `seq` the order of commits, so that
a reader at `seq` n has seen every change up to n.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from dam.db import LAST_STATEMENTS, Base

_FEED_LOCK = 0x76697472  # any fixed number; the same in every process

EVERYTHING = "*"
"""Stands for an asset id where a change concerns all of them (a preset was edited, a backup restored)."""


class AssetChange(Base):
    """One line of the feed."""

    __tablename__ = "asset_changes"

    seq: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    asset_id: Mapped[str] = mapped_column(sa.String(32))


def note_change(session: Session, asset_id: str) -> None:
    """Tell every cache, once this transaction commits, to forget what it knows of the asset."""
    pending: dict[str, None] = session.info.setdefault("changed_assets", {})
    pending[asset_id] = None
    session.info.setdefault(LAST_STATEMENTS, {})["feed"] = _append


def _append(session: Session) -> None:
    changed: dict[str, None] = session.info.pop("changed_assets", {})
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_FEED_LOCK)))
    session.execute(sa.insert(AssetChange), [{"asset_id": asset_id} for asset_id in changed])


def last_seq(session: Session) -> int:
    """Return the number of the newest change, 0 when there is none."""
    return session.scalar(sa.select(sa.func.max(AssetChange.seq))) or 0


def changes_since(session: Session, seq: int, limit: int = 10_000) -> list[tuple[int, str]]:
    """Return `(seq, asset id)` of the changes after `seq`, oldest first."""
    rows = session.execute(
        sa.select(AssetChange.seq, AssetChange.asset_id)
        .where(AssetChange.seq > seq)
        .order_by(AssetChange.seq)
        .limit(limit)
    )
    return [(row.seq, row.asset_id) for row in rows]
