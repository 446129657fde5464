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

from dam.assets.bulk.sentences import (
    BOMB,
    BROKEN_WORKBOOK,
    LONG_CELL,
    MANY_COLUMNS,
    MANY_ROWS,
    NO_TABLE,
    OLD_WORKBOOK,
)
from dam.assets.bulk.wrong import Wrong

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_CELL = 32_767
"""Characters of a cell: more than any spreadsheet program holds."""

MOST_UNPACKED = 600 * 1024**2
"""Bytes that the parts of a workbook may say they unpack to: a hundred thousand full rows take half of it."""

CHUNK_ROWS = 200

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Row = list[str]


def read(argument: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield `{"rows": […]}` of `{"path"}`, each row a list of texts as long as its last filled cell; else `{"error"}`.

    The first bytes say what it is: a zip is a workbook, everything else CSV.
    """
    try:
        rows: list[Row] = []
        for number, row in enumerate(_rows(Path(argument["path"])), 1):
            rows.append(_checked(number, row))
            if len(rows) == CHUNK_ROWS:
                yield {"rows": rows}
                rows = []
        yield {"rows": rows}
    except Wrong as wrong:
        yield {"error": wrong.sentence, "values": wrong.values}


def _rows(path: Path) -> Iterable[Row]:
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        return _workbook(path)
    if head == b"\xd0\xcf\x11\xe0":
        raise Wrong(OLD_WORKBOOK)
    return _csv(path.read_bytes())


def _workbook(path: Path) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Wrong(BOMB)
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 1:
            raise Wrong(MANY_ROWS, most=MOST_ROWS)
        if sheet.total_width > MOST_COLUMNS:
            raise Wrong(MANY_COLUMNS, most=MOST_COLUMNS, row=1, came=sheet.total_width)
        for row in sheet.iter_rows():
            yield [_text(cell) for cell in row]
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError, NotImplementedError) as error:
        raise Wrong(BROKEN_WORKBOOK) from error


def _text(cell: object) -> str:
    if isinstance(cell, str):  # most cells, and every empty one
        return cell
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
        _count(text, separator)
        yield from csv.reader(StringIO(text, newline=""), delimiter=separator, strict=False)
    except csv.Error as error:
        raise Wrong(NO_TABLE) from error


def _count(text: str, separator: str) -> None:
    """Refuse too many rows before the first is sent on; only line breaks within quotes make a row of several lines."""
    if text.count("\n") + text.count("\r") <= MOST_ROWS:
        return
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=False)
    if any(number > MOST_ROWS + 1 for number, _ in enumerate(rows, 1)):
        raise Wrong(MANY_ROWS, most=MOST_ROWS)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark; UTF-16 by its mark; else what Windows programs of western Europe write."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\x00" in text:
        raise Wrong(NO_TABLE)
    return text


def _checked(number: int, row: Row) -> Row:
    while row and not row[-1].strip():
        row = row[:-1]
    if len(row) > MOST_COLUMNS:
        raise Wrong(MANY_COLUMNS, most=MOST_COLUMNS, row=number, came=len(row))
    for place, cell in enumerate(row, 1):
        if len(cell) > MOST_CELL:
            raise Wrong(LONG_CELL, most=MOST_CELL, row=number, place=place)
    return row
