"""Purges on their way: asked for in rows, sent to the edges in batches, and tried again until each has acknowledged."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.ids import new_id
from delivery.outgoing.edges import SECRET_OPTIONS, Edge
from delivery.outgoing.models import Purge
from delivery.outgoing.public_urls import paths_of_keys
from delivery.outgoing.purge.drivers import driver_of
from delivery.outgoing.purge.port import Order, Place, PurgeFailed
from delivery.outgoing.sending_turns import turn_at_edge

SETTLED = timedelta(seconds=2.5)
"""After a change the last process of the house knows of it: an edge that was purged before may have fetched the old answer
again, so that every purge is repeated then, and only that one counts."""

MOST_ROWS = 200
"""Purges sent in one go."""

LONGEST_WAIT = 300.0
"""Seconds between two attempts at an edge that does not acknowledge."""

logger = logging.getLogger("vitrine.purges")


def ask_for_purges(
    session: Session,
    edges: Iterable[str],
    keys: Iterable[str],
    now: datetime,
    *,
    is_hard: bool,
    withdrawal_id: str | None = None,
) -> None:
    """Note that these edges have to forget these keys; what is on its way already is only asked for anew."""
    wanted = list(dict.fromkeys(keys))
    new: list[dict[str, object]] = []
    for edge in edges:
        mine = (Purge.edge == edge, Purge.state == "waiting", Purge.withdrawal_id == withdrawal_id)
        waiting = {
            row.key: row for row in session.scalars(sa.select(Purge).where(*mine, Purge.key.in_(wanted)))
        }
        for row in waiting.values():
            row.asked_at = row.next_at = now
            row.is_hard = row.is_hard or is_hard
        place = {"edge": edge, "withdrawal_id": withdrawal_id, "is_hard": is_hard}
        times = {"asked_at": now, "next_at": now}
        new += [{"id": new_id(), "key": key, **place, **times} for key in wanted if key not in waiting]
    if new:
        session.execute(sa.insert(Purge), new)


def edges_due(session: Session, now: datetime) -> list[str]:
    """Return the names of the edges that something is to be sent to now."""
    due = sa.select(Purge.edge).where(Purge.next_at <= now).distinct()
    return list(session.scalars(due))


def send_purges(core: Core, edge: Edge, place: Place) -> int:
    """Send what is due to one edge (blocks for the network) and note what came of it; return how many were acknowledged.

    What was sent and not noted, because the process died in between, is sent again: that is harmless.
    """
    acknowledged = 0
    for is_hard in (True, False):
        with turn_at_edge(edge.name, is_hard=is_hard) as is_ours:
            began = core.now()
            rows = _due(core, edge, began, is_hard=is_hard) if is_ours else []
            if rows:
                acknowledged += _send(core, edge, place, rows, began, is_hard=is_hard)
    return acknowledged


def _due(core: Core, edge: Edge, began: datetime, *, is_hard: bool) -> list[Purge]:
    due = (Purge.edge == edge.name, Purge.next_at <= began, Purge.is_hard.is_(is_hard))
    with core.db.read() as session:
        return list(session.scalars(sa.select(Purge).where(*due).order_by(Purge.asked_at).limit(MOST_ROWS)))


def _send(
    core: Core, edge: Edge, place: Place, rows: Sequence[Purge], began: datetime, *, is_hard: bool
) -> int:
    keys = list(dict.fromkeys(row.key for row in rows))

    def paths() -> list[str]:
        with core.db.read() as session:
            return paths_of_keys(session, keys, is_hard=is_hard)

    failure = None
    try:
        driver_of(edge, place).purge(Order(keys, paths, is_hard))
    except PurgeFailed as error:
        failure = PurgeFailed(_without_secrets(str(error), edge, place), error.retry_after)
        logger.warning("a purge of %d keys at %s failed: %s", len(keys), edge.name, failure)
    with core.db.write() as session:
        held = session.scalars(
            sa.select(Purge).where(Purge.id.in_([row.id for row in rows])).with_for_update()
        )
        for row in held:
            _note(session, row, began, core.now(), failure)
    return 0 if failure else len(rows)


def _without_secrets(words: str, edge: Edge, place: Place) -> str:
    """An edge may repeat in its answer what it was sent, and the log and the receipt hold that answer."""
    secrets = (*(edge.option(name) for name in SECRET_OPTIONS), place.edge_secret)
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    return words


def _note(session: Session, row: Purge, began: datetime, now: datetime, failure: PurgeFailed | None) -> None:
    """What was asked for anew meanwhile stays due."""
    if row.asked_at > began or row.state == "done":
        return
    row.attempts += 1
    if failure is not None:
        row.error = str(failure)[:500]
        seconds = max(min(2.0 ** min(row.attempts, 10), LONGEST_WAIT), failure.retry_after)
        row.next_at = now + timedelta(seconds=seconds)
    elif began < row.asked_at + SETTLED:
        row.error, row.next_at = "", row.asked_at + SETTLED
    elif row.withdrawal_id is None:
        session.delete(row)
    else:
        row.error, row.state, row.next_at, row.done_at = "", "done", None, now


def drop_purges_of_others(session: Session, edges: Iterable[str]) -> int:
    """Forget what waits for edges that are not configured any more; return how many that were."""
    done = session.execute(sa.delete(Purge).where(Purge.state == "waiting", Purge.edge.not_in(list(edges))))
    return int(getattr(done, "rowcount", 0))
