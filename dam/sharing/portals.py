"""Portals: pages of the brand for partners and the press, made and changed by those inside, opened by anybody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.passwords import is_right_password
from dam.accounts.policy import Action, may, require
from dam.accounts.settings import AccountSettings
from dam.accounts.throttle import give_back, take_attempt, throttle_keys
from dam.assets.collection_rows import find_collection
from dam.assets.models import CollectionAsset
from dam.assets.visibility import find_row
from dam.core import Core
from dam.errors import Conflict, FieldError, Forbidden, Gone, Invalid, NotFound, Stale
from dam.sharing import wanted
from dam.sharing.guests import MOST_SHOWN
from dam.sharing.light import Asked, lit
from dam.sharing.models import Portal
from dam.sharing.owners import owner_now, without_owner
from dam.sharing.values import PortalView, portal_view

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")

CHECKS: wanted.Checks = {
    "titles": wanted.texts(wanted.MAX_TITLE, least=1),
    "intros": wanted.texts(wanted.MAX_WORDS),
    "accent": wanted.accent,
    "logo_id": lambda value: wanted.text(32)(value) or None if value is not None else None,
    "channel": wanted.channel,
    "allows": wanted.allows,
    "collections": wanted.ids(wanted.MAX_COLLECTIONS),
    "is_published": wanted.flag,
}
"""What of a portal can be chosen and changed."""


def create_portal(core: Core, caller: Caller, given: Mapping[str, object]) -> PortalView:
    """Make a portal at `/p/SLUG`; a slug that is taken → `Conflict`. It is a draft until `is_published`."""
    require(caller, Action.EDIT_PORTALS)
    slug = _check_slug(given.get("slug"))
    rest = {name: value for name, value in given.items() if name != "slug"}
    usual = {"titles": {}, "channel": "web", "allows": "download"}
    columns = wanted.read_wanted(CHECKS, {**usual, **rest})
    with core.db.write() as session:
        if session.get(Portal, slug) is not None:
            raise Conflict(f"There is a portal at /p/{slug} already; choose another word.")
        now = core.now()
        row = Portal(
            slug=slug,
            owner_kind=caller.kind,
            owner_id=caller.id,
            owner_name=caller.name[:200],
            created_at=now,
            updated_at=now,
        )
        _put(core, session, caller, row, columns)
        session.add(row)
        note(session, caller, "portal.created", "portal", slug, {"collections": row.collections})
        session.flush()
        return portal_view(row)


def list_portals(core: Core, caller: Caller) -> list[PortalView]:
    """Return every portal, by its slug."""
    require(caller, Action.EDIT_PORTALS)
    with core.db.read() as session:
        rows = session.scalars(sa.select(Portal).order_by(Portal.slug)).all()
        gone = without_owner(session, rows, core.now())
        return [portal_view(row, has_owner=(row.owner_kind, row.owner_id) not in gone) for row in rows]


def get_portal(core: Core, caller: Caller, slug: str) -> PortalView:
    """Return one portal."""
    require(caller, Action.EDIT_PORTALS)
    with core.db.read() as session:
        row = _find(session, slug)
        return portal_view(row, has_owner=not without_owner(session, [row], core.now()))


def edit_portal(
    core: Core, caller: Caller, slug: str, patch: Mapping[str, object], if_match: str | None = None
) -> PortalView:
    """Change what is named; a stale `if_match` → `Stale`. Another password turns everybody out who is in."""
    require(caller, Action.EDIT_PORTALS)
    columns = wanted.read_wanted(CHECKS, patch)
    with core.db.write() as session:
        row = _find(session, slug, to_change=True)
        before = portal_view(row)
        if if_match not in (None, "*", before.etag):
            current = {name: getattr(before, name, None) for name in patch if name != "password"}
            raise Stale("Somebody changed this portal meanwhile.", current, dict(patch))
        _put(core, session, caller, row, columns)
        row.updated_at = core.now()
        row.revision += 1
        note(session, caller, "portal.edited", "portal", slug, {"changed": sorted(patch)})
        return portal_view(row)


def delete_portal(core: Core, caller: Caller, slug: str) -> None:
    """Take a portal away; its assets and collections stay."""
    require(caller, Action.EDIT_PORTALS)
    with core.db.write() as session:
        session.delete(_find(session, slug, to_change=True))
        note(session, caller, "portal.deleted", "portal", slug)


@dataclass(frozen=True, slots=True)
class OpenPortal:
    """A portal that guests may open, and its owner with today's rights."""

    portal: Portal
    owner: Caller


