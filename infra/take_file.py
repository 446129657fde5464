"""One file from outside becomes an asset, or a sentence that says why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dam.accounts.caller import Caller
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.errors import Unavailable, VitrineError

_LEFTOVERS = ("thumbs.db", "desktop.ini", "icon\r")
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".swp")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: `asset_id` unless it was refused, then `problem` in one sentence."""

    result: Literal["added", "duplicate", "refused"]
    asset_id: str | None = None
    problem: str = ""


def is_wanted(name: str) -> bool:
    """Tell whether a name is that of a finished file of people, not of a system's or a program's own."""
    bare = name.lower()
    return not (bare.startswith((".", "~$")) or bare in _LEFTOVERS or bare.endswith(_UNFINISHED))


def take_file(
    core: Core,
    caller: Caller,
    source: Path | Iterable[bytes],
    *,
    filename: str,
    folder: str,
    settings: IngestSettings,
) -> Taken:
    """Make a file an asset; the same bytes again find the asset that they are.

    `Unavailable` is raised, because the next file would fare no better; everything else is told in the outcome.
    """
    readable = folder.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        added = receive_file(core, caller, source, NewAsset(filename, folder=readable), settings)
    except Unavailable:
        raise
    except VitrineError as error:
        return Taken("refused", problem=str(error))
    except OSError as error:
        return Taken("refused", problem=f"{filename!r} cannot be read: {error.strerror or error}.")
    return Taken("duplicate" if added.is_duplicate else "added", added.asset_id)
