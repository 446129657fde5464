"""What a file says about itself: read in a limited child, kept as one plain value."""

import importlib.util
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from dam.media_types import KEPT
from dam.sandbox.run import ChildFailed, Limits, run_limited

LIMITS = Limits(memory_bytes=2 * 1024**3, cpu_seconds=20, wall_seconds=60.0, file_bytes=1024**2)
"""Reading facts decodes one film frame at the most; 20 s is room for the index of a film of many hours."""

_READERS = {
    "image": "dam.metadata.facts_still:read",
    "video": "dam.metadata.facts_film:read",
    "audio": "dam.metadata.facts_film:read",
    "document": "dam.metadata.facts_office:read",
}

_READERS_BY_TYPE = {
    "application/pdf": "dam.metadata.facts_pdf:read",
    "image/heic": "dam.metadata.facts_heic:read",
    "image/vnd.adobe.photoshop": "dam.metadata.facts_psd:read",
    "image/svg+xml": "dam.metadata.facts_svg:read",
    **{name: "dam.metadata.facts_raw:read" for name in KEPT if name.startswith("image/x-")},
}

_LIBRARIES = {
    "image/heic": "pi_heif",
    **{name: "rawpy" for name in KEPT if name.startswith("image/x-")},
}
"""Types that only a further library reads; without it they are kept and handed out as they are."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one file; what it does not say is None or empty.

    `width` and `height` are as seen, after `orientation` (EXIF 1–8) or a film's rotation: pixels, for a PDF points of
    1/72 inch of its first page. `duration` is in seconds, `loudness` of sound in LUFS (EBU R 128). `captured_at` is ISO 8601, with an offset only when the camera
    told it. `properties` are texts by the name of their standard and by language, for the mapping. `gps` is (latitude, longitude) in degrees and private. `problems` are sentences for people;
    `readable` is False when not even the size could be told.
    """

    readable: bool = True
    width: int | None = None
    height: int | None = None
    orientation: int = 1
    duration: float | None = None
    frame_rate: float | None = None
    loudness: float | None = None
    pages: int | None = None
    has_alpha: bool = False
    frames: int = 1
    icc_name: str | None = None
    colour_space: str | None = None
    codecs: tuple[str, ...] = ()
    title: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    creator: str | None = None
    copyright: str | None = None
    credit: str | None = None
    captured_at: str | None = None
    gps: tuple[float, float] | None = None
    camera: str | None = None
    properties: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)
    problems: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for a row."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Facts":
        """Make facts of plain values; names that this release does not know are left out."""
        known: dict[str, Any] = {}
        for one in fields(cls):
            if one.name in values:
                value = values[one.name]
                known[one.name] = tuple(value) if isinstance(value, list) else value
        return cls(**known)


def read_facts(path: Path, media_type: str) -> Facts:
    """Read the facts of a file of a kept type; never raises for what the file contains."""
    if media_type not in KEPT:
        return Facts(readable=False, problems=(f"Files of the type {media_type} are not read.",))
    if _lacks_library(media_type):
        return Facts(problems=("This format is kept as it is; its size and texts are not read.",))
    reader = _READERS_BY_TYPE.get(media_type) or _READERS[KEPT[media_type].kind]
    try:
        argument = {"path": str(path.absolute()), "media_type": media_type}
        values = run_limited(reader, argument, limits=LIMITS, reads=[path])
    except ChildFailed as failure:
        return Facts(readable=False, problems=(failure.reason,))
    if not isinstance(values, Mapping):
        return Facts(readable=False, problems=("The reader gave no facts.",))
    return Facts.from_json(values)


def _lacks_library(media_type: str) -> bool:
    library = _LIBRARIES.get(media_type)
    return library is not None and importlib.util.find_spec(library) is None
