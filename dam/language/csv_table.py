"""Tables as CSV in which no text of a cell is taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection)."""

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
    is_formula = cell.startswith(_DANGEROUS) and _NUMBER.fullmatch(cell) is None
    return f"'{cell}" if is_formula else cell
