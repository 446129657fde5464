"""Rows of logs that were imported, so that no line is ever taken in twice."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from dam.db import Base


class LogImport(Base):
    """One log of another server, whatever its file is called today; its `LogPosition` says how far it is in the ledger.

    It is known by how it begins: the digest of its `first` line, and that of its first `head_size` bytes. Of a compressed
    file all of this is about what is in it. `heading` names the columns that held at the position, `stored` is what the
    file called `name` looked like when it had been read to its end. `lines` = `accepted` + `dropped`.
    """

    __tablename__ = "log_imports"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    first: Mapped[bytes] = mapped_column(sa.LargeBinary(16), index=True)
    head_size: Mapped[int]
    head_digest: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    name: Mapped[str] = mapped_column(sa.String(1000), index=True)
    stored: Mapped[str] = mapped_column(sa.String(200), default="")
    edge: Mapped[str] = mapped_column(sa.String(100), default="")
    format: Mapped[str] = mapped_column(sa.String(1000))
    heading: Mapped[str] = mapped_column(sa.Text, default="")
    lines: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    accepted: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    dropped: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    imported_at: Mapped[datetime] = mapped_column(index=True)
