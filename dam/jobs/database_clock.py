"""The database's clock, which all hosts share."""

import time

import sqlalchemy as sa
from sqlalchemy.orm import Session


def database_seconds(session: Session) -> float:
    """Return seconds since 1970; SQLite lives on one machine, so there the machine's clock is the same."""
    if session.get_bind().dialect.name == "postgresql":
        return float(session.execute(sa.text("select extract(epoch from clock_timestamp())")).scalar_one())
    return time.time()
