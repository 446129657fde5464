"""Undoing on one asset: value by value, and only what still is as the edit left it."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.bulk.change import Wanted
from dam.assets.bulk.parts import OTHERWISE, Parts, merged_tags, patch_of
from dam.assets.bulk.voice import told_when_done
from dam.assets.bulk.writing import Found, write_asset
from dam.assets.collection_rows import known_collections
from dam.assets.status import ALLOWED_MOVES, move_row
from dam.core import Core
from dam.errors import VitrineError


def put_back(
    core: Core,
    session: Session,
    caller: Caller,
    found: Found,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    details: Mapping[str, Any],
) -> list[str]:
    """Put an asset back to `before` where it still is `after`; return the names of the parts that were left."""
    now = found.parts
    names = dict.fromkeys([*before, *after])
    parts, left = _restored(now, before, after, [name for name in names if name not in OTHERWISE])
    add_to, take_from = _collections(session, now, before, after)
    wanted = Wanted(patch_of(parts), "", "", add_to, take_from)
    write_asset(core, session, caller, found, wanted, details)
    if "status" in names:
        left += [] if _move_back(core, session, caller, found.view.id, now, before, after) else ["status"]
    return left


def _restored(
    now: Parts, before: Mapping[str, Any], after: Mapping[str, Any], names: list[str]
) -> tuple[Parts, list[str]]:
    parts: Parts = {}
    left: list[str] = []
    for name in names:
        if now.get(name) == after.get(name):
            parts[name] = before.get(name)
        elif name == "tags":
            parts[name] = merged_tags(now.get(name) or (), before.get(name) or (), after.get(name) or ())
        elif now.get(name) != before.get(name):
            left.append(name)
    return parts, left


def _collections(
    session: Session, now: Parts, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    was, became = set(before.get("collections") or ()), set(after.get("collections") or ())
    inside = set(now.get("collections") or ())
    return (
        tuple(known_collections(session, sorted(was - became - inside))),
        tuple(sorted((became - was) & inside)),
    )


def _move_back(
    core: Core,
    session: Session,
    caller: Caller,
    asset_id: str,
    now: Parts,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> bool:
    """Go back by moves that exist; each is asked and told of like any other."""
    if now.get("status") == before.get("status"):
        return True
    if now.get("status") != after.get("status"):
        return False
    moves = way_back(str(after["status"]), str(before["status"]))
    if not moves:
        return False
    try:
        with told_when_done(core, session) as quiet, session.begin_nested():
            for status in moves:
                move_row(quiet, session, caller, asset_id, status)
    except VitrineError:
        return False
    return True


def way_back(start: str, end: str) -> list[str]:
    """Return the shortest chain of moves between two statuses that is not lit on its way; nothing when there is none."""
    waiting = deque([(start, [])])  # type: deque[tuple[str, list[str]]]
    seen = {start}
    while waiting:
        status, way = waiting.popleft()
        for to in ALLOWED_MOVES[status]:
            if to == end:
                return [*way, to]
            if to not in seen and to != "approved":
                seen.add(to)
                waiting.append((to, [*way, to]))
    return []
