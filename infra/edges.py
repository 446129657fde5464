"""Keeps the edges in step: every second a look at what changed, at purges that are due and at receipts that are open."""

from datetime import timedelta

from dam.jobs.port import Json
from delivery.house import House
from delivery.outgoing.edges import Edge, read_edges
from delivery.outgoing.following import follow_changes
from delivery.outgoing.purge.port import Place
from delivery.outgoing.purges import ask_for_purges, drop_purges_of_others, edges_due, send_purges
from delivery.outgoing.withdrawals import follow_light, rights_just_ended, withdrawals_due
from renditions.catalogue.models import Channel, Preset

LOOK_SECONDS = 1.0
"""However often an asset changes, its edges hear of it once in this time."""

LOOK_BACK = timedelta(days=30)
"""Rights that ended longer ago than this while nobody was there get no receipt."""


def keep_edges_in_step(house: House) -> None:
    """Do what takes no network, and ask for jobs for what does."""
    core, edges = house.core, read_edges(house.settings.edges)
    if edges:
        follow_changes(core, [edge.name for edge in edges])
    now = core.now()
    with core.db.read() as session:
        ended = rights_just_ended(session, now, now - LOOK_BACK)
    for asset_id in ended:
        with core.db.write() as session:
            follow_light(session, asset_id, now)
    with core.db.read() as session:
        known = {edge.name for edge in edges}
        due_edges = [name for name in edges_due(session, now) if name in known]
        due_assets = withdrawals_due(session, now)
    for name in due_edges:
        _enqueue(house, "send_purges", {"edge": name}, f"purges:{name}")
    for asset_id in due_assets:
        _enqueue(house, "work_on_receipt", {"asset_id": asset_id}, f"receipt:{asset_id}")


def forget_other_edges(house: House) -> None:
    """At the start of a worker: what waits for an edge that is not configured any more will never be taken."""
    names = [edge.name for edge in read_edges(house.settings.edges)]
    with house.core.db.write() as session:
        drop_purges_of_others(session, names)


def purge_edge(house: House, name: str) -> None:
    """Send one edge what is due; an edge that is not configured any more is nobody."""
    edge = next((edge for edge in read_edges(house.settings.edges) if edge.name == name), None)
    if edge is not None:
        send_purges(house.core, edge, _place(house))


def purge_preset(house: House, channel: str, preset: str) -> None:
    """Let every edge forget what a preset gave, or a whole channel without one; hard where it is not given any more."""
    edges: list[Edge] = list(read_edges(house.settings.edges))
    if not edges:
        return
    key = f"preset-{channel}-{preset}" if preset else f"channel-{channel}"
    with house.core.db.write() as session:
        row = session.get(Channel, channel)
        is_given = row is not None and row.is_enabled and not row.is_private
        if preset:
            is_given = is_given and session.get(Preset, (channel, preset)) is not None
        ask_for_purges(session, [edge.name for edge in edges], [key], house.core.now(), is_hard=not is_given)
    for edge in edges:
        send_purges(house.core, edge, _place(house))


def _place(house: House) -> Place:
    return Place(house.settings.base_url, house.settings.edge_secret)


def _enqueue(house: House, name: str, payload: dict[str, Json], key: str) -> None:
    with house.core.db.write() as session:
        house.core.jobs.enqueue(session, name, payload, queue="outgoing", key=key, priority=1)