def open_portal(core: Core, slug: str, caller: Caller) -> OpenPortal:
    """Return a published portal; its draft for those who may edit it. Unknown → `NotFound`, without owner → `Gone`."""
    with core.db.read() as session:
        row = session.get(Portal, slug[:60])
        if row is None or (row.published_at is None and not may(caller, Action.EDIT_PORTALS)):
            raise NotFound("There is no such page; check that the address was copied whole.")
        try:
            return OpenPortal(row, owner_now(session, row, core.now()))
        except Forbidden as error:
            raise Gone("Whoever made this page is no longer here.") from error


def check_portal_password(
    core: Core, portal: Portal, password: str, address: str, settings: AccountSettings
) -> None:
    """Return for the right password; a wrong one → `Forbidden`, too many of them → `TooMany`."""
    keys = throttle_keys(settings, f"portal {portal.slug}", address)
    with core.db.write() as session:
        attempts = take_attempt(session, settings, keys, core.now())
    if not is_right_password(password, portal.password_hash):
        raise Forbidden("This is not the password of the page.")
    with core.db.write() as session:
        give_back(session, keys, attempts)


def portal_assets(session: Session, opened: OpenPortal, collection_id: str, asked: Asked) -> list[str]:
    """Return the assets of one of the portal's collections that guests may see, in their order."""
    if collection_id not in opened.portal.collections:
        return []
    query = sa.select(CollectionAsset.asset_id).where(CollectionAsset.collection_id == collection_id)
    ordered = query.order_by(CollectionAsset.position, CollectionAsset.asset_id).limit(MOST_SHOWN)
    return lit(session, opened.owner, list(session.scalars(ordered)), asked)


def is_in_portal(session: Session, opened: OpenPortal, asset_id: str, asked: Asked) -> bool:
    """Tell whether one of the portal's collections holds this asset and it is lit now."""
    held = sa.select(CollectionAsset.asset_id).where(
        CollectionAsset.asset_id == asset_id,
        CollectionAsset.collection_id.in_(opened.portal.collections),
    )
    return session.scalar(held.limit(1)) is not None and bool(lit(session, opened.owner, [asset_id], asked))


def logo_of(session: Session, opened: OpenPortal, asked: Asked) -> str:
    """Return the asset that stands as the portal's logo while it is lit, "" for none."""
    logo_id = opened.portal.logo_id
    return logo_id if logo_id and lit(session, opened.owner, [logo_id], asked) else ""


def count_portal_look(core: Core, slug: str) -> None:
    """Count one look at a portal."""
    with core.db.write() as session:
        session.execute(sa.update(Portal).where(Portal.slug == slug).values(views=Portal.views + 1))


def guest_of_portal(portal: Portal) -> Caller:
    """Return who a guest is in the trail: the portal by which they came, nobody by name."""
    return Caller("anonymous", portal.slug[:32], "a guest of a portal", None)


def _put(core: Core, session: Session, caller: Caller, row: Portal, columns: dict[str, Any]) -> None:
    """Write checked values; what the portal shows has to be the caller's to see."""
    for collection_id in columns.get("collections", ()):
        find_collection(session, caller, collection_id)
    if columns.get("logo_id"):
        find_row(session, caller, columns["logo_id"])
    if "is_published" in columns:
        is_published = columns.pop("is_published")
        row.published_at = (row.published_at or core.now()) if is_published else None
    if "password_hash" in columns:
        row.generation = (row.generation or 0) + 1
    for name, value in columns.items():
        setattr(row, name, value)


def _find(session: Session, slug: str, *, to_change: bool = False) -> Portal:
    query = sa.select(Portal).where(Portal.slug == slug[:60])
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise NotFound(f"There is no portal {slug[:60]!r}.")
    return row


def _check_slug(value: object) -> str:
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    sentence = "slug is a word of 1 to 60 small letters, digits and dashes, such as press."
    raise Invalid(sentence, [FieldError("slug", sentence)])
