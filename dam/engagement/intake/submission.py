"""What one caller sent at once, and how a group of such submissions is written in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.core import Core
from dam.engagement.event import Columns, content_of, milliseconds, read_event
from dam.engagement.intake.doors import Context, Drop
from dam.engagement.intake.known_assets import KnownAssets
from dam.engagement.intake.promises import Promise
from dam.engagement.intake.receipt import Receipt
from dam.engagement.intake.steps import draft_of, take
from dam.engagement.rollups.record import (
    CONFLICT,
    NEW,
    record_conflicts,
    record_events,
    record_outcomes,
    tell_repeats,
)
from dam.engagement.shapes import path_of
from dam.engagement.stage_map import StageMap

Refusals = Counter[tuple[str, str]]
"""What doors turned away without looking at it, by (source, reason)."""


@dataclass(slots=True, eq=False)
class Submission:
    """Events on their way, and the promise of their receipt. Preparing one again begins anew."""

    core: Core
    caller: Caller
    items: Sequence[object]
    context: Context
    received: datetime
    promise: Promise
    rows: list[Columns] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    def prepare(self, known: KnownAssets, stages: StageMap) -> None:
        """Lead each event through the steps: it becomes a row, with its place in the request, or a drop."""
        self.rows, self.places, self.drops = [], [], []
        draft = draft_of(self.context, self.received, known.knower(self.caller), stages)
        for index, item in enumerate(self.items):
            taken = take(draft, index, item)
            if isinstance(taken, Drop):
                self.drops.append(taken)
            else:
                self.rows.append(taken)
                self.places.append(index)


def record_group(session: Session, group: Sequence[Submission], refusals: Refusals) -> list[Receipt]:
    """Write the prepared submissions and count what came and what became of it; return their receipts in order."""
    rows = [row for submission in group for row in submission.rows]
    told = tell_repeats(session, rows)
    outcomes: Counter[tuple[str, str]] = Counter(refusals)
    receipts: list[Receipt] = []
    conflicts: list[tuple[Columns, bytes]] = []
    start = 0
    for submission in group:
        end = start + len(submission.rows)
        receipt, apart = _receipt_of(submission, told[start:end])
        receipts.append(receipt)
        conflicts += apart
        source = submission.context.door.source
        outcomes.update((source, outcome) for outcome in told[start:end])
        outcomes.update((source, drop.reason) for drop in submission.drops)
        start = end
    record_events(session, [row for row, outcome in zip(rows, told, strict=True) if outcome == NEW])
    record_conflicts(session, conflicts)
    record_outcomes(session, milliseconds(group[0].received), outcomes)
    return receipts


def _receipt_of(
    submission: Submission, told: Sequence[str]
) -> tuple[Receipt, Sequence[tuple[Columns, bytes]]]:
    """Return the receipt of a submission, and its rows that have to be kept apart with what they said."""
    accepted = told.count(NEW)
    if accepted == len(told) and not submission.drops:
        return Receipt(accepted, 0, ()), ()
    drops = list(submission.drops)
    conflicts = []
    for row, index, outcome in zip(submission.rows, submission.places, told, strict=True):
        if outcome == CONFLICT:
            conflicts.append((row, _said_by(submission.items[index], row)))
            drops.append(Drop(index, CONFLICT, f"The id {row['id']!r} was used before for another event."))
    drops.sort(key=lambda drop: drop.index)
    return Receipt(accepted, len(submission.items) - accepted - len(drops), tuple(drops)), conflicts


def _said_by(item: object, row: Columns) -> bytes:
    """Return what a sender said, without what no row keeps: the query of a page, and a token that may not be taken."""
    event = read_event(item)
    return content_of(msgspec.structs.replace(event, page=path_of(event.page), journey=row["journey"]))
