"""The rules of approval of a brand, read and changed: four eyes, separate verdicts, days, checklists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import get_brand
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.assets.models import Asset
from dam.assets.workflow.checklist import FIRST, Item, read_checklists, write_checklists
from dam.assets.workflow.models import WorkflowRow
from dam.core import Core
from dam.db import wait_turn
from dam.errors import FieldError, Invalid, Stale

HOUSE_RULES = ""
"""The brand whose rules hold for every brand without its own."""

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Workflow:
    """How a brand approves.

    With `four_eyes` nobody approves what they brought in. With `is_separate` the picture and the data each need a
    verdict. `due_days` is how long a review has from the day it is sent; None leaves it open. `is_own` tells rules of
    the brand from those of the house.
    """

    brand_id: str = HOUSE_RULES
    four_eyes: bool = False
    is_separate: bool = False
    due_days: int | None = None
    checklists: Mapping[str, tuple[Item, ...]] = field(default_factory=lambda: FIRST)
    revision: int = 0
    is_own: bool = False

    @property
    def etag(self) -> str:
        """The entity tag of these rules, with its quotes."""
        return f'"w{self.revision}"'


def workflow_of(session: Session, asset: Asset) -> Workflow:
    """Return the rules that hold for an asset."""
    return find_workflow(session, asset.brand_id)


def find_workflow(session: Session, brand_id: str) -> Workflow:
    """Return a brand's rules, else the house's, else those that a house begins with."""
    return find_workflows(session, [brand_id])[brand_id]


def find_workflows(session: Session, brand_ids: Iterable[str]) -> dict[str, Workflow]:
    """Return the rules that hold for each of these brands, by its id."""
    wanted = set(brand_ids)
    found = sa.select(WorkflowRow).where(WorkflowRow.brand_id.in_({*wanted, HOUSE_RULES}))
    rows = {row.brand_id: row for row in session.scalars(found)}
    return {brand_id: _rules(brand_id, rows.get(brand_id), rows.get(HOUSE_RULES)) for brand_id in wanted}


def _rules(brand_id: str, own: WorkflowRow | None, of_house: WorkflowRow | None) -> Workflow:
    row = own or of_house
    if row is None:
        return Workflow(brand_id)
    return Workflow(
        brand_id,
        row.four_eyes,
        row.is_separate,
        row.due_days,
        read_checklists(row.checklists),
        row.revision if own else 0,
        own is not None,
    )


def get_workflow(core: Core, caller: Caller, brand_id: str = HOUSE_RULES) -> Workflow:
    """Return the rules of the house or of a brand that the caller may know, for those who may send something to review."""
    require_somewhere(caller, Action.SUBMIT_FOR_REVIEW)
    _require_brand(core, caller, brand_id)
    with core.db.read() as session:
        return find_workflow(session, brand_id)


def change_workflow(
    core: Core,
    caller: Caller,
    patch: Mapping[str, Any],
    brand_id: str = HOUSE_RULES,
    if_match: str | None = None,
) -> Workflow:
    """Apply a merge patch over four_eyes, is_separate, due_days and checklists (by kind); the rest stays.

    What waits already follows the new rules at its next verdict; what is approved stays so.
    """
    require(caller, Action.EDIT_WORKFLOW)
    _require_brand(core, caller, brand_id)
    with core.db.write() as session:
        wait_turn(session, f"workflow {brand_id}")
        kept = find_workflow(session, brand_id)
        if if_match not in (None, "*", kept.etag):
            raise Stale(
                "Somebody changed these rules since you read them.",
                {"etag": kept.etag},
                {"etag": str(if_match)[:80]},
            )
        lists = {**kept.checklists, **read_checklists(patch.get("checklists") or {})}
        row = session.get(WorkflowRow, brand_id)
        if row is None:
            row = WorkflowRow(brand_id=brand_id, revision=0)
            session.add(row)
        row.four_eyes = _flag(patch, "four_eyes", kept.four_eyes)
        row.is_separate = _flag(patch, "is_separate", kept.is_separate)
        row.due_days = _days(patch, kept.due_days)
        row.checklists = write_checklists(lists)
        row.revision, row.updated_at = row.revision + 1, core.now()
        session.flush()
        note(session, caller, "workflow.changed", "workflow", brand_id or "house", {"changed": sorted(patch)})
        return find_workflow(session, brand_id)


def forget_workflow(core: Core, caller: Caller, brand_id: str) -> Workflow:
    """Let a brand follow the rules of the house again; the house's own go back to what they began with."""
    require(caller, Action.EDIT_WORKFLOW)
    _require_brand(core, caller, brand_id)
    with core.db.write() as session:
        row = session.get(WorkflowRow, brand_id)
        if row is not None:
            session.delete(row)
            session.flush()
            note(session, caller, "workflow.forgotten", "workflow", brand_id or "house")
        return find_workflow(session, brand_id)


def _require_brand(core: Core, caller: Caller, brand_id: str) -> None:
    """Raise `NotFound` for a brand that is not there, or that the caller may not know of."""
    if brand_id != HOUSE_RULES:
        get_brand(core, caller, brand_id)


def _flag(patch: Mapping[str, Any], name: str, kept: bool) -> bool:
    value = patch.get(name, kept)
    if not isinstance(value, bool):
        sentence = f"{name} is true or false."
        raise Invalid(sentence, [FieldError(name, sentence)])
    return value


def _days(patch: Mapping[str, Any], kept: int | None) -> int | None:
    value: int | None = patch.get("due_days", kept)
    is_days = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_DAYS
    if value is not None and not is_days:
        sentence = f"due_days is a whole number from 1 to {MOST_DAYS}, or null."
        raise Invalid(sentence, [FieldError("due_days", sentence)])
    return value
