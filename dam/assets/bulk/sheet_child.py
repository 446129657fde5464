"""Reads the rows of a spreadsheet from outside as texts. Runs in a child."""

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CELL = 32_767
"""Characters of a cell: more than any spreadsheet program holds."""

MOST_UNPACKED = 600 * 1024**2
"""Bytes that the parts of a workbook may say they unpack to: a hundred thousand full rows take half of it."""

CHUNK_ROWS = 200

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Row = list[str]


class Unreadable(Exception):
    """One sentence for people on what is wrong with the file."""


def read(argument: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield `{"rows": […]}` of `{"path"}`, each row a list of texts as long as its last filled cell; else `{"error"}`.

    The first bytes say what it is: a zip is a workbook, everything else CSV.
    """
    try:
        rows: list[Row] = []
        for number, row in enumerate(_rows(Path(argument["path"])), 1):
            if number > MOST_ROWS + 1:
                raise Unreadable(f"A spreadsheet has at most {MOST_ROWS} rows.")
            rows.append(_checked(number, row))
            if len(rows) == CHUNK_ROWS:
                yield {"rows": rows}
                rows = []
        yield {"rows": rows}
    except Unreadable as error:
        yield {"error": str(error)}


def _rows(path: Path) -> Iterable[Row]:
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        return _workbook(path)
    if head == b"\xd0\xcf\x11\xe0":
        raise Unreadable("This is an old or locked workbook; save it as .xlsx or .csv, without a password.")
    return _csv(path.read_bytes())


def _workbook(path: Path) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("This workbook unpacks to more than any list of assets needs.")
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 1:
            raise Unreadable(f"A spreadsheet has at most {MOST_ROWS} rows.")
        if sheet.total_width > MOST_COLUMNS:
            raise Unreadable(f"A spreadsheet has at most {MOST_COLUMNS} columns.")
        for row in sheet.to_python(skip_empty_area=False):
            yield [_text(cell) for cell in row]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError, NotImplementedError) as error:
        raise Unreadable("This file says that it is a workbook, and cannot be read as one.") from error


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)


def _csv(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep="):  # a line that Excel writes for itself
        first, text = first.strip()[4:5] * 2, rest
    separator = max(";,\t", key=first.count)
    csv.field_size_limit(MOST_CELL * 4)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator, strict=False)
    except csv.Error as error:
        raise Unreadable(f"This is no table of values: {error}.") from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark; UTF-16 by its mark; else what Windows programs of western Europe write."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise Unreadable("This is neither a workbook (.xlsx) nor a table of values (.csv).")
    return text


def _checked(number: int, row: Row) -> Row:
    while row and not row[-1].strip():
        row = row[:-1]
    if len(row) > MOST_COLUMNS:
        raise Unreadable(f"A spreadsheet has at most {MOST_COLUMNS} columns; row {number} has {len(row)}.")
    for place, cell in enumerate(row, 1):
        if len(cell) > MOST_CELL:
            raise Unreadable(
                f"A cell has at most {MOST_CELL} characters; row {number}, column {place} has more."
            )
    return row
