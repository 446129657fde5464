"""The URLs of files, read: pure text to values. What does not parse names nothing (404)."""

import re
from dataclasses import dataclass, replace

from dam.ids import ALPHABET, LENGTH
from renditions.recipe import PART_MEDIA_TYPES

EXTENSIONS = {**{name: name for name in PART_MEDIA_TYPES}, "jpg": "jpeg", "tif": "tiff", "m3u8": "hls"}
"""What may end a URL, and the format that it means."""

_NAME = r"[a-z0-9][a-z0-9_-]{0,59}"
_STABLE = re.compile(
    rf"/d/(?P<channel>{_NAME})/(?P<preset>{_NAME})(?:@(?P<variant>[1-9][0-9]{{0,4}}[wx]))?"
    rf"/(?P<asset>[{ALPHABET}]{{{LENGTH}}})(?:-[^/.]{{0,200}})?(?:\.(?P<extension>[a-z0-9]{{2,5}}))?"
)
_IMMUTABLE = re.compile(
    rf"/i/(?P<channel>{_NAME})/(?P<digest>[0-9a-f]{{64}})/[^/]{{1,200}}\.(?P<extension>[a-z0-9]{{2,5}})"
)


@dataclass(frozen=True, slots=True)
class StableUrl:
    """`/d/…`: what is current; without a format `Accept` decides."""

    channel: str
    preset: str
    variant: str
    asset_id: str
    format: str

    def without_format(self) -> "StableUrl":
        """Return the name under which all formats are resolved at once."""
        return replace(self, format="") if self.format else self


@dataclass(frozen=True, slots=True)
class ImmutableUrl:
    """`/i/…`: exactly these bytes."""

    channel: str
    digest: str
    format: str


def parse_path(path: str) -> StableUrl | ImmutableUrl | None:
    """Read a decoded path; None when it is not the URL of a file."""
    if match := _STABLE.fullmatch(path):
        extension = match["extension"]
        if extension and extension not in EXTENSIONS:
            return None
        return StableUrl(
            match["channel"],
            match["preset"],
            match["variant"] or "",
            match["asset"],
            EXTENSIONS.get(extension or "", ""),
        )
    if match := _IMMUTABLE.fullmatch(path):
        format_ = EXTENSIONS.get(match["extension"])
        return ImmutableUrl(match["channel"], match["digest"], format_) if format_ else None
    return None
