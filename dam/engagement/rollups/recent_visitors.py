"""Who this process has added to the sketches of late, so that a visitor who sees ten pictures is looked up once."""

from collections.abc import Set
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

MOST = 100_000
"""Visits kept, about 25 MB; beyond them all are forgotten, and each costs one look again."""

Visit = tuple[int, str, str, str, str, str]
"""Day since 1970, asset, channel, class, actor and key of a visitor."""


class RecentVisitors:
    """`known` holds only what is committed: a transaction that fails leaves nothing here."""

    def __init__(self) -> None:
        self.known: set[Visit] = set()

    def add_after_commit(self, session: Session, visits: Set[Visit]) -> None:
        """Remember visits once the transaction that added them is durable."""

        def remember(_session: Session) -> None:
            if len(self.known) + len(visits) > MOST:
                self.known = set()
            self.known |= visits

        sa.event.listen(session, "after_commit", remember, once=True)


_RECENT: WeakKeyDictionary[sa.Engine, RecentVisitors] = WeakKeyDictionary()


def recent_visitors_of(session: Session) -> RecentVisitors:
    """Return what this process remembers of the database that a session writes to."""
    engine = session.connection().engine
    recent = _RECENT.get(engine)
    if recent is None:
        recent = _RECENT.setdefault(engine, RecentVisitors())
    return recent
