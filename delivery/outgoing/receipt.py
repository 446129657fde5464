"""Works on one receipt: tells the edges to forget, then asks the public URLs until each of them is dark."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.core import Core
from dam.ids import new_id
from delivery.house import House
from delivery.outgoing.edges import Edge, read_edges
from delivery.outgoing.models import Probe, Purge, Withdrawal
from delivery.outgoing.probes import END_STATES, ROUND_SECONDS, probe_all
from delivery.outgoing.public_urls import PublicPath, immutable_paths, stable_paths
from delivery.outgoing.purge.port import Place
from delivery.outgoing.purges import SETTLED, ask_for_purges, send_purges
from delivery.outgoing.withdrawals import OPEN, current_withdrawal, follow_light

MOST_PROBES = 120
"""Public URLs asked at each place where the world reaches us; of more, an even sample is asked and the rest counted."""

LOST_AFTER = timedelta(seconds=6 * ROUND_SECONDS)
"""A round that has not ended after this has died with its process, and is begun again."""


def work_on_receipt(house: House, asset_id: str) -> None:
    """Do one round for an asset (blocks for the network); the next one is due at the row's `next_at`.

    Every step is noted when it is done, so that a round that is cut off is only repeated from there.
    """
    core, edges = house.core, read_edges(house.settings.edges)
    public = [house.settings.base_url, *(edge.public_url for edge in edges if edge.public_url)]
    row = _begin_round(core, asset_id, edges, list(dict.fromkeys(public)))
    if row is None:
        return
    place = Place(house.settings.base_url, house.settings.edge_secret)
    for edge in edges:
        send_purges(core, edge, place)
    if not _must_wait(core, row.id):
        _end_round(core, row.id, probe_all(core, row.id, asset_id))


def _begin_round(
    core: Core, asset_id: str, edges: Sequence[Edge], public: Sequence[str]
) -> Withdrawal | None:
    """Return the open receipt with its purges and probes written down; None when there is nothing to do."""
    now = core.now()
    with core.db.read() as session:
        paths = [*stable_paths(session, asset_id), *immutable_paths(session, asset_id)]
    probes = _probes(public, sample(paths, MOST_PROBES))
    with core.db.write() as session:
        follow_light(session, asset_id, now)
        session.flush()
        row = current_withdrawal(session, asset_id)
        if row is None or row.state not in OPEN:
            return None
        if row.urls is None:
            row.urls = len(paths) * len(public)
            if probes:
                session.execute(sa.insert(Probe), [{**probe, "withdrawal_id": row.id} for probe in probes])
            names, keys = [edge.name for edge in edges], [f"asset-{asset_id}"]
            ask_for_purges(session, names, keys, now, is_hard=True, withdrawal_id=row.id)
        row.rounds += 1
        row.next_at = now + LOST_AFTER
        return row


def sample(paths: Sequence[PublicPath], most: int) -> list[PublicPath]:
    """Return at most so many, spread evenly, so that every channel is among them."""
    if len(paths) <= most:
        return list(paths)
    return [paths[place * len(paths) // most] for place in range(most)]


def _probes(public: Sequence[str], paths: Sequence[PublicPath]) -> list[dict[str, str]]:
    """Return plain rows: as objects hundreds of them would take longer than a transaction may."""
    return [
        {"id": new_id(), "url": base + path.path, "digest": path.digest} for base in public for path in paths
    ]


def _must_wait(core: Core, withdrawal_id: str) -> bool:
    """Tell whether it is too early to probe: the house itself has still to hear, or an edge is about to acknowledge.

    An edge that does not acknowledge keeps nobody from probing; but what was seen before all have is asked again.
    """
    with core.db.write() as session:
        row = session.get(Withdrawal, withdrawal_id)
        if row is None or row.state not in OPEN:
            return True
        waiting = _waiting(session, withdrawal_id)
        if not waiting and row.state == "purging" and core.now() >= row.asked_at + SETTLED:
            row.state = "probing"
            seen = sa.update(Probe).where(Probe.withdrawal_id == withdrawal_id, Probe.state.in_(END_STATES))
            session.execute(seen.values(state="waiting"))
        healthy = [purge.next_at for purge in waiting if purge.next_at and not purge.error]
        if healthy or core.now() < row.asked_at + SETTLED:
            row.next_at = max([row.asked_at + SETTLED, *healthy])
            return True
        return False


def _waiting(session: Session, withdrawal_id: str) -> list[Purge]:
    where = (Purge.withdrawal_id == withdrawal_id, Purge.state == "waiting")
    return list(session.scalars(sa.select(Purge).where(*where)))


def _end_round(core: Core, withdrawal_id: str, states: set[str]) -> None:
    """Close the receipt when every edge has acknowledged and everything is dark, else say when to come back."""
    now = core.now()
    with core.db.write() as session:
        row = session.get(Withdrawal, withdrawal_id, with_for_update=True)
        if row is None or row.state not in OPEN:
            return
        waiting = _waiting(session, withdrawal_id)
        if states <= END_STATES and not waiting:
            row.state, row.dark_at, row.next_at = "dark", now, None
            return
        row.next_at = now + _wait(row, now)
        if "lit" in states:
            _purge_again(session, withdrawal_id, row.next_at)
        row.next_at = min([row.next_at, *(purge.next_at for purge in waiting if purge.next_at)])


def _purge_again(session: Session, withdrawal_id: str, at: datetime) -> None:
    """The house has long known by now, so that one acknowledgement is enough."""
    where = (Purge.withdrawal_id == withdrawal_id, Purge.state == "done")
    for row in session.scalars(sa.select(Purge).where(*where)):
        row.state, row.next_at, row.done_at = "waiting", at, None


def _wait(row: Withdrawal, now: datetime) -> timedelta:
    """Return seconds at first, five minutes later on, an hour after a day; it never ends by itself."""
    if now - row.asked_at > timedelta(days=1):
        return timedelta(hours=1)
    return timedelta(seconds=min(2.0 ** min(row.rounds, 9), 300.0))
