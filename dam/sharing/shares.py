"""Shares: made, changed and taken back by those inside."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may, require_somewhere
from dam.assets.collection_rows import find_collection
from dam.assets.serving import Light, light
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound, Stale
from dam.ids import ALPHABET
from dam.paging import Page, check_limit, read_cursor, write_cursor
from dam.sharing import wanted
from dam.sharing.light import Asked, lights_of
from dam.sharing.models import Share, ShareAsset
from dam.sharing.owners import without_owner
from dam.sharing.values import ShareView, share_view

CODE_LENGTH = 26
"""130 random bits: nobody finds a share by trying."""

USUAL_LIFE = timedelta(days=30)
"""A share that was forgotten ends by itself; null asks for one that does not."""

MAX_ASSETS = 500

CHECKS: wanted.Checks = {
    "title": wanted.one_line,
    "message": wanted.text(wanted.MAX_WORDS),
    "channel": wanted.channel,
    "allows": wanted.allows,
    "takes_files": wanted.flag,
    "most_views": wanted.count,
    "most_downloads": wanted.count,
    "expires_at": wanted.moment,
}
"""What of a share can be chosen and changed."""


def create_share(core: Core, caller: Caller, given: Mapping[str, object]) -> ShareView:
    """Share some assets (`asset_ids`) or a collection (`collection_id`), as it will be on the day somebody looks.

    An asset that is not lit on the channel now → `Conflict` saying which and why; one that the caller may not see →
    `NotFound`. `title` is needed; `channel` is web, `allows` download, and it ends after 30 days, unless said otherwise.
    """
    require_somewhere(caller, Action.SHARE)
    asset_ids, collection_id = _what(given)
    rest = {name: value for name, value in given.items() if name not in ("asset_ids", "collection_id")}
    usual = {"title": "", "channel": "web", "allows": "download", "expires_at": core.now() + USUAL_LIFE}
    columns = wanted.read_wanted(CHECKS, {**usual, **rest})
    _check_end(core, columns)
    with core.db.write() as session:
        if collection_id:
            find_collection(session, caller, collection_id)
        _require_lit(core, session, caller, asset_ids, columns["channel"])
        row = Share(
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            owner_kind=caller.kind,
            owner_id=caller.id,
            owner_name=caller.name[:200],
            collection_id=collection_id,
            created_at=core.now(),
            **columns,
        )
        session.add(row)
        session.flush()
        session.add_all(
            ShareAsset(code=row.code, asset_id=each, position=place) for place, each in enumerate(asset_ids)
        )
        note(session, caller, "share.created", "share", row.code[:8], {**_told(row), "assets": asset_ids})
        session.flush()
        return share_view(row, tuple(asset_ids), core.now())


def list_shares(
    core: Core, caller: Caller, *, asset_id: str = "", limit: int = 50, cursor: str | None = None
) -> Page[ShareView]:
    """Return one's own shares, newest first; everybody's for those who may manage them."""
    require_somewhere(caller, Action.SHARE)
    chosen = sa.select(Share).where(_theirs(caller))
    if asset_id:
        named = sa.select(ShareAsset.code).where(ShareAsset.asset_id == asset_id)
        chosen = chosen.where(Share.code.in_(named))
    query = chosen.order_by(Share.created_at.desc(), Share.code).limit(check_limit(limit) + 1)
    start = int(read_cursor(cursor, [int])[0]) if cursor else 0
    with core.db.read() as session:
        rows = list(session.scalars(query.offset(max(start, 0))))
        total = session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery())) or 0
        views = _views(core, session, rows[:limit])
    return Page(views, total, write_cursor([max(start, 0) + limit]) if len(rows) > limit else None)


def get_share(core: Core, caller: Caller, code: str) -> ShareView:
    """Return one share that is the caller's to see."""
    require_somewhere(caller, Action.SHARE)
    with core.db.read() as session:
        return _views(core, session, [_find(session, caller, code)])[0]


def edit_share(
    core: Core, caller: Caller, code: str, patch: Mapping[str, object], if_match: str | None = None
) -> ShareView:
    """Change what is named; another password, or none, turns everybody out who is in. A stale `if_match` → `Stale`."""
    require_somewhere(caller, Action.SHARE)
    columns = wanted.read_wanted(CHECKS, patch)
    _check_end(core, columns)
    with core.db.write() as session:
        row = _find(session, caller, code, to_change=True)
        before = share_view(row, asset_ids_of(session, row.code), core.now())
        if if_match not in (None, "*", before.etag):
            current = {name: getattr(before, name, None) for name in patch if name != "password"}
            raise Stale("Somebody changed this share meanwhile.", current, dict(patch))
        for name, value in columns.items():
            setattr(row, name, value)
        row.generation += "password_hash" in columns
        row.revision += 1
        note(session, caller, "share.edited", "share", row.code[:8], {"changed": sorted(patch)})
        return share_view(row, before.asset_ids, core.now())


