"""Whether the edges in front are purged, and whether they acknowledge."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from dam.db import Database
from delivery.outgoing.edges import Edge, read_edges
from delivery.outgoing.models import Purge
from infra.backup_rows import is_empty
from infra.doctor_sayings import Saying
from infra.settings import Settings

KEYED = ("fastly", "cloudflare")


def check_edges(settings: Settings) -> Iterator[Saying]:
    """One line for each edge, without its secrets; `warn` for one that does not acknowledge."""
    edges = read_edges(settings.edges)
    if not edges and settings.cdn_cache_control:
        yield (
            "warn",
            "VITRINE_CDN_CACHE_CONTROL lets edges keep files, and VITRINE_EDGES names none to purge.",
        )
    elif not edges:
        yield "ok", "No edge is purged: VITRINE_EDGES names none."
    failing = _failing(settings) if edges else {}
    for edge in edges:
        if edge.name in failing:
            since, error = failing[edge.name]
            yield (
                "warn",
                f"{edge.name} has not acknowledged a purge since {since:%Y-%m-%d %H:%M} UTC: {error}",
            )
        else:
            yield "ok", f"{edge.name} is purged {_way(edge)}."


def _way(edge: Edge) -> str:
    is_keyed = edge.kind in KEYED or edge.option("by") == "keys"
    return "by key" if is_keyed else "by address"


def _failing(settings: Settings) -> dict[str, tuple[datetime, str]]:
    """Return since when an edge owes an acknowledgement, and why, where it has refused one."""
    if is_empty(settings.database_url):
        return {}
    database = Database(settings.database_url)
    try:
        if not sa.inspect(database.engine).has_table(Purge.__tablename__):
            return {}  # rows of an earlier release: that they need `vitrine migrate` is said elsewhere
        with database.read() as session:
            rows = session.scalars(
                sa.select(Purge)
                .where(Purge.state == "waiting", Purge.error != "")
                .order_by(Purge.asked_at.desc())
            )
            return {row.edge: (row.asked_at, row.error) for row in rows}
    finally:
        database.dispose()
