"""What becomes of one asset of a bulk edit: rehearsed, made or undone, or left with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from dam.accounts.caller import Caller
from dam.assets.bulk.change import Wanted, wanted_of
from dam.assets.bulk.models import BulkEdit, BulkItem
from dam.assets.bulk.parts import Parts
from dam.assets.bulk.putting_back import put_back
from dam.assets.bulk.sentences import CHANGED_SINCE
from dam.assets.bulk.sheet_cells import read_cells
from dam.assets.bulk.writing import Found, write_asset
from dam.assets.bulk.wrong import Problem, Wrong
from dam.assets.workflow.refusals import Said
from dam.core import Core
from dam.errors import Invalid, NotFound, VitrineError


@dataclass(frozen=True, slots=True)
class Outcome:
    """The next state of an item; None for what stays as it was."""

    state: str
    before: Parts | None = None
    after: Parts | None = None
    reason: str = ""
    cells: list[Problem] = field(default_factory=list)

    @classmethod
    def refusal(cls, error: VitrineError, cells: Sequence[Problem] = (), state: str = "refused") -> "Outcome":
        """Return what a refusal leaves."""
        return cls(state, reason=str(error), cells=[*cells, *_problems(error)])


def rehearsed(
    core: Core, session: Session, caller: Caller, edit: BulkEdit, item: BulkItem, found: Found | None
) -> Outcome:
    """Do it; the transaction is thrown away."""
    return _do(core, session, caller, edit, item, found, "planned")


def made_of(
    core: Core, session: Session, caller: Caller, edit: BulkEdit, item: BulkItem, found: Found | None
) -> Outcome:
    """Do it."""
    return _do(core, session, caller, edit, item, found, "changed")


def undone_of(
    core: Core, session: Session, caller: Caller, edit: BulkEdit, item: BulkItem, found: Found | None
) -> Outcome:
    """Put back what nobody changed since; what is left is named."""
    try:
        there = _there(item, found)
        left = put_back(core, session, caller, there, item.before, item.after, {"undo_of": edit.id})
    except VitrineError as error:
        return Outcome.refusal(error, state="kept")
    if not left:
        return Outcome("undone")
    cells: list[Problem] = [
        {"column": name, "kind": "changed_since", **Wrong(CHANGED_SINCE).told()} for name in left
    ]
    return Outcome("kept", reason=CHANGED_SINCE, cells=cells)


def _do(
    core: Core,
    session: Session,
    caller: Caller,
    edit: BulkEdit,
    item: BulkItem,
    found: Found | None,
    state: str,
) -> Outcome:
    cells: list[Problem] = []
    try:
        there = _there(item, found)
        wanted, cells = _wanted(core, session, edit, item, there)
        written = write_asset(core, session, caller, there, wanted, {"bulk_edit": edit.id})
    except VitrineError as error:
        return Outcome.refusal(error, cells)
    if not written.after and not written.before:
        reason = str(cells[0]["message"]) if cells else ""
        return Outcome("refused" if cells else "unchanged", {}, {}, reason, cells)
    return Outcome(state, written.before, written.after, "", cells)


def _there(item: BulkItem, found: Found | None) -> Found:
    if found is None:
        raise NotFound(f"There is no asset {item.asset_id[:40]!r}.")
    return found


def _wanted(
    core: Core, session: Session, edit: BulkEdit, item: BulkItem, found: Found
) -> tuple[Wanted, list[Problem]]:
    if edit.kind == "sheet":
        return read_cells(session, found.view, item.wanted, core.zone)
    return wanted_of(edit.change, found.view, item.position + 1), []


def _problems(error: VitrineError) -> list[Problem]:
    kind = type(error).__name__
    if isinstance(error, Said):
        told = {"message": str(error), "said": [error.sentence, _plain(error)]}
        return [{"column": "", "kind": kind, **told}]
    if isinstance(error, Invalid) and error.errors:
        return [{"column": each.path, "kind": kind, "message": each.message} for each in error.errors[:20]]
    return [{"column": "", "kind": kind, "message": str(error)}]


def _plain(error: Said) -> dict[str, str]:
    """Return what fills the sentence in, as texts; texts by language as English has them."""
    return {name: _text(value) for name, value in error.values.items()}


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("en") or next(iter(value.values()), ""))
    return ", ".join(map(_text, value)) if isinstance(value, tuple) else str(value)
