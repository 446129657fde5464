"""Heads of the audit trail, noted on this machine beside the database: whoever cuts or rewrites the rows cannot reach both."""

import json
from pathlib import Path

from dam.accounts.trail.verify import read_head
from delivery.house import House

FILE = "audit-heads.jsonl"
"""In HOME: one line an hour in which anything happened; copy it to where even an admin of this machine cannot write."""


def note_head(house: House, home: Path) -> None:
    """Add the newest line's number and hash, unless it was noted already."""
    with house.core.db.read() as session:
        number, head = read_head(session)
    if number and number not in read_heads(home):
        line = json.dumps({"at": house.core.now().isoformat(), "line": number, "hash": head})
        with (home / FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def read_heads(home: Path, path: Path | None = None) -> dict[int, str]:
    """Return hashes by number, of this machine's file or of a copy; a torn last line is passed over."""
    path = path or home / FILE
    heads: dict[int, str] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                noted = json.loads(line)
                heads[int(noted["line"])] = str(noted["hash"])
            except (ValueError, KeyError, TypeError):
                continue
    return heads
