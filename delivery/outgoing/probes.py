"""Asking the public URLs of a withdrawn asset as a stranger does, until each of them is dark."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.serving import Light, light, load_servable
from dam.core import Core
from delivery.outgoing.client import Client, Limits, Refused, Unreachable
from delivery.outgoing.models import Probe
from delivery.outgoing.purge.drivers import client_for
from renditions.catalogue.ledger import owners_of

HEADERS = {"User-Agent": "Vitrine-Check (withdrawal)"}
"""By this name the ledger knows its own checks (`dam.engagement.visitors.user_agents`): they are nobody's fetches. A GET and not a
HEAD, which caches may answer differently; of a body that is still there only the beginning is read."""

TASTES = ("image/avif,image/webp,*/*", "image/webp,*/*", "*/*")
"""Caches keep a negotiated answer once for each of these."""

DARK = (404, 410, 451)

LIT = (200, 203, 206, 226, 301, 302, 303, 304, 307, 308)

END_STATES = frozenset(("dark", "shared"))
"""What nobody has to ask again."""

ROUND_SECONDS = 20.0
"""How long one round of probes may take; the rest is asked in the next."""

LIMITS = Limits(connect_seconds=3, whole_seconds=8, body_bytes=1024)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a probe saw. `state` is dark, lit, silent or shared; `status` is None when nobody answered."""

    state: str
    status: int | None
    detail: str = ""


def probe(client: Client, url: str) -> Seen:
    """Ask in every taste that the URL can answer in (blocks for the network), until one answer is not dark.

    Never raises for what the other end does.
    """
    seen = Seen("silent", None)
    for taste in TASTES if "." not in url.rpartition("/")[2] else TASTES[:1]:
        seen = _ask(client, url, taste)
        if seen.state != "dark":
            break
    return seen


def _ask(client: Client, url: str, taste: str) -> Seen:
    try:
        answer = client.call("GET", url, headers={**HEADERS, "Accept": taste})
    except (Refused, Unreachable) as error:
        return Seen("silent", None, str(error)[:200])
    if answer.status in DARK:
        return Seen("dark", answer.status)
    if "vitrine-fallback" in answer.headers:
        return Seen("dark", answer.status, "stand-in")
    if answer.status in LIT:
        age = answer.headers.get("age", "")
        return Seen("lit", answer.status, f"Age: {age[:12]}" if age else "")
    return Seen("silent", answer.status)


def probe_all(core: Core, withdrawal_id: str, asset_id: str) -> set[str]:
    """Ask every URL that is not known to be dark, for `ROUND_SECONDS` at most; return the states of all of them after it.

    Each answer is noted at once. Of a place that is silent the rest is left for the next round.
    """
    mine = Probe.withdrawal_id == withdrawal_id
    with core.db.read() as session:
        asked = (
            sa.select(Probe).where(mine, Probe.state.not_in(END_STATES)).order_by(Probe.attempts, Probe.url)
        )
        waiting = list(session.scalars(asked))
    client = _client(waiting)
    ends_at = time.monotonic() + ROUND_SECONDS
    silent: set[str] = set()
    for each in waiting:
        place = urlsplit(each.url).netloc
        if place in silent or time.monotonic() > ends_at:
            continue
        seen = _told_apart(core, asset_id, each, probe(client, each.url))
        if seen.status is None:
            silent.add(place)
        _note(core, each.id, seen)
    with core.db.read() as session:
        return set(session.scalars(sa.select(Probe.state).where(mine).distinct()))


def _client(probes: Sequence[Probe]) -> Client:
    """Return a client for our own public places, wherever they lie."""
    return replace(client_for([each.url for each in probes]), limits=LIMITS)


def _told_apart(core: Core, asset_id: str, asked: Probe, seen: Seen) -> Seen:
    """The same bytes may rightly be lit: another asset owns them on the same channel, and is lit there."""
    if seen.state != "lit" or not asked.digest:
        return seen
    channel = asked.url.rpartition(f"/{asked.digest}/")[0].rpartition("/")[2]
    with core.db.read() as session:
        owners = {owner.asset_id for owner in owners_of(session, asked.digest) if owner.channel == channel}
        is_shared = any(_may_be_lit(session, each, channel, core.now()) for each in owners - {asset_id})
    return Seen("shared", seen.status) if is_shared else seen


def _may_be_lit(session: Session, asset_id: str, channel: str, now: datetime) -> bool:
    """Tell whether somebody somewhere may see an asset on this channel; who stands where is not asked."""
    found = load_servable(session, asset_id)
    if found is None:
        return False
    return light(found.everywhere(), channel=channel, territory=None, now=now) is Light.LIT


def _note(core: Core, probe_id: str, seen: Seen) -> None:
    with core.db.write() as session:
        row = session.get(Probe, probe_id)
        if row is not None:
            row.state, row.status, row.detail = seen.state, seen.status, seen.detail
            row.attempts += 1
            row.asked_at = core.now()
