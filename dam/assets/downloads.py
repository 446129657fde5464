"""Who took an original home: whom to tell when its rights end or it is withdrawn."""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import Person, Token
from dam.assets.models import OriginalDownload
from dam.core import Core

Via = Literal["session", "token", "url"]


def note_download(core: Core, asset_id: str, version_id: str, caller_id: str, via: Via) -> None:
    """Note that an original left the house; of a signed URL, `caller_id` is who gave it out."""
    with core.db.write() as session:
        session.add(
            OriginalDownload(
                asset_id=asset_id,
                version_id=version_id,
                caller_id=caller_id[:32],
                caller_name=_name_of(session, caller_id),
                via=via,
                at=core.now(),
            )
        )


def _name_of(session: Session, caller_id: str) -> str:
    names = (sa.select(table.name).where(table.id == caller_id) for table in (Person, Token))
    return next((name for query in names if (name := session.scalar(query)) is not None), caller_id)