def revoke_share(core: Core, caller: Caller, code: str) -> ShareView:
    """End a share at once, for those who are in as well; it cannot be taken up again."""
    require_somewhere(caller, Action.SHARE)
    with core.db.write() as session:
        row = _find(session, caller, code, to_change=True)
        if row.revoked_at is None:
            row.revoked_at = core.now()
            row.generation += 1
            row.revision += 1
            note(session, caller, "share.revoked", "share", row.code[:8], _told(row))
        return share_view(row, asset_ids_of(session, row.code), core.now())


def asset_ids_of(session: Session, code: str) -> tuple[str, ...]:
    """Return the assets that a share names, in their order."""
    query = sa.select(ShareAsset.asset_id).where(ShareAsset.code == code)
    return tuple(session.scalars(query.order_by(ShareAsset.position, ShareAsset.asset_id)))


def _views(core: Core, session: Session, rows: Sequence[Share]) -> tuple[ShareView, ...]:
    """Return shares with their assets and whether they still have an owner, read for all of them at once."""
    query = sa.select(ShareAsset.code, ShareAsset.asset_id).where(
        ShareAsset.code.in_([row.code for row in rows])
    )
    named: dict[str, list[str]] = {row.code: [] for row in rows}
    for code, asset_id in session.execute(query.order_by(ShareAsset.position, ShareAsset.asset_id)):
        named[code].append(asset_id)
    gone = without_owner(session, rows, core.now())
    return tuple(
        share_view(
            row, tuple(named[row.code]), core.now(), has_owner=(row.owner_kind, row.owner_id) not in gone
        )
        for row in rows
    )


def _what(given: Mapping[str, object]) -> tuple[list[str], str | None]:
    try:
        asset_ids = wanted.ids(MAX_ASSETS)(given.get("asset_ids") or [])
    except ValueError as error:
        raise Invalid(f"asset_ids {error}", [FieldError("asset_ids", f"asset_ids {error}")]) from error
    collection_id = given.get("collection_id") or None
    if bool(asset_ids) == bool(collection_id) or not isinstance(collection_id, str | None):
        sentence = "A share names either asset_ids or a collection_id."
        raise Invalid(sentence, [FieldError("asset_ids", sentence)])
    return asset_ids, collection_id


def _require_lit(
    core: Core, session: Session, caller: Caller, asset_ids: Sequence[str], channel: str
) -> None:
    """An asset that cannot be seen by anybody now is not shared: the guest would find an empty page."""
    lights = lights_of(session, caller, asset_ids, Asked(channel, None, core.now()))
    missing = [each for each in asset_ids if each not in lights]
    if missing:
        raise NotFound(f"There is no asset {missing[0][:40]!r}.")
    for servable, _its_light in lights.values():
        anywhere = light(servable.everywhere(), channel=channel, territory=None, now=core.now())
        if anywhere is Light.LIT:
            continue
        why = (
            f"is {servable.status}" if servable.status != "approved" else f"may not be shown on {channel} now"
        )
        raise Conflict(f"{servable.title!r} {why}; only what is lit can be shared.")


def _check_end(core: Core, columns: Mapping[str, Any]) -> None:
    if columns.get("expires_at") is not None and columns["expires_at"] <= core.now():
        sentence = "expires_at lies in the future."
        raise Invalid(sentence, [FieldError("expires_at", sentence)])


def _theirs(caller: Caller) -> sa.ColumnElement[bool]:
    return sa.true() if may(caller, Action.MANAGE_SHARES) else Share.owner_id == caller.id


def _find(session: Session, caller: Caller, code: str, *, to_change: bool = False) -> Share:
    query = sa.select(Share).where(Share.code == code[:32], _theirs(caller))
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no share {code[:8]!r}.")
    return row


def _told(row: Share) -> dict[str, Any]:
    """The trail names a share by the beginning of its code: whoever reads the trail is not let in by it."""
    return {"title": row.title, "channel": row.channel, "allows": row.allows, "collection": row.collection_id}
