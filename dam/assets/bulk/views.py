"""Bulk edits as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dam.assets.bulk.limits import UNDO_DAYS
from dam.assets.bulk.models import BulkEdit, BulkItem

STATES = ("planning", "planned", "running", "done", "cancelled", "undoing", "undone")
"""The life of an edit; what was cancelled while it ran can be undone as far as it came."""

ITEM_STATES = ("waiting", "planned", "unchanged", "refused", "changed", "undone", "kept")
"""What became of one asset."""


@dataclass(frozen=True, slots=True)
class BulkEditView:
    """One edit; `counts` holds how many assets are in each state, `undo_until` when what was before is forgotten."""

    id: str
    kind: str
    state: str
    change: Mapping[str, Any]
    problems: tuple[Mapping[str, Any], ...]
    total: int
    done: int
    counts: Mapping[str, int]
    caller_id: str
    caller_name: str
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str

    @property
    def is_busy(self) -> bool:
        """Tell whether a job works on it."""
        return self.state in ("planning", "running", "undoing")

    @property
    def undo_until(self) -> datetime | None:
        """Return until when it can be undone, None while there is nothing to undo."""
        is_made = self.state in ("done", "cancelled") and self.counts.get("changed", 0) > 0
        return self.finished_at + timedelta(days=UNDO_DAYS) if is_made and self.finished_at else None


@dataclass(frozen=True, slots=True)
class BulkItemView:
    """One asset of an edit: the parts that change, or why it does not; `problems` name columns or fields.

    Of an asset that the reader does not see (`is_seen` is false) it says no more than of one that does not exist.
    """

    position: int
    asset_id: str
    row: int
    state: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    problems: tuple[Mapping[str, Any], ...]
    is_seen: bool = True


def edit_view(row: BulkEdit, counts: Mapping[str, int]) -> BulkEditView:
    """Return an edit as people see it."""
    return BulkEditView(
        id=row.id,
        kind=row.kind,
        state=row.state,
        change=dict(row.change),
        problems=tuple(row.problems),
        total=row.total,
        done=row.done,
        counts=dict(counts),
        caller_id=row.caller_id,
        caller_name=row.caller_name,
        created_at=row.created_at,
        finished_at=row.finished_at,
        undone_at=row.undone_at,
        undone_by=row.undone_by_name,
    )


def unseen_item(row: BulkItem) -> BulkItemView:
    """Return one line of an edit whose asset the reader does not see, or not any more."""
    reason = f"There is no asset {row.asset_id!r}."
    problem = {"column": "", "kind": "NotFound", "message": reason}
    return BulkItemView(row.position, row.asset_id, row.row, row.state, {}, {}, reason, (problem,), False)


def item_view(row: BulkItem) -> BulkItemView:
    """Return one line of an edit."""
    return BulkItemView(
        row.position, row.asset_id, row.row, row.state, row.before, row.after, row.reason, tuple(row.cells)
    )
