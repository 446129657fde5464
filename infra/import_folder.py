"""A whole folder becomes assets: file by file, so that it can be stopped and begun again at any moment."""

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.assets.models import Asset, Version
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.assets.visibility import visible
from dam.core import Core
from infra.take_file import Taken, is_wanted, take_file

Report = Callable[[int, int, Path, Taken], None]
"""Told after each file: how many are done, how many there are, which file it was and what became of it."""


@dataclass(slots=True)
class Imported:
    """What became of a folder; `refused` holds each file with the sentence why not."""

    added: int = 0
    duplicates: int = 0
    refused: list[tuple[Path, str]] = field(default_factory=list)

    def count(self, path: Path, taken: Taken) -> None:
        """Count one outcome."""
        self.added += taken.result == "added"
        self.duplicates += taken.result == "duplicate"
        if taken.result == "refused":
            self.refused.append((path, taken.problem))


def import_folder(
    core: Core, caller: Caller, folder: Path, report: Report, settings: IngestSettings = DEFAULTS
) -> Imported:
    """Make every file below `folder` an asset, in the order of their paths.

    What is in the library already is not copied again, which makes a second run the way to go on after a stop. Hidden
    and unfinished files and links are passed over. `Unavailable` stops the import.
    """
    paths = list(files_below(folder))
    imported = Imported()
    for done, path in enumerate(paths, 1):
        taken = _known(core, caller, path) or take_file(
            core,
            caller,
            path,
            filename=path.name,
            folder=str(path.parent.relative_to(folder)),
            settings=settings,
        )
        imported.count(path, taken)
        report(done, len(paths), path, taken)
    return imported


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files that people mean, in the order of their paths; links are not followed."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if is_wanted(name))
        for name in sorted(filter(is_wanted, names)):
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _known(core: Core, caller: Caller, path: Path) -> Taken | None:
    """Return the asset that a file is already, hashing it only when an original of the same size is there."""
    try:
        size = path.stat().st_size
        with core.db.read() as session:
            alike = sa.select(Asset.id, Version.sha256).join(Version, Version.asset_id == Asset.id)
            rows = session.execute(alike.where(Version.bytes == size, visible(caller))).all()
        if not rows:
            return None
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None  # taking it will say what is wrong
    found = next((row.id for row in rows if row.sha256 == digest), None)
    return Taken("duplicate", found) if found else None
