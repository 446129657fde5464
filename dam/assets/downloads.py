"""Who took an original home: whom to tell when its rights end or it is withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.models import Person, Token
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Asset, OriginalDownload, Version
from dam.assets.visibility import may_with
from dam.core import Core
from dam.errors import NotFound
from dam.ids import is_id

Via = Literal["session", "token", "url", "share", "portal"]
"""How it left: of a signed URL, a share and a portal, the caller is whoever gave it out."""

MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class DownloadView:
    """One original that left the house: which version by its number, None when that is gone, and who took it."""

    version: int | None
    caller_id: str
    caller_name: str
    via: str
    at: datetime


def note_download(
    core: Core,
    asset_id: str,
    version_id: str,
    caller_id: str,
    via: Via,
    purpose: str = "",
    *,
    is_marked: bool = False,
) -> None:
    """Note that an original left the house; of a signed URL, `caller_id` is who gave it out."""
    with core.db.write() as session:
        add_download(session, core.now(), asset_id, version_id, caller_id, via, purpose, is_marked=is_marked)


def add_download(
    session: Session,
    now: datetime,
    asset_id: str,
    version_id: str,
    caller_id: str,
    via: Via,
    purpose: str = "",
    *,
    is_marked: bool = False,
) -> None:
    """Note the same in a transaction that counts it elsewhere, too."""
    session.add(
        OriginalDownload(
            asset_id=asset_id,
            version_id=version_id,
            caller_id=caller_id[:32],
            caller_name=_name_of(session, caller_id),
            via=via,
            is_marked=is_marked,
            purpose=" ".join(purpose.split())[:200],
            at=now,
        )
    )


def is_noted(
    core: Core, asset_id: str, version_id: str, caller_id: str, since: datetime, via: Via = "url"
) -> bool:
    """Tell whether a download by this caller, or by a URL of this giver, has been noted since a moment.

    A later part goes on with it.
    """
    where = (
        OriginalDownload.asset_id == asset_id,
        OriginalDownload.version_id == version_id,
        OriginalDownload.caller_id == caller_id[:32],
        OriginalDownload.via == via,
        OriginalDownload.at >= since,
    )
    with core.db.read() as session:
        return session.scalar(sa.select(OriginalDownload.id).where(*where).limit(1)) is not None


def _name_of(session: Session, caller_id: str) -> str:
    names = (sa.select(table.name).where(table.id == caller_id) for table in (Person, Token))
    return next((name for query in names if (name := session.scalar(query)) is not None), caller_id)


def list_downloads(core: Core, caller: Caller, asset_id: str) -> list[DownloadView]:
    """Return who took the originals of an asset home, the newest first; names are for managers (`Forbidden`).

    In the library or in the trash; no such asset → `NotFound`.
    """
    require_somewhere(caller, Action.SEE_ALL)
    query = (
        sa.select(OriginalDownload, Version.number)
        .outerjoin(Version, Version.id == OriginalDownload.version_id)
        .where(OriginalDownload.asset_id == asset_id)
        .order_by(OriginalDownload.id.desc())
        .limit(MOST_LISTED)
    )
    with core.db.read() as session:
        asset = session.get(Asset, asset_id if is_id(asset_id) else "")
        if asset is None or not may_with(caller, Action.SEE_ALL, asset):
            raise NotFound(f"There is no asset {asset_id[:40]!r}.")
        return [
            DownloadView(number, row.caller_id, row.caller_name, row.via, row.at)
            for row, number in session.execute(query)
        ]
