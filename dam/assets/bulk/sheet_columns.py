"""The columns of a spreadsheet of assets: which there are, and the one text that stands for each value."""

import csv
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import cache
from hashlib import sha256
from io import StringIO
from typing import Any

from dam.assets.bulk.parts import is_empty, parts_of
from dam.assets.days import YEARS, end_of_day, last_day, local_day, start_of_day
from dam.assets.views import AssetView

ID, VERSION, FILENAME, KIND = "id", "version", "filename", "kind"

FIXED = (FILENAME, KIND)
"""Columns that help people read a row; what is written into them is refused."""

SINGLE = {
    "title": "title",
    "description": "description",
    "tags": "tags",
    "status": "status",
    "licence": "rights.licence",
    "rights_holder": "rights.holder",
    "rights_from": "rights.starts_at",
    "rights_until": "rights.expires_at",
    "channels": "rights.channels",
    "territories": "rights.territories",
    "decorative": "is_decorative",
}
"""The part of the asset behind each column."""

GROUPS = {"title": "titles", "description": "descriptions", "alt": "alt", "field": "fields"}
"""Columns named `alt:fr` or `field:season`: the group of parts behind what stands before the colon."""

DAYS = ("rights_from", "rights_until")
"""Days; the last one is included, as people mean it."""


def columns_of(locales: Iterable[str], field_keys: Iterable[str], parts: Iterable[str] = ()) -> list[str]:
    """Return the header: what every sheet has, then a column for each language, each field, and each further part."""
    named = [f"alt:{locale}" for locale in locales] + [f"field:{key}" for key in field_keys]
    further = (column for name in parts if (column := column_of(name)) and ":" in column)
    rest = [
        column for column in SINGLE if column not in ("title", "description", "tags", "status", "decorative")
    ]
    head = [ID, VERSION, FILENAME, KIND, "status", "title", "description", "tags"]
    return list(dict.fromkeys([*head, *named, *further, *rest]))


def column_of(part: str) -> str:
    """Return the column in which a part stands, "" for one that no sheet holds."""
    for column, name in SINGLE.items():
        if name == part:
            return column
    group, dot, key = part.partition(".")
    for before, name in GROUPS.items():
        if dot and name == group:
            return f"{before}:{key}"
    return ""


def part_of(column: str) -> str:
    """Return the part behind a column, "" when there is none."""
    before, colon, key = column.partition(":")
    if colon:
        return f"{GROUPS[before]}.{key}" if before in GROUPS and key else ""
    return SINGLE.get(column, "")


def texts_of(view: AssetView, zone: tzinfo) -> dict[str, str]:
    """Return what stands in each column of an asset's row, days in the zone of the house; a column that is missing is empty."""
    texts = {FILENAME: view.filename, KIND: view.kind}
    for name, value in parts_of(view).items():
        if column := column_of(name):
            texts[column] = text_of(column, value, zone)
    return texts


def text_of(column: str, value: Any, zone: tzinfo) -> str:
    """Write one value: a list as a row of CSV within the cell, the edge of a day as that day, a compound one as JSON."""
    if is_empty(value):
        return ""
    if column in DAYS:
        return _day_text(column, str(value), zone)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return joined(value)
    if isinstance(value, list | Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def joined(texts: Iterable[str]) -> str:
    """Join texts by commas; one that holds a comma stands in double quotes."""
    out = StringIO()
    csv.writer(out, lineterminator="").writerow(list(texts))
    return out.getvalue().replace(",", ", ") if '"' not in out.getvalue() else out.getvalue()


def split(text: str) -> list[str]:
    """Read what `joined` wrote."""
    rows = csv.reader([" ".join(text.splitlines())], skipinitialspace=True)
    return [one.strip() for row in rows for one in row if one.strip()]


def seen_of(view: AssetView, columns: Iterable[str], zone: tzinfo) -> str:
    """Return what stands in the column `version`: the revision, and a digest of each value as it was exported.

    By them an import knows cell by cell what somebody changed since.
    """
    texts = texts_of(view, zone)
    marks = (
        _name_mark(column) + _mark(column, texts.get(column, "")) for column in columns if part_of(column)
    )
    return f"r{view.revision}.{''.join(marks)}"


def read_seen(seen: str) -> dict[str, str]:
    """Return the digests by column; nothing when somebody emptied the cell."""
    _, _, marks = seen.strip().partition(".")
    width = NAME_MARK + VALUE_MARK
    chunks = (marks[start : start + width] for start in range(0, len(marks), width))
    return {chunk[:NAME_MARK]: chunk[NAME_MARK:] for chunk in chunks}


def is_as_seen(seen: Mapping[str, str], column: str, text: str) -> bool:
    """Tell whether a value is what it was when the sheet was exported; of a column that was not there nobody can tell."""
    known = seen.get(_name_mark(column))
    return known is None or known == _mark(column, text)


def is_untouched(seen: Mapping[str, str], column: str, text: str) -> bool:
    """Tell whether a cell is as it was exported: whoever sends it asks for nothing, whatever stands there by now."""
    return seen.get(_name_mark(column)) == _mark(column, text)


NAME_MARK, VALUE_MARK = 3, 4
"""Characters of the digests of a column and of a value (24 bits): short, since every row bears one of each column."""


@cache
def _name_mark(column: str) -> str:
    return _mark(column, "")[:NAME_MARK]


def _mark(column: str, text: str) -> str:
    digest = sha256(f"{column}\x00{' '.join(text.split())}".encode("utf-8", "replace")).digest()
    return urlsafe_b64encode(digest[:3]).decode()


def _day_text(column: str, moment: str, zone: tzinfo) -> str:
    at = datetime.fromisoformat(moment)
    is_end = column == "rights_until"
    day = last_day(at, zone) if is_end else local_day(at, zone)
    if day is None or day.year not in YEARS or (end_of_day if is_end else start_of_day)(day, zone) != at:
        return moment
    return day.isoformat()
