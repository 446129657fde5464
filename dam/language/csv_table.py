"""Tables as CSV in which no text of a cell is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from dam.language.cells import escaped

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""A negative amount is no formula."""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV (RFC 4180); no text of a cell is taken for a formula, numbers stay numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else escaped(cell)
