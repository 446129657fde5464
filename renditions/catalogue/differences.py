"""Which versions are out of step with what the channels want: looked for in pieces, without changing anything."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Version
from dam.core import Core
from renditions.catalogue.channels import list_channels
from renditions.catalogue.models import Rendition
from renditions.catalogue.needs import ORIGINALS, Original, Wish, needs_of, wishes, with_subtitles
from renditions.catalogue.plan import LOOKED_AT, differs

SHOWN = ("current", "arriving")
"""Versions that are brought in step; earlier ones keep the files they had."""

PIECE = 500
"""Versions looked at in one read: 40 files each, some 20,000 rows of a few words."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at; "" means everything."""

    channel: str = ""
    preset: str = ""
    asset_id: str = ""

    def holds(self, wish: Wish) -> bool:
        """Tell whether a wish of the channels is looked at."""
        (channel, preset, _variant, _format), _recipe = wish
        return self.channel in ("", channel) and self.preset in ("", preset)

    def narrow(self, query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
        """Keep to the rows of the ledger that are looked at."""
        if self.channel:
            query = query.where(Rendition.channel == self.channel)
        return query.where(Rendition.preset == self.preset) if self.preset else query


@dataclass(frozen=True, slots=True)
class Piece:
    """Some versions that were looked at, how many, and those among them that differ."""

    looked_at: int
    differing: tuple[Original, ...]


def differing_versions(core: Core, scope: Scope) -> Iterator[Piece]:
    """Look through the versions that are shown, piece by piece, each in a snapshot of its own."""
    after = ""
    while True:
        with core.db.read() as session:
            wanted = [wish for wish in wishes(list_channels(session)) if scope.holds(wish)]
            query = _versions(scope).where(Version.id > after).order_by(Version.id).limit(PIECE)
            originals = with_subtitles(session, [Original(*row) for row in session.execute(query)])
            piece = Piece(len(originals), tuple(_differing(session, scope, originals, wanted)))
        if not originals:
            return
        yield piece
        after = originals[-1].version_id


def _versions(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    query = ORIGINALS.where(Version.state.in_(SHOWN))
    return query.where(Version.asset_id == scope.asset_id) if scope.asset_id else query


def _differing(
    session: Session, scope: Scope, originals: Sequence[Original], wanted: Iterable[Wish]
) -> Iterator[Original]:
    ids = [original.version_id for original in originals]
    rows: defaultdict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in session.execute(scope.narrow(sa.select(*LOOKED_AT).where(Rendition.version_id.in_(ids)))):
        rows[row.version_id].append(row)
    for original in originals:
        if differs(rows[original.version_id], needs_of(original, wanted)):
            yield original
