"""Who lends what guests see: shares and portals act with their owner's rights of today, and go dark without an owner."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.acting import caller_now
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Person, Token
from dam.accounts.policy import Action, may_somewhere, require
from dam.core import Core
from dam.errors import Forbidden, NotFound
from dam.notices.tell import Notice, tell
from dam.sharing.models import Portal, Share

Owner = tuple[str, str]
"""Kind and id."""


def owner_now(session: Session, row: Share | Portal, now: datetime) -> Caller:
    """Return the owner with today's rights; `Forbidden` once the account or token ended, or may share nothing any more.

    A token's end is meant for what it lent as well: other than a job that it began, a share outlives it by weeks.
    """
    owner = caller_now(session, row.owner_kind, row.owner_id)
    if row.owner_kind == "token":
        ends = session.scalar(sa.select(Token.expires_at).where(Token.id == row.owner_id))
        if ends is not None and ends <= now:
            raise Forbidden("The token that made this has expired.")
    if not may_somewhere(owner, Action.SHARE):
        raise Forbidden("Whoever made this may share nothing any more.")
    return owner


def without_owner(session: Session, rows: Iterable[Share | Portal], now: datetime) -> set[Owner]:
    """Return those owners who lend nothing any more; each is looked at once, however much is theirs."""
    gone: set[Owner] = set()
    known: set[Owner] = set()
    for row in rows:
        owner = (row.owner_kind, row.owner_id)
        if owner in known:
            continue
        known.add(owner)
        try:
            owner_now(session, row, now)
        except Forbidden:
            gone.add(owner)
    return gone


def give_share(core: Core, caller: Caller, code: str, to_id: str) -> None:
    """Make a share somebody else's, or one's own, so that it goes on with their rights: for those who manage all shares.

    The new owner is an active person (`NotFound`) who may share (`Forbidden`).
    """
    require(caller, Action.MANAGE_SHARES)
    with core.db.write() as session:
        row = session.get(Share, code[:32], with_for_update=True)
        if row is None:
            raise NotFound(f"There is no share {code[:8]!r}.")
        _give(core, session, row, to_id)
        row.revision += 1
        note(session, caller, "share.given", "share", row.code[:8], {"to": to_id})
        _tell(core, session, caller, row, f"/shares/{row.code}", row.title)


def give_portal(core: Core, caller: Caller, slug: str, to_id: str) -> None:
    """Make a portal somebody else's, or one's own, in the same way: for those who edit portals."""
    require(caller, Action.EDIT_PORTALS)
    with core.db.write() as session:
        row = session.get(Portal, slug[:60], with_for_update=True)
        if row is None:
            raise NotFound(f"There is no portal {slug[:60]!r}.")
        _give(core, session, row, to_id)
        row.revision += 1
        note(session, caller, "portal.given", "portal", row.slug, {"to": to_id})
        _tell(core, session, caller, row, f"/portals/{row.slug}", row.slug)


def _give(core: Core, session: Session, row: Share | Portal, to_id: str) -> None:
    heir = session.get(Person, to_id[:32])
    if heir is None or not heir.is_active:
        raise NotFound(f"There is no active person {to_id[:40]!r}.")
    row.owner_kind, row.owner_id, row.owner_name = "person", heir.id, heir.name
    owner_now(session, row, core.now())


def _tell(core: Core, session: Session, caller: Caller, row: Share | Portal, url: str, title: str) -> None:
    if row.owner_id != caller.id:
        told = Notice(
            "made_owner",
            (row.owner_id,),
            by=caller.name,
            subject_kind="share" if isinstance(row, Share) else "portal",
            subject_id=url.rpartition("/")[2][:64],
            url=url,
            values={"title": title},
        )
        tell(session, core.now(), told)
