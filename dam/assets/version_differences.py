"""What differs between two versions: the file, and what it says about itself."""

from dataclasses import dataclass
from typing import Any

from dam.accounts.caller import Caller
from dam.assets.versions import list_versions
from dam.assets.views import VersionView
from dam.core import Core
from dam.errors import NotFound

FILE = ("filename", "media_type", "bytes", "width", "height", "duration", "pages")
"""What is known of a file without reading it, in the order in which people ask."""

UNTOLD = ("readable", "problems")
"""Facts about the reading rather than about the file."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions and, by the name of the fact, what differs: `(name, before, after)`."""

    before: VersionView
    after: VersionView
    differences: tuple[tuple[str, Any, Any], ...]


def compare_versions(core: Core, caller: Caller, asset_id: str, before: int, after: int) -> Compared:
    """Return what differs between two versions that the caller may see; another number → `NotFound`."""
    known = {version.number: version for version in list_versions(core, caller, asset_id)}
    for number in (before, after):
        if number not in known:
            raise NotFound(f"This asset has no version {number}.")
    one, other = known[before], known[after]
    return Compared(one, other, tuple(_differences(one, other)))


def _differences(one: VersionView, other: VersionView) -> list[tuple[str, Any, Any]]:
    found = [(name, getattr(one, name), getattr(other, name)) for name in FILE]
    names = dict.fromkeys([*one.facts, *other.facts])
    told = [name for name in names if name not in (*FILE, *UNTOLD)]
    found += [(name, one.facts.get(name), other.facts.get(name)) for name in told]
    return [each for each in found if (each[1] or None) != (each[2] or None)]
