"""Making, changing, listing and deleting comparisons; what starts and ends them is in `moves.py`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.models import Asset
from dam.assets.visibility import find_row
from dam.core import Core
from dam.engagement.comparing.models import Comparison, ComparisonArm, ComparisonVisitor
from dam.engagement.comparing.moves import refuse_overlap
from dam.engagement.comparing.plan import Plan, PlannedArm, check_plan, check_window
from dam.engagement.comparing.running import arms_of
from dam.engagement.comparing.views import ComparisonView, find_comparison, shown_to, view_of, views_of
from dam.errors import Conflict, FieldError, Invalid
from dam.feed import note_change
from dam.ids import new_id
from dam.paging import Page, read_page

WHILE_RUNNING = frozenset({"title", "ends_at"})
"""What may change once visitors are sent to the arms: the interval holds whenever one stops, and nothing else would be fair."""


def create_comparison(core: Core, caller: Caller, plan: Plan) -> ComparisonView:
    """Make a draft; nobody is sent anywhere before it is started."""
    require(caller, Action.RUN_COMPARISONS)
    check_plan(plan)
    with core.db.write() as session:
        _require_assets(session, caller, plan)
        row = Comparison(id=new_id(), created_by_name=caller.name[:200], created_at=core.now(), state="draft")
        _put(session, row, plan)
        session.add(row)
        session.flush()
        _put_arms(session, row, plan)
        note(session, caller, "comparison.created", "comparison", row.id, {"title": row.title})
        session.flush()
        return view_of(session, row)


def edit_comparison(
    core: Core, caller: Caller, comparison_id: str, patch: Mapping[str, Any]
) -> ComparisonView:
    """Change fields of a `Plan` by name; of what is planned or runs only the title and the end, of what has ended the title."""
    require(caller, Action.RUN_COMPARISONS)
    with core.db.write() as session:
        row = find_comparison(session, caller, comparison_id, to_change=True)
        _require_changeable(row, patch)
        plan = replace(plan_of(session, row), **patch)
        check_plan(plan)
        if row.state == "draft":
            _require_assets(session, caller, plan)
            session.execute(sa.delete(ComparisonArm).where(ComparisonArm.comparison_id == row.id))
            _put_arms(session, row, plan)
        elif "ends_at" in patch:
            _check_end(core, plan)
            note_change(session, row.asset_id)
        _put(session, row, plan)
        if row.state != "draft" and "ends_at" in patch:
            refuse_overlap(session, row)
        note(session, caller, "comparison.edited", "comparison", row.id, {"changed": sorted(patch)})
        session.flush()
        return view_of(session, row)


def get_comparison(core: Core, caller: Caller, comparison_id: str) -> ComparisonView:
    """Return one comparison."""
    require(caller, Action.SEE_INSIGHTS)
    with core.db.read() as session:
        return view_of(session, find_comparison(session, caller, comparison_id))


def list_comparisons(
    core: Core,
    caller: Caller,
    *,
    asset: str | None = None,
    state: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ComparisonView]:
    """Return comparisons, the newest first; `asset` keeps those behind its URLs or with it as an arm."""
    require(caller, Action.SEE_INSIGHTS)
    conditions = [shown_to(caller)]
    if asset is not None:
        armed = sa.select(ComparisonArm.comparison_id).where(ComparisonArm.asset_id == asset)
        conditions.append(sa.or_(Comparison.asset_id == asset, Comparison.id.in_(armed)))
    if state is not None:
        conditions.append(Comparison.state == state)
    chosen = sa.select(Comparison).where(*conditions)
    with core.db.read() as session:
        page = read_page(session, chosen, (Comparison.created_at.desc(), Comparison.id), limit, cursor)
        return page.showing(views_of(session, page.items))


def delete_comparison(core: Core, caller: Caller, comparison_id: str) -> None:
    """Forget a draft, or one that has ended with all its figures; what runs is ended first."""
    require(caller, Action.RUN_COMPARISONS)
    with core.db.write() as session:
        row = find_comparison(session, caller, comparison_id, to_change=True)
        if row.state in ("planned", "running"):
            raise Conflict("This comparison is not over; end it before it is deleted.")
        for rows in (ComparisonVisitor, ComparisonArm):
            session.execute(sa.delete(rows).where(rows.comparison_id == row.id))
        note(session, caller, "comparison.deleted", "comparison", row.id, {"title": row.title})
        session.delete(row)


def plan_of(session: Session, row: Comparison) -> Plan:
    """Return a row as what somebody planned."""
    arms = tuple(
        PlannedArm(arm.asset_id, arm.preset, arm.weight, arm.title) for arm in arms_of(session, row.id)
    )
    return Plan(
        row.asset_id,
        row.channel,
        arms,
        row.preset,
        row.title,
        row.goal_class,
        row.goal_kind,
        row.starts_at,
        row.ends_at,
    )


def _put(session: Session, row: Comparison, plan: Plan) -> None:
    asset = session.get_one(Asset, plan.asset)
    row.title = plan.title.strip() or asset.title or asset.filename
    row.asset_id, row.channel, row.preset = plan.asset, plan.channel, plan.preset
    row.goal_class, row.goal_kind = plan.goal_class, plan.goal_kind
    row.starts_at, row.ends_at = plan.starts_at, plan.ends_at


def _put_arms(session: Session, row: Comparison, plan: Plan) -> None:
    for place, arm in enumerate(plan.arms):
        session.add(
            ComparisonArm(
                comparison_id=row.id,
                place=place,
                asset_id=arm.asset,
                preset="" if arm.preset == plan.preset else arm.preset,
                title=arm.title.strip(),
                weight=arm.weight,
            )
        )


def _require_changeable(row: Comparison, patch: Mapping[str, Any]) -> None:
    allowed = WHILE_RUNNING if row.state != "ended" else frozenset({"title"})
    if row.state != "draft" and not allowed.issuperset(patch):
        words = " and ".join(sorted(allowed))
        raise Conflict(f"This comparison is {row.state}; only its {words} may change.")


def _check_end(core: Core, plan: Plan) -> None:
    if plan.ends_at is None or plan.ends_at <= core.now():
        sentence = "The end must be later than now; to stop at once, end the comparison."
        raise Invalid(sentence, [FieldError("ends_at", sentence)])
    check_window(plan.starts_at, plan.ends_at)


def _require_assets(session: Session, caller: Caller, plan: Plan) -> None:
    """`Invalid` names the arm whose asset the caller does not find; `NotFound` where it is the compared one itself."""
    kind = find_row(session, caller, plan.asset).kind
    for place, arm in enumerate(plan.arms[1:], 1):
        row = find_row(session, caller, arm.asset)
        if row.kind != kind:
            sentence = f"All arms must be of one kind: {kind} is compared, and {row.kind} came."
            raise Invalid(sentence, [FieldError(f"arms[{place}].asset", sentence)])
