"""Telling of many assets that one transaction writes: of their words and for the search in one go, once all are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.orm import Session

from dam.changes import AssetEdited, AssetsEdited, Change, FoundOtherwise, RightsChanged, StatusMoved
from dam.core import Core


class Voice:
    """Hands out a core that announces to it, and tells of all that it heard at the end.

    Rights and statuses are told at once and one by one, since each may reach the light; only the search waits for the end.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._edited: dict[str, None] = {}
        self._moved: dict[str, None] = {}
        self.core = replace(core, announce=self._hear)

    def _hear(self, session: Session, change: Change) -> None:
        match change:
            case AssetEdited(asset_id):
                self._edited[asset_id] = None
            case RightsChanged(asset_id) | StatusMoved(asset_id):
                self._moved[asset_id] = None
                self._core.announce(session, replace(change, is_indexed_later=True))
            case _:
                self._core.announce(session, change)

    def tell(self, session: Session) -> None:
        """Announce what was gathered."""
        if self._edited:
            self._core.announce(session, AssetsEdited(tuple(self._edited)))
        if others := tuple(asset_id for asset_id in self._moved if asset_id not in self._edited):
            self._core.announce(session, FoundOtherwise(others))


@contextmanager
def told_when_done(core: Core, session: Session) -> Iterator[Core]:
    """Give a core that announces once the block has ended well: of what is refused half-way nothing is told."""
    heard: list[Change] = []
    yield replace(core, announce=lambda _session, change: heard.append(change))
    for change in heard:
        core.announce(session, change)


def silent(core: Core) -> Core:
    """Return a core that tells nobody, for what is only tried."""
    return replace(core, announce=lambda _session, _change: None)
