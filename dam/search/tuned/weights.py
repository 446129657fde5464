"""Reading and turning the weights of search."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import FieldError, Invalid
from dam.search.tuned.models import SearchSettings
from dam.search.tuned.read import settings_row
from dam.search.weights import DEFAULTS, KNOBS

MOST = 100


@dataclass(frozen=True, slots=True)
class WeightView:
    """One weight in whole per cent, with its default and the reason for it."""

    name: str
    value: int
    default: int
    reason: str


def list_weights(core: Core, caller: Caller) -> list[WeightView]:
    """Return every weight in the order of the table."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.read() as session:
        changed = session.scalar(sa.select(SearchSettings.weights)) or {}
    return _views(changed)


def set_weights(core: Core, caller: Caller, wanted: Mapping[str, object]) -> list[WeightView]:
    """Turn some weights to whole per cents from 0 to 100; None puts back the default. Wrong ones → `Invalid`."""
    require(caller, Action.EDIT_SEARCH)
    checked = _checked(wanted)
    with core.db.write() as session:
        row = settings_row(session, core.now())
        changed = {**row.weights, **checked}
        kept = {
            name: value
            for name, value in changed.items()
            if name in DEFAULTS and value not in (None, DEFAULTS[name])
        }
        row.weights = kept
        note(session, caller, "search.weighed", "search", "weights", {"weights": dict(checked)})
    return _views(kept)


def _checked(wanted: Mapping[str, object]) -> dict[str, int | None]:
    errors = [
        FieldError(f"weights.{str(name)[:40]}", f"There is no weight {str(name)[:40]!r}.")
        for name in wanted
        if name not in DEFAULTS
    ]
    errors += [
        FieldError(
            f"weights.{name}", f"{name} is a whole number from 0 to {MOST}, and {str(value)[:40]!r} came."
        )
        for name, value in wanted.items()
        if name in DEFAULTS and not _is_weight(value)
    ]
    if errors:
        raise Invalid(errors[0].message, errors)
    return {name: value if isinstance(value, int) else None for name, value in wanted.items()}


def _is_weight(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST)


def _views(changed: Mapping[str, int]) -> list[WeightView]:
    return [
        WeightView(knob.name, int(changed.get(knob.name, knob.default)), knob.default, knob.reason)
        for knob in KNOBS
    ]
