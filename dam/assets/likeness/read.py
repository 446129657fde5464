"""Reading pairs: what shows the same as one asset, and the board of all that nobody has decided on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.likeness.models import LikePair
from dam.assets.models import Asset
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from dam.assets.visibility import find_row, visible
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.paging import Page, read_page

KINDS = ("bytes", "pixels", "near")
"""How two assets show the same, the surest first."""

VERDICTS = ("open", "different", "both")
"""What people have said of a pair; `open` is nothing yet."""

SURE = 0.42
"""Score from which on a near pair is warned of where nobody asked; below it, it stands in the lists alone.

Of 360 made copies 98 % stand above it, and none of 435 pairs of different photographs, nor of those of the demo library, of
which one reaches 0.31 (`make bench ONLY=likeness`).
"""

_ORDER = sa.case({kind: place for place, kind in enumerate(KINDS)}, value=LikePair.kind)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assets that show the same: `kind` one of `KINDS`, `score` 0 to 1, `verdict` one of `VERDICTS`."""

    one: AssetView
    other: AssetView
    kind: str
    score: float
    is_mirrored: bool
    verdict: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None

    @property
    def is_sure(self) -> bool:
        """Tell whether people are to be warned of it: equal files or pixels, or very much alike."""
        return self.kind != "near" or self.score >= SURE


def similar_to(core: Core, caller: Caller, asset_id: str) -> tuple[Pair, ...]:
    """Return the pairs of one asset, itself as `one`, the most alike first; only what the caller may see."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        query = sa.select(LikePair).where(
            sa.or_(LikePair.one_id == asset.id, LikePair.other_id == asset.id), *_seen_by(caller)
        )
        rows = session.scalars(query.order_by(_ORDER, LikePair.score.desc(), LikePair.one_id)).all()
        return tuple(_pairs(session, rows, first=asset.id))


def list_duplicates(
    core: Core,
    caller: Caller,
    *,
    verdict: str = "open",
    kind: str = "",
    sure_only: bool = False,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Pair]:
    """Return the pairs of the library of which the caller may see both, the surest and most alike first.

    With `sure_only` those are left out of which nobody would be warned.
    """
    require_somewhere(caller, Action.SEE_APPROVED)
    _check(verdict, VERDICTS, "verdict")
    if kind:
        _check(kind, KINDS, "kind")
    chosen = sa.select(LikePair).where(
        LikePair.verdict == ("" if verdict == "open" else verdict), *_seen_by(caller)
    )
    if kind:
        chosen = chosen.where(LikePair.kind == kind)
    if sure_only:
        chosen = chosen.where(sa.or_(LikePair.kind != "near", LikePair.score >= SURE))
    order = (_ORDER, LikePair.score.desc(), LikePair.one_id, LikePair.other_id)
    with core.db.read() as session:
        page = read_page(session, chosen, order, limit, cursor)
        return page.showing(_pairs(session, page.items))


def _check(value: str, allowed: tuple[str, ...], name: str) -> None:
    if value not in allowed:
        sentence = f"{name} is one of {', '.join(allowed)}, and {value[:40]!r} came."
        raise Invalid(sentence, [FieldError(name, sentence)])


def _seen_by(caller: Caller) -> tuple[sa.ColumnElement[bool], ...]:
    seen = sa.select(Asset.id).where(visible(caller))
    return LikePair.one_id.in_(seen), LikePair.other_id.in_(seen)


def _pairs(session: Session, rows: Sequence[LikePair], first: str = "") -> list[Pair]:
    views = asset_views(session, [asset_id for row in rows for asset_id in (row.one_id, row.other_id)])
    found = []
    for row in rows:
        one_id, other_id = (row.other_id, row.one_id) if row.other_id == first else (row.one_id, row.other_id)
        if one_id in views and other_id in views:
            found.append(_pair(row, views[one_id], views[other_id]))
    return found


def _pair(row: LikePair, one: AssetView, other: AssetView) -> Pair:
    return Pair(
        one,
        other,
        row.kind,
        row.score,
        row.is_mirrored,
        row.verdict or "open",
        row.found_at,
        row.decided_by_name,
        row.decided_at,
    )
