"""What the state of assets is told from, read for all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, AssetTag, CollectionAsset, Subtitles
from dam.assets.workflow.models import TickRow, VerdictRow
from dam.assets.workflow.rules import Workflow, find_workflows
from dam.metadata.models import Field

Row = TypeVar("Row", TickRow, VerdictRow)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The rows behind the state of some assets, by the ids of these; of tags, subtitles and collections what is asked for.

    `required` are the brand's required fields in their order, of every kind of asset; `tags` are folded, in that order.
    """

    workflows: Mapping[str, Workflow]
    required: Sequence[Field]
    ticks: Mapping[str, Sequence[TickRow]]
    verdicts: Mapping[str, Sequence[VerdictRow]]
    tags: Mapping[str, Sequence[str]]
    with_subtitles: Collection[str]
    in_collections: Collection[str]

    def rules_for(self, asset: Asset) -> Workflow:
        """Return the rules that hold for one of the assets."""
        return self.workflows[asset.brand_id]


def grounds_of(session: Session, assets: Sequence[Asset]) -> Grounds:
    """Read what the state of these assets is told from, in seven statements at the most, however many they are."""
    workflows = find_workflows(session, [asset.brand_id for asset in assets])
    ids = [asset.id for asset in assets]
    separate = [asset.id for asset in assets if workflows[asset.brand_id].is_separate]
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for asset in assets:
        for item in workflows[asset.brand_id].checklists.get(asset.kind, ()):
            asked[item.rule].append(asset.id)
    required = sa.select(Field).where(Field.is_required).order_by(Field.position, Field.key)
    return Grounds(
        workflows,
        session.scalars(required).all(),
        _by_asset(session, sa.select(TickRow).where(TickRow.asset_id.in_(ids))),
        _by_asset(session, _verdicts(separate)) if separate else {},
        _tags(session, [*separate, *asked["tags"]]),
        _having(session, Subtitles.asset_id, asked["subtitles"]),
        _having(session, CollectionAsset.asset_id, asked["collection"]),
    )


def _verdicts(ids: Sequence[str]) -> sa.Select[VerdictRow]:
    return sa.select(VerdictRow).where(VerdictRow.asset_id.in_(ids)).order_by(VerdictRow.aspect.desc())


def _by_asset(session: Session, query: sa.Select[Row]) -> dict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in session.scalars(query):
        rows[row.asset_id].append(row)
    return rows


def _tags(session: Session, ids: Iterable[str]) -> dict[str, list[str]]:
    tags: defaultdict[str, list[str]] = defaultdict(list)
    if wanted := set(ids):
        query = sa.select(AssetTag.asset_id, AssetTag.folded).where(AssetTag.asset_id.in_(wanted))
        for asset_id, folded in session.execute(query.order_by(AssetTag.folded)):
            tags[asset_id].append(folded)
    return tags


def _having(session: Session, column: Any, ids: Sequence[str]) -> frozenset[str]:
    """Return those of the assets that the column names."""
    return frozenset(session.scalars(sa.select(column).where(column.in_(ids)).distinct()) if ids else ())
