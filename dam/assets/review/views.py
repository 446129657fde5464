"""A review as a plain value: who looks at it and until when, what is done, what is open, what the caller may do."""

from dataclasses import dataclass
from datetime import date, datetime

from dam.assets.workflow.checklist import ItemState
from dam.assets.workflow.state import Verdict


@dataclass(frozen=True, slots=True)
class Assignee:
    """A person or a group; `name` is what they are called today."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review of one asset. `missing` names the aspects still to be approved, in their order.

    `may_override`: open items that are required do not stop the caller, who says why in words. `is_own_work` says that four eyes are asked for and the caller's own would be two of them.
    """

    asset_id: str
    status: str
    version: int
    assignee: Assignee | None
    due_on: date | None
    is_overdue: bool
    asked_by: str
    asked_at: datetime | None
    four_eyes: bool
    is_separate: bool
    is_own_work: bool
    checklist: tuple[ItemState, ...]
    open_fields: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    missing: tuple[str, ...]
    may_decide: bool
    may_assign: bool
    may_override: bool

    @property
    def is_blocked(self) -> bool:
        """Tell whether a required item of the checklist is open."""
        return any(state.is_in_the_way for state in self.checklist)
