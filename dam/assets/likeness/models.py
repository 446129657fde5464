"""Rows of what assets look like, of the words they are looked up by, and of pairs that show the same."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class Likeness(Base):
    """What the served version of an asset looks like.

    `number` stands for the asset in the table of words. `pixels` is the SHA-256 of the decoded, upright pixels, "" where
    they were not read. `points` are packed points (`dam.assets.likeness.points`), empty for what shows nothing to hold
    on to; `method` is the way they were found: another number means that they have to be found anew. `compared_at` is
    None until the pairs of this version have been looked for.
    """

    __tablename__ = "likenesses"

    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=True)
    asset_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), unique=True)
    version_id: Mapped[str] = mapped_column(sa.String(32))
    pixels: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    points: Mapped[bytes] = mapped_column(sa.LargeBinary, default=b"")
    method: Mapped[int] = mapped_column(default=0)
    compared_at: Mapped[datetime | None] = mapped_column(index=True)


class LikenessWord(Base):
    """One word of one picture: what stands beside the same words may show the same."""

    __tablename__ = "likeness_words"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)


class LikePair(Base):
    """Two assets that show the same, `one_id` the lesser id.

    `kind`: `bytes` (equal files), `pixels` (equal pictures under other metadata or another lossless format), `near`.
    `score` is the share of what both could show that is the same, 0 to 1; with `is_mirrored`, left and right are swapped.
    `verdict`: "" (nobody has said), `different`, or `both` (alike, and both are wanted).
    """

    __tablename__ = "like_pairs"

    one_id: Mapped[str] = mapped_column(sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(
        sa.ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(10))
    score: Mapped[float]
    is_mirrored: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[str] = mapped_column(sa.String(10), default="", index=True)
    found_at: Mapped[datetime]
    decided_by_name: Mapped[str] = mapped_column(sa.String(200), default="")
    decided_at: Mapped[datetime | None]
