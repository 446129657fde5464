"""One at a time per name, until the transaction ends."""

from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session


def wait_turn(session: Session, name: str) -> None:
    """Hold `name` against other transactions; on SQLite every write has the house to itself anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))
