"""Reading a manifest: all that a channel shows, or what has changed since a cursor, page by page.

A page is found by the id of the asset before it, so that nothing is skipped or told twice while the library changes. What
changes meanwhile is in the next delta, because `cursor` is the moment at which the first page was begun.
"""

import hashlib
import re
from dataclasses import dataclass, fields, replace
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.feed import EVERYTHING, AssetChange
from dam.paging import read_cursor, write_cursor
from delivery.manifest.items import Json, View, items_of, lit_ids
from delivery.manifest.limits import MOST_CHANGES, USUAL_ITEMS
from delivery.manifest.moment import (
    Moment,
    is_known,
    moment_of,
    next_edge,
    past_edges,
    present_moment,
    read_moment,
)
from renditions.catalogue.channels import LIBRARY
from renditions.catalogue.models import Channel

MADE = 1
"""Raise it when manifests of the same library come out otherwise: every ETag is another then."""

_PAGE = (int, int, str, int, int, str, str)
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client asks for: `since` a cursor ("" for all), a further `page` ("" for the first), at most `limit` assets."""

    channel: str
    since: str = ""
    page: str = ""
    limit: int = USUAL_ITEMS
    territory: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """An answer: `body` is its JSON, None where the client has it already. `changes_at` is when the clock alone changes it."""

    etag: str
    cursor: str
    body: bytes | None
    is_empty: bool = False
    changes_at: datetime | None = None

    def as_beginning(self) -> "Manifest":
        """Return the same as the place from which on changes are told."""
        return replace(self, is_empty=True)


_Shown = tuple[list[Json], list[str], str | None]
"""Items, ids of what is gone, and where the next page begins."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page begins: `start` is the moment of its first page, `since` what is compared with, None for a whole list."""

    start: Moment
    since: Moment | None
    after: str

    def next(self, after: str) -> str:
        since = self.since.values if self.since else (-1, 0, "")
        return write_cursor((*self.start.values, *since, after))


def read_manifest(core: Core, caller: Caller, wanted: Wanted, base_url: str, known: str = "") -> Manifest:
    """Return a page of a manifest; `known` holds the ETags that the client has (`If-None-Match`).

    A channel that does not exist is `NotFound`; one that is switched off shows nothing.
    """
    require(caller, Action.SEE_APPROVED)
    _check_territory(wanted.territory)
    with core.db.read() as session:
        _one_snapshot(session)
        channel = session.get(Channel, wanted.channel)
        if channel is None or wanted.channel == LIBRARY:
            raise NotFound(f"There is no channel {wanted.channel[:40]}.")
        now = core.now()
        present = present_moment(session, now)
        etag = _etag(wanted, present, base_url)
        edge = next_edge(session, now)
        if etag in known or known.strip() == "*":
            return Manifest(etag, present.to_text(), None, is_empty=True, changes_at=edge)
        place, is_resync = _place(session, wanted, present)
        view = View(wanted.channel, wanted.territory or None, now, base_url)
        shown: _Shown = ([], [], None)
        if channel.is_enabled:  # switching one off changes everything, so that all who ask list it anew
            shown = _page(session, view, place, present, wanted.limit)
    items, removed, further = shown
    body = {
        "channel": wanted.channel,
        "cursor": place.start.to_text(),
        "resync": is_resync,
        "items": items,
        "removed": removed,
        "next": further,
    }
    is_empty = not (items or removed or further or is_resync)
    return Manifest(etag, place.start.to_text(), msgspec.json.encode(body), is_empty, edge)


def _place(session: Session, wanted: Wanted, present: Moment) -> tuple[_Place, bool]:
    """Tell where to go on, and whether all is listed although changes were asked for."""
    if wanted.page:
        seq, edge, trace, since_seq, since_edge, since_trace, after = read_cursor(wanted.page, _PAGE)
        since = moment_of(since_seq, since_edge, since_trace) if int(since_seq) >= 0 else None
        place = _Place(moment_of(seq, edge, trace), since, str(after))
        if is_known(session, place.start) and (since is None or _can_compare(session, since, present)):
            return place, False
        return _Place(present, None, ""), True
    if not wanted.since:
        return _Place(present, None, ""), False
    since = read_moment(wanted.since)
    if not _can_compare(session, since, present):
        return _Place(present, None, ""), True
    return _Place(present, since, ""), False


def _can_compare(session: Session, since: Moment, present: Moment) -> bool:
    return is_known(session, since) and _changed(session, since, present) is not None


def _page(session: Session, view: View, place: _Place, present: Moment, limit: int) -> _Shown:
    if place.since is None:
        ids = lit_ids(session, view, place.after, limit + 1)
        candidates, has_more = ids[:limit], len(ids) > limit
        items = items_of(session, view, candidates)
        return list(items.values()), [], place.next(candidates[-1]) if has_more else None
    changed = _changed(session, place.since, present)
    ids = sorted(each for each in changed or () if each > place.after)
    candidates, has_more = ids[:limit], len(ids) > limit
    items = items_of(session, view, candidates)
    removed = _once_approved(session, [each for each in candidates if each not in items])
    return list(items.values()), removed, place.next(candidates[-1]) if has_more else None


def _changed(session: Session, since: Moment, present: Moment) -> set[str] | None:
    """Return what may have changed between two moments; None when that is everything, or too much to compare."""
    lines = (
        sa.select(AssetChange.asset_id)
        .where(AssetChange.seq > since.seq, AssetChange.seq <= present.seq)
        .distinct()
        .limit(MOST_CHANGES + 1)
    )
    changed = {*session.scalars(lines), *past_edges(session, since.edge, present.edge)}
    return None if EVERYTHING in changed or len(changed) > MOST_CHANGES else changed


def _once_approved(session: Session, ids: list[str]) -> list[str]:
    """Leave out what was never approved: nobody has it, and it is nobody's to know."""
    never = sa.select(Asset.id).where(Asset.id.in_(ids), Asset.approved_at.is_(None))
    unknown = set(session.scalars(never))
    return [each for each in ids if each not in unknown]


def _etag(wanted: Wanted, present: Moment, base_url: str) -> str:
    """Name an answer by all that decides it: what is asked for, and where the library is."""
    decides = (MADE, base_url, *present.values, *(getattr(wanted, each.name) for each in fields(wanted)))
    return f'"{hashlib.sha256(msgspec.json.encode(decides)).hexdigest()[:32]}"'


def _check_territory(territory: str) -> None:
    if territory and not _COUNTRY.fullmatch(territory):
        sentence = f"A territory is a country in two capital letters, like FR; {territory[:20]!r} came."
        raise Invalid(sentence, [FieldError("territory", sentence)])


def _one_snapshot(session: Session) -> None:
    """Let every statement see the same rows, as on SQLite they do anyway: the ETag names exactly these."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
