"""What the house tells an import of its files: which file a path names, and whose bytes a digest is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class NamedFile(NamedTuple):
    """What a path names on a channel: an asset by a preset, or bytes by their `digest`; the other is empty."""

    channel: str
    preset: str
    asset_id: str
    digest: str


class Owned(NamedTuple):
    """Whose bytes they are. A part of another file is no fetch by itself."""

    asset_id: str
    version_id: str
    channel: str
    preset: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Files:
    """`read_path` reads a decoded path, None where it names no file; `find_owners` returns the owners of known digests."""

    read_path: Callable[[str], NamedFile | None]
    find_owners: Callable[[Collection[str]], Mapping[str, Sequence[Owned]]]
