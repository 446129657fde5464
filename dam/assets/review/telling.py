"""Who is told of a comment: those mentioned, the others of its thread, and the owner; each in one way, and only who may see it."""

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.models import Asset
from dam.assets.review.models import CommentRow
from dam.assets.review.people import seeing
from dam.assets.workflow.authors import people_behind
from dam.assets.workflow.follow import notice_of
from dam.core import Core
from dam.notices.tell import tell


def tell_comment(core: Core, session: Session, caller: Caller, asset: Asset, row: CommentRow) -> None:
    """Tell of a new comment, the nearest reason first."""
    told = set(row.mentions) | {caller.id}
    tell_mentions(core, session, caller, asset, row, row.mentions)
    query = sa.select(CommentRow.author_id).where(
        CommentRow.thread_id == row.thread_id, CommentRow.author_kind == "person"
    )
    others = set(session.scalars(query)) - told
    _tell(core, session, caller, asset, row, "reply", others)
    owner = people_behind(session, (asset.owner_id,)) - told - others
    _tell(core, session, caller, asset, row, "comment", owner)


def tell_mentions(
    core: Core, session: Session, caller: Caller, asset: Asset, row: CommentRow, people: Iterable[str]
) -> None:
    """Tell those who are mentioned, once for each comment."""
    _tell(core, session, caller, asset, row, "mention", set(people))


def _tell(
    core: Core,
    session: Session,
    caller: Caller,
    asset: Asset,
    row: CommentRow,
    kind: str,
    people: Iterable[str],
) -> None:
    to = seeing(session, people, asset)
    notice = notice_of(kind, to, caller, asset)
    url = f"{notice.url}#comment-{row.id}"
    tell(session, core.now(), replace(notice, url=url, once=f"{kind}:{row.id}"))
