"""Saying who looks at an asset, and until when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.models import Group, GroupMember
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.models import Person
from dam.accounts.policy import Action
from dam.assets.models import Asset
from dam.assets.review.people import may_be_assigned, name_of, who_approves
from dam.assets.review.read import assignable_among, review_view
from dam.assets.review.views import Assignee, ReviewView
from dam.assets.visibility import find_row, require_edit, require_with
from dam.assets.workflow.authors import members_of, people_behind
from dam.assets.workflow.days import days_after, today
from dam.assets.workflow.follow import notice_of, review_row
from dam.assets.workflow.refusals import NotReady, NotRight, OwnWork
from dam.assets.workflow.rules import workflow_of
from dam.assets.workflow.sentences import FAR_DUE, NO_ASSIGNEE, NOT_IN_REVIEW, OWN_WORK, PAST_DUE
from dam.assets.workflow.words import status_word
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.notices.tell import tell

FARTHEST_DAYS = 3653
"""Ten years."""

MOST_OFFERED = 200

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class _Wish:
    kind: str
    id: str


def assign_review(core: Core, caller: Caller, asset_id: str, patch: Mapping[str, Any]) -> ReviewView:
    """Set `assignee` (`{"kind": "person" | "group", "id"}` or null) and `due_on` (`2027-03-28` or null); the rest stays.

    Its owner and whoever approves may do so while it is not approved. The assignee must be somebody who may approve it.
    A day before today, and one more than ten years away, are refused.
    """
    with core.db.write() as session:
        asset = find_row(session, caller, asset_id, to_change=True)
        _require(session, caller, asset)
        row = review_row(session, asset.id)
        before = (row.assignee_kind, row.assignee_id)
        if "assignee" in patch:
            wish = _wish(patch["assignee"])
            _require_able(session, asset, wish)
            row.assignee_kind, row.assignee_id = wish.kind, wish.id
        if "due_on" in patch:
            row.due_on, row.told = _day(core, patch["due_on"]), ""
        name = name_of(session, row.assignee_kind, row.assignee_id)
        details = {"assignee": name, "due_on": row.due_on.isoformat() if row.due_on else ""}
        note(session, caller, "review.assigned", "asset", asset.id, details)
        if asset.status == "in_review" and before != (row.assignee_kind, row.assignee_id):
            asked = tuple(members_of(session, row.assignee_kind, row.assignee_id))
            tell(session, core.now(), notice_of("assigned", asked, caller, asset))
        return review_view(core, session, caller, asset)


def possible_assignees(core: Core, caller: Caller, asset_id: str) -> list[Assignee]:
    """Return the people and groups that an asset may be given to, by name; at most 200."""
    with core.db.read() as session:
        asset = find_row(session, caller, asset_id)
        require_with(caller, Action.SUBMIT_FOR_REVIEW, asset)
        rules = workflow_of(session, asset)
        authors = people_behind(session, (asset.owner_id,)) if rules.four_eyes else frozenset()
        people = session.scalars(sa.select(Person).where(Person.is_active).order_by(Person.name, Person.id))
        able = who_approves(session, people, asset)
        found = [Assignee("person", each.id, each.name) for each in able if each.id not in authors]
        theirs = sa.select(GroupMember.group_id, GroupMember.person_id)
        ids = {each.id for each in able}
        with_able = {group_id for group_id, person_id in session.execute(theirs) if person_id in ids}
        groups = session.scalars(sa.select(Group).order_by(Group.name, Group.id))
        found += [Assignee("group", group.id, group.name) for group in groups if group.id in with_able]
        return found[:MOST_OFFERED]


def _require(session: Session, caller: Caller, asset: Asset) -> None:
    if assignable_among(session, caller, [asset]):
        return
    require_edit(caller, asset)
    require_with(caller, Action.SUBMIT_FOR_REVIEW, asset)
    raise NotReady(NOT_IN_REVIEW, status=status_word(asset.status))


def _wish(value: Any) -> _Wish:
    if value is None:
        return _Wish("", "")
    is_named = isinstance(value, Mapping) and value.get("kind") in ("person", "group")
    if not is_named or not isinstance(value.get("id"), str):
        sentence = 'assignee is null, or names a person or group: {"kind": "person", "id": "…"}.'
        raise Invalid(sentence, [FieldError("assignee", sentence)])
    return _Wish(value["kind"], value["id"][:32])


def _require_able(session: Session, asset: Asset, wish: _Wish) -> None:
    """Say the same of somebody who may not see it and of nobody: who is here is not told."""
    if not wish.kind:
        return
    if not may_be_assigned(session, wish.kind, wish.id, asset):
        raise NotRight("assignee", NO_ASSIGNEE)
    is_author = wish.id in people_behind(session, (asset.owner_id,))
    if is_author and workflow_of(session, asset).four_eyes:
        raise OwnWork(OWN_WORK, author=asset.owner_name)


def _day(core: Core, value: Any) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except (TypeError, ValueError):
        day = None
    if day is None:
        sentence = f"due_on is a day such as 2027-03-28, or null, and {str(value)[:40]!r} came."
        raise Invalid(sentence, [FieldError("due_on", sentence)])
    first = today(core)
    if day < first:
        raise NotRight("due_on", PAST_DUE, day=day.isoformat())
    if day > days_after(first, FARTHEST_DAYS):
        raise NotRight("due_on", FAR_DUE, day=day.isoformat())
    return day
