"""From the cells of a row to what its asset is to become: what changed, what somebody changed meanwhile, what is wrong."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, tzinfo
from typing import Any

from sqlalchemy.orm import Session

from dam.assets.bulk.change import Wanted
from dam.assets.bulk.parts import patch_of
from dam.assets.bulk.sentences import (
    CHANGED_SINCE_EXPORT,
    NO_DAY,
    NO_NUMBER,
    NO_STATUS,
    NO_YES_OR_NO,
    READ_ONLY,
)
from dam.assets.bulk.sheet_columns import DAYS, FIXED, is_as_seen, part_of, read_seen, split, texts_of
from dam.assets.bulk.wrong import Problem, Wrong
from dam.assets.days import YEARS, end_of_day, start_of_day
from dam.assets.status import STATUSES
from dam.assets.views import AssetView
from dam.metadata.fields import FieldView, list_fields

_FRENCH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES, _NO = ("yes", "true", "1", "oui", "vrai"), ("no", "false", "0", "non", "faux")


def read_cells(
    session: Session, view: AssetView, wanted: Mapping[str, Any], zone: tzinfo
) -> tuple[Wanted, list[Problem]]:
    """Return what a row asks for and the problems of its cells; a cell with a problem changes nothing.

    `wanted` is `{"seen": version, "cells": {column: text}}`. A value that is already there asks for nothing; one that
    somebody changed since the export is a conflict, and theirs stays.
    """
    now, seen = texts_of(view, zone), read_seen(str(wanted.get("seen") or ""))
    kinds = {field.key: _kind(field) for field in list_fields(session)}
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, text in wanted["cells"].items():
        present = now.get(column, "")
        if _same(text, present):
            continue
        if column in FIXED:
            problems.append(_problem(column, "Invalid", Wrong(READ_ONLY), present, text))
        elif not is_as_seen(seen, column, present):
            wrong = Wrong(CHANGED_SINCE_EXPORT)
            problems.append(_problem(column, "changed_since", wrong, present, text))
        else:
            try:
                parts[part_of(column)] = value_of(column, text, kinds, zone)
            except Wrong as wrong:
                problems.append(_problem(column, "Invalid", wrong, present, text))
    return Wanted(patch_of(parts), str(parts.get("status") or "")), problems


def value_of(column: str, text: str, kinds: Mapping[str, str], zone: tzinfo) -> Any:
    """Read the text of a cell as the value of its column, or raise `Wrong` with one sentence."""
    text = text.strip()
    if column == "status":
        if text not in STATUSES:
            raise Wrong(NO_STATUS, known=", ".join(STATUSES), came=text[:40])
        return text
    if not text:
        return [] if column in ("tags", "channels", "territories") else None
    if column in ("tags", "channels", "territories"):
        return split(text)
    if column in DAYS:
        return _moment(column, text, zone)
    if column == "decorative":
        return _yes_or_no(text)
    before, _, key = column.partition(":")
    if before == "field":
        return _FIELD_KINDS.get(kinds.get(key, "text"), _plain)(text)
    return text


def _same(text: str, present: str) -> bool:
    return " ".join(text.split()) == " ".join(present.split())


def _problem(column: str, kind: str, wrong: Wrong, now: str, yours: str) -> Problem:
    return {"column": column, "kind": kind, **wrong.told(), "now": now[:500], "yours": yours[:500]}


def _moment(column: str, text: str, zone: tzinfo) -> str:
    """Read a day of the house, or a moment with its zone; the last day is included."""
    if "T" in text:
        return text
    day = date.fromisoformat(_day(text))
    if day.year not in YEARS:
        raise Wrong(NO_DAY, came=text[:40])
    edge = end_of_day if column == "rights_until" else start_of_day
    return edge(day, zone).isoformat().replace("+00:00", "Z")


def _day(text: str) -> str:
    """Read `2026-12-31`, and `31/12/2026` as spreadsheets of this side of the ocean write it."""
    french = _FRENCH_DAY.fullmatch(text)
    try:
        if french:
            day, month, year = map(int, french.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(text).isoformat()
    except (ValueError, OverflowError):
        raise Wrong(NO_DAY, came=text[:40]) from None


def _number(text: str) -> int | float:
    try:
        value = float(text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", "."))
    except ValueError:
        raise Wrong(NO_NUMBER, came=text[:40]) from None
    if value != value or abs(value) == float("inf"):
        raise Wrong(NO_NUMBER, came=text[:40])
    return int(value) if value.is_integer() else value


def _yes_or_no(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise Wrong(NO_YES_OR_NO, came=text[:40])


def _kind(field: FieldView) -> str:
    is_several = getattr(getattr(field, "rules", None), "is_several", False)
    return "several" if is_several else str(field.kind)


def _several(text: str) -> Any:
    return _plain(text) if text[:1] in "[{" else split(text)


def _plain(text: str) -> Any:
    """Values of several parts stand as JSON in the cell, as they were exported."""
    if text[:1] in "[{":
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


_FIELD_KINDS: dict[str, Callable[[str], Any]] = {
    "number": _number,
    "boolean": _yes_or_no,
    "date": _day,
    "several": _several,
}
