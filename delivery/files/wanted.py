"""Asking for a file that is not made yet: which one, and by whom it is made."""

import sqlalchemy as sa

from dam.away import as_unavailable
from dam.changes import FileWanted
from dam.core import Core
from dam.errors import Unavailable
from dam.jobs.alive import count_workers
from delivery.files.negotiate import NEWCOMERS, choose_format
from delivery.files.parse import StableUrl
from delivery.files.resolve import Resolution

NOBODY_SECONDS = 10
"""When to come again where nobody works: a worker that was restarted is heard by then."""

NOBODY = (
    "This file is not made yet, and nobody makes files at the moment (no worker is running); ask again later."
)


def wanted_file(url: StableUrl, resolution: Resolution, accept: str) -> FileWanted | None:
    """Return which file to ask for; None where none is on its way.

    Where `Accept` decides, it is the one that everything can draw: it is made soonest, and one is made for all.
    """
    pending = tuple(each.format for each in resolution.missing if each.state == "pending")
    version_id = resolution.owners[0].current_version_id if resolution.owners else None
    if version_id is None or not pending or (url.format and url.format not in pending):
        return None
    plain = tuple(each for each in pending if each not in NEWCOMERS) or pending
    format_ = url.format or choose_format(accept, plain) or plain[0]
    return FileWanted(version_id, (url.channel, url.preset, url.variant, format_))


def ask_for_file(core: Core, wanted: FileWanted) -> None:
    """Have a file made before all others (blocks); `Unavailable` where nobody works. Asked twice, it is made once."""
    try:
        with core.db.read() as session:
            if not count_workers(session):
                raise Unavailable(NOBODY, NOBODY_SECONDS)
        with core.db.write() as session:
            core.announce(session, wanted)
    except sa.exc.SQLAlchemyError as error:
        raise as_unavailable(error) from error
