"""Remembers which files of a watched place have been dealt with: a line per file, appended, read at the start."""

import json
from dataclasses import dataclass
from pathlib import Path

from infra.take_file import Taken


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it looks from outside: `stamp` changes whenever its bytes do (modification time, entity tag)."""

    name: str
    size: int
    stamp: str


class SettledFiles:
    """Files by (place, name, size, stamp); a file that changed is a new one.

    Losing the memory is harmless: the same bytes are the same asset. It spares reading every file again, and keeps
    what people have put into the trash from coming back.
    """

    def __init__(self, journal: Path, place: str) -> None:
        self._journal = journal
        self._place = place
        self._problems: dict[Sighting, str] = dict(self._read())

    def has(self, file: Sighting) -> bool:
        """Tell whether the file has been dealt with as it is."""
        return file in self._problems

    def settle(self, file: Sighting, taken: Taken) -> None:
        """Remember what became of a file; the line is whole before the next file begins."""
        self._problems[file] = taken.problem
        line = {"place": self._place, "name": file.name, "size": file.size, "stamp": file.stamp}
        with self._journal.open("a", encoding="utf-8") as out:
            out.write(json.dumps({**line, "asset": taken.asset_id, "problem": taken.problem}) + "\n")

    def refused(self) -> dict[str, str]:
        """Return the refused files by name, each with its sentence."""
        return {file.name: problem for file, problem in self._problems.items() if problem}

    def _read(self) -> list[tuple[Sighting, str]]:
        if not self._journal.exists():
            return []
        kept = []
        for line in self._journal.read_text(encoding="utf-8").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # a kill in the middle of a line
            if entry["place"] == self._place:
                kept.append((Sighting(entry["name"], entry["size"], entry["stamp"]), entry["problem"]))
        return kept
