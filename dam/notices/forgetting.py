"""What is over is forgotten: notices after half a year, letters after a month."""

from datetime import timedelta

import sqlalchemy as sa

from dam.core import Core
from dam.notices.models import Mail, NoticeRow

NOTICES_KEPT = timedelta(days=180)
"""Longer than any review or warning is of use, read or not."""

MAILS_KEPT = timedelta(days=30)
"""How long one can look whether a letter went out: it holds an address and words about people."""


def forget_told(core: Core) -> None:
    """Remove old notices, and letters that are over; one that still waits stays."""
    now = core.now()
    with core.db.write() as session:
        session.execute(sa.delete(NoticeRow).where(NoticeRow.at < now - NOTICES_KEPT))
        session.execute(sa.delete(Mail).where(Mail.state != "waiting", Mail.created_at < now - MAILS_KEPT))
