"""Files that guests take: counted, in the trail, and of originals what for; a file fetched in pieces counts once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import AuditEntry
from dam.assets.downloads import Via, add_download
from dam.assets.models import Asset
from dam.assets.purposes import check_purpose
from dam.core import Core
from dam.errors import Forbidden
from dam.sharing.guests import Opened, guest_of, open_share
from dam.sharing.light import require_taking
from dam.sharing.models import Portal, Share
from dam.sharing.portals import OpenPortal, guest_of_portal

GOES_ON_FOR = timedelta(days=1)
"""For so long a file that a guest began to take is fetched further without being counted again."""

ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Taken:
    """One file: `what` is "original" or the name of a rendition, `purpose` what a guest says that it is for.

    A later part (`is_beginning` false) goes on with what was begun within `GOES_ON_FOR`; where nothing was, it counts by
    itself: parts one after the other are the whole file.
    """

    asset_id: str
    what: str
    purpose: str = ""
    is_beginning: bool = True


def purpose_of(session: Session, asset_id: str, what: str, purpose: str) -> str:
    """Return what the file is said to be for; where the brand asks it of originals and nobody said it → `PurposeMissing`."""
    return check_purpose(session, session.get_one(Asset, asset_id), purpose) if what == ORIGINAL else ""


def take_from_share(core: Core, opened: Opened, taken: Taken) -> None:
    """Count one file taken; none left, or nothing to be taken at all → `Forbidden`; a share that ended meanwhile → `Gone`.

    Where downloads are limited, each part counts.
    """
    share = opened.share
    open_share(core, share.code, is_inside=True)  # an archive is taken for hours after its share was opened
    told = {"share": share.code[:8], "what": taken.what}
    with core.db.read() as session:
        require_taking(session, opened.owner, share.allows, taken.asset_id, taken.what)
        purpose = purpose_of(session, taken.asset_id, taken.what, taken.purpose)
        if share.most_downloads is None and _goes_on(core, session, "share.downloaded", taken, told):
            return
    has_room = sa.or_(Share.most_downloads.is_(None), Share.downloads < Share.most_downloads)
    counted = (
        sa.update(Share)
        .where(Share.code == share.code, has_room)
        .values(downloads=Share.downloads + 1)
        .returning(Share.code)
    )
    with core.db.write() as session:
        if session.scalar(counted) is None:
            raise Forbidden("As many files were taken from this share as it allows.")
        _note(core, session, opened.owner, "share", taken, purpose)
        note(session, guest_of(share), "share.downloaded", "asset", taken.asset_id, _details(told, purpose))


def take_from_portal(core: Core, opened: OpenPortal, taken: Taken) -> None:
    """Count one file taken from a portal; what may not be taken → `Forbidden`."""
    portal = opened.portal
    told = {"portal": portal.slug, "what": taken.what}
    with core.db.read() as session:
        require_taking(session, opened.owner, portal.allows, taken.asset_id, taken.what)
        purpose = purpose_of(session, taken.asset_id, taken.what, taken.purpose)
        if _goes_on(core, session, "portal.downloaded", taken, told):
            return
    counted = sa.update(Portal).where(Portal.slug == portal.slug).values(downloads=Portal.downloads + 1)
    with core.db.write() as session:
        session.execute(counted)
        _note(core, session, opened.owner, "portal", taken, purpose)
        caller = guest_of_portal(portal)
        note(session, caller, "portal.downloaded", "asset", taken.asset_id, _details(told, purpose))


def _goes_on(core: Core, session: Session, action: str, taken: Taken, told: Mapping[str, str]) -> bool:
    if taken.is_beginning:
        return False
    begun = sa.select(AuditEntry.details).where(
        AuditEntry.action == action,
        AuditEntry.subject_id == taken.asset_id,
        AuditEntry.at >= core.now() - GOES_ON_FOR,
    )
    return any(told.items() <= details.items() for details in session.scalars(begun))


def _note(core: Core, session: Session, owner: Caller, via: Via, taken: Taken, purpose: str) -> None:
    """Of an original that leaves the house by a guest, whoever lent it is told when its rights end."""
    if taken.what == ORIGINAL:
        asset = session.get_one(Asset, taken.asset_id)
        add_download(session, core.now(), asset.id, asset.current_version_id or "", owner.id, via, purpose)


def _details(told: Mapping[str, str], purpose: str) -> dict[str, str]:
    return {**told, **({"purpose": purpose} if purpose else {})}
