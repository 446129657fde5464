"""A share from outside: who comes in, what they see, what they take, what they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.passwords import is_right_password
from dam.accounts.settings import AccountSettings
from dam.accounts.throttle import give_back, take_attempt, throttle_keys
from dam.assets.models import CollectionAsset
from dam.core import Core
from dam.errors import Forbidden, Gone, NotFound
from dam.notices.tell import Notice, tell
from dam.sharing.light import Asked, lit
from dam.sharing.models import Share, ShareAsset
from dam.sharing.owners import owner_now
from dam.sharing.shares import asset_ids_of
from dam.sharing.values import state_of

MOST_SHOWN = 2_000
"""Assets of a collection that a share shows: nobody looks through more on one page."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A share that still opens, and its owner with today's rights."""

    share: Share
    owner: Caller

    @property
    def needs_step(self) -> bool:
        """Tell whether a guest has to do something before seeing anything: type a password, or use up a view.

        Mail servers fetch every link that they pass on, so that a view is only counted when somebody presses a button.
        """
        return bool(self.share.password_hash) or self.share.most_views is not None


def open_share(core: Core, code: str, *, is_inside: bool = False) -> Opened:
    """Return a share; one that never was → `NotFound`, one that ended, or whose owner lends nothing any more → `Gone`.

    Who is inside already may stay when the last view has been used.
    """
    with core.db.read() as session:
        share = session.get(Share, code[:32])
        if share is None:
            raise NotFound("There is no such share; check that the address was copied whole.")
        state = state_of(share, core.now())
        if state in ("revoked", "expired") or (state == "used_up" and not is_inside):
            raise Gone("This share has ended; ask whoever sent it for another.")
        try:
            return Opened(share, owner_now(session, share, core.now()))
        except Forbidden as error:
            raise Gone("Whoever made this share is no longer here; ask for another.") from error


def enter(core: Core, code: str, password: str, address: str, settings: AccountSettings) -> Opened:
    """Let a guest in and count the view; a wrong password → `Forbidden`, too many of them → `TooMany`.

    With a limit of views, one guest more than there are views left is refused (`Gone`), however many come at once.
    """
    opened = open_share(core, code)
    if opened.share.password_hash:
        _check_password(core, opened.share, password, address, settings)
    count_view(core, code)
    return opened


def count_view(core: Core, code: str) -> None:
    """Count one look at a share; none left → `Gone`."""
    has_room = sa.or_(Share.most_views.is_(None), Share.views < Share.most_views)
    counted = (
        sa.update(Share)
        .where(Share.code == code, has_room)
        .values(views=Share.views + 1, last_viewed_at=core.now())
        .returning(Share.code)
    )
    with core.db.write() as session:
        if session.scalar(counted) is None:
            raise Gone("This share has ended: it was looked at as often as it allows.")


def shown_assets(session: Session, opened: Opened, asked: Asked) -> tuple[list[str], int]:
    """Return which assets a guest sees, in their order, and how many more cannot be shown now."""
    ids = ids_of(session, opened.share)
    shown = lit(session, opened.owner, ids, asked)
    return shown, len(ids) - len(shown) if opened.share.collection_id is None else 0


def is_shown(session: Session, opened: Opened, asset_id: str, asked: Asked) -> bool:
    """Tell whether the share holds this asset and it is lit now."""
    share = opened.share
    held = sa.select(ShareAsset.asset_id).where(
        ShareAsset.code == share.code, ShareAsset.asset_id == asset_id
    )
    if share.collection_id is not None:
        held = sa.select(CollectionAsset.asset_id).where(
            CollectionAsset.collection_id == share.collection_id, CollectionAsset.asset_id == asset_id
        )
    return session.scalar(held) is not None and bool(lit(session, opened.owner, [asset_id], asked))


def ids_of(session: Session, share: Share) -> Sequence[str]:
    """Return the assets of a share, lit or not."""
    if share.collection_id is None:
        return asset_ids_of(session, share.code)
    query = sa.select(CollectionAsset.asset_id).where(CollectionAsset.collection_id == share.collection_id)
    ordered = query.order_by(CollectionAsset.position, CollectionAsset.asset_id)
    return list(session.scalars(ordered.limit(MOST_SHOWN)))


def guest_of(share: Share) -> Caller:
    """Return who a guest is in the trail: the share by which they came, nobody by name."""
    return Caller("anonymous", share.code[:8], "a guest of a share", None)


def note_upload(core: Core, share: Share, asset_id: str, sent: Mapping[str, str]) -> None:
    """Count a file that a guest left, and tell the owner; `sent` holds `name` and `title`."""
    with core.db.write() as session:
        session.execute(
            sa.update(Share).where(Share.code == share.code).values(files_taken=Share.files_taken + 1)
        )
        note(session, guest_of(share), "share.uploaded", "asset", asset_id, {"share": share.code[:8]})
        notice = Notice(
            "guest_upload",
            (share.owner_id,),
            by=sent["name"],
            subject_kind="asset",
            subject_id=asset_id,
            url=f"/assets/{asset_id}",
            values={"title": sent["title"]},
        )
        tell(session, core.now(), notice)


def _check_password(core: Core, share: Share, password: str, address: str, settings: AccountSettings) -> None:
    keys = throttle_keys(settings, f"share {share.code}", address)
    with core.db.write() as session:
        attempts = take_attempt(session, settings, keys, core.now())
    if not is_right_password(password, share.password_hash):
        raise Forbidden("This is not the password of the share.")
    with core.db.write() as session:
        give_back(session, keys, attempts)
