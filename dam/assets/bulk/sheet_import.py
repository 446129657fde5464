"""Takes a spreadsheet back in: what its rows change becomes a bulk edit that is shown before anything is written."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.bulk.asking import start_planning
from dam.assets.bulk.sentences import (
    COLUMN_TWICE,
    ID_MISSING,
    NO_ID,
    NO_ROWS,
    STRANGE_COLUMN,
    TWICE,
    UNKNOWN_COLUMN,
    UNREADABLE,
    WRONG_ID,
)
from dam.assets.bulk.sheet_columns import ID, SINGLE, VERSION, columns_of, is_untouched, read_seen
from dam.assets.bulk.views import BulkEditView
from dam.assets.bulk.wrong import Problem, Wrong
from dam.assets.workflow.refusals import NotRight
from dam.core import Core
from dam.errors import TooLarge
from dam.ids import is_id
from dam.language.catalogue import LOCALES
from dam.language.cells import unescaped
from dam.metadata.fields import list_fields
from dam.metadata.values.locales import is_locale
from dam.sandbox.run import ChildFailed, Limits, stream_limited

MOST_BYTES = 64 * 1024**2
"""Bytes of a file: a hundred thousand rows as CSV with long texts in two languages."""

LIMITS = Limits(
    memory_bytes=3 * 1024**3, private_bytes=1024**3, cpu_seconds=60, wall_seconds=120.0, file_bytes=1024**2
)
"""A workbook of 20,000 rows and 20 columns takes 0.2 GB and half a second; what needs five times that is still read."""

Line = dict[str, Any]


def import_sheet(core: Core, caller: Caller, path: Path, filename: str) -> BulkEditView:
    """Plan what a spreadsheet asks for; nothing is written before it is made (`make_bulk_edit`).

    A file that is no table, a column that is not known, a missing `id` → `Invalid` with one sentence each. A row without
    id, with one that came before, or of an asset that is not there is refused and named; the others go on.
    """
    require_somewhere(caller, Action.EDIT_OWN)
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(f"A spreadsheet may have at most {MOST_BYTES} bytes.")
    rows = read_rows(path)
    with core.db.read() as session:
        keys = [field.key for field in list_fields(session)]
    header = _header(next(rows, []), keys)
    lines, problems = _lines(rows, header)
    if not lines:
        raise NotRight("rows", NO_ROWS)
    return start_planning(core, caller, "sheet", {"filename": filename[:200]}, lines, problems)


def read_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a file, read in a limited child; what cannot be read is `Invalid`."""
    argument = {"path": str(path.absolute())}
    try:
        for value in stream_limited(
            "dam.assets.bulk.sheet_child:read", argument, limits=LIMITS, reads=[path]
        ):
            assert isinstance(value, Mapping)
            if "error" in value:
                raise NotRight("file", str(value["error"]), **_plain(value["values"]))
            rows = value["rows"]
            assert isinstance(rows, Sequence)
            for row in rows:
                assert isinstance(row, Sequence)
                yield [str(cell) for cell in row]
    except ChildFailed as failure:
        raise NotRight("file", UNREADABLE, reason=failure.reason) from failure


def _header(row: list[str], field_keys: Sequence[str]) -> list[str]:
    """Return the names of the columns, or raise `Invalid` naming each that is wrong with the nearest right one."""
    known = columns_of(
        LOCALES, field_keys, [f"{group}.{one}" for group in ("titles", "descriptions") for one in LOCALES]
    )
    known = [*known, *SINGLE]
    names = [unescaped(cell).strip() for cell in row]
    wrong: list[NotRight] = []
    for place, name in enumerate(names, 1):
        path, came = f"columns[{place}]", name[:60]
        if name and not _is_column(name, known):
            nearest = get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
            sentence = UNKNOWN_COLUMN if nearest else STRANGE_COLUMN
            wrong.append(NotRight(path, sentence, place=place, came=came, nearest="".join(nearest)))
        elif name and names.index(name) != place - 1:
            wrong.append(NotRight(path, COLUMN_TWICE, place=place, came=came))
    if ID not in names:
        wrong.insert(0, NotRight("columns", ID_MISSING))
    if wrong:
        wrong[0].errors = tuple(error for one in wrong[:50] for error in one.errors)
        raise wrong[0]
    return names


def _is_column(name: str, known: Sequence[str]) -> bool:
    if name in known:
        return True
    group, colon, key = name.partition(":")
    return bool(colon) and group in ("alt", "title", "description") and is_locale(key)


def _lines(rows: Iterator[list[str]], header: Sequence[str]) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    first: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        cells = {name: unescaped(cell).strip() for name, cell in zip(header, row, strict=False) if name}
        if not any(cells.values()):
            continue
        cells |= {name: "" for name in header[len(row) :] if name}
        asset_id, seen = cells.pop(ID), cells.pop(VERSION, "")
        reason = _refusal(asset_id, first)
        marks = read_seen(seen[:5000])
        cells = {name: text for name, text in cells.items() if not is_untouched(marks, name, text)}
        line: Line = {
            "asset_id": asset_id[:32],
            "row": number,
            "wanted": {"seen": seen[:5000], "cells": cells},
        }
        if reason:
            problem = {"column": ID, "kind": "Invalid", **reason.told(), "now": "", "yours": asset_id[:60]}
            line |= {"state": "refused", "reason": str(reason), "cells": [problem], "wanted": {}}
            problems.append({"row": number, **problem})
        first.setdefault(asset_id, number)
        lines.append(line)
    return lines, problems[:200]


def _refusal(asset_id: str, first: Mapping[str, int]) -> Wrong | None:
    if not asset_id:
        return Wrong(NO_ID)
    if not is_id(asset_id):
        return Wrong(WRONG_ID, came=asset_id[:40])
    if asset_id in first:
        return Wrong(TWICE, row=first[asset_id])
    return None


def _plain(values: Any) -> dict[str, str | int]:
    return {str(name): value if isinstance(value, int) else str(value) for name, value in values.items()}
