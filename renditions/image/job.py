"""What a child is asked to make and what it answers, line by line, as plain values."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.sandbox.limits import Json
from renditions.geometry import Size
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that is wanted: `key` is the ledger's name for it."""

    key: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class Part:
    """A further file of a rendition: `name` is what its main file calls it, `file` where it stands in the folder."""

    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles of a film in one language: a WebVTT file and the SHA-256 of its bytes."""

    locale: str
    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class SetJob:
    """Make all of `wanted` from the file `original` into `folder`; a film may have `subtitles`.

    `stands_for` is the size of the true original where `original` is its mezzanine, and `warning` what was said of it.
    `wants_colours` asks for the dominant colours as well, `wants_likeness` for what it looks like: of a film by `frames`.
    """

    original: Path
    folder: Path
    wanted: Sequence[Wanted]
    settings: RenditionSettings
    subtitles: Sequence[Track] = ()
    stands_for: Size | None = None
    warning: str = ""
    wants_colours: bool = True
    wants_likeness: bool = False
    frames: Sequence[Path] = ()

    def to_json(self) -> dict[str, Json]:
        """Return the value form."""
        return {
            "original": str(self.original),
            "folder": str(self.folder),
            "wanted": [{"key": each.key, "recipe": each.recipe.to_text()} for each in self.wanted],
            "stands_for": [self.stands_for.width, self.stands_for.height] if self.stands_for else None,
            "warning": self.warning,
            "wants_colours": self.wants_colours,
            "wants_likeness": self.wants_likeness,
            "frames": [str(frame) for frame in self.frames],
            "engine": self.settings.engine,
            "avif_speed": self.settings.avif_speed,
            "webp_method": self.settings.webp_method,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SetJob":
        """Read the value form."""
        return cls(
            Path(value["original"]),
            Path(value["folder"]),
            [Wanted(each["key"], Recipe.from_text(each["recipe"])) for each in value["wanted"]],
            RenditionSettings(
                engine=value["engine"], avif_speed=value["avif_speed"], webp_method=value["webp_method"]
            ),
            stands_for=Size(*value["stands_for"]) if value["stands_for"] else None,
            warning=value["warning"],
            wants_colours=value["wants_colours"],
            wants_likeness=value["wants_likeness"],
            frames=[Path(frame) for frame in value["frames"]],
        )


def made(
    keys: Sequence[str],
    path: Path,
    width: int | None,
    height: int | None,
    *,
    upscaled: bool,
    seconds: float,
    warning: str | None,
    steps: Sequence[Json] = (),
    parts: Sequence[Part] = (),
) -> Json:
    """One line: this file is finished, and it is what all these keys asked for.

    `steps` say how it was made, for people: each `{"step": word, "seconds": number, …settings}`. `parts` are further
    files in the folder that belong to it (the rungs of a ladder).
    """
    return {
        "what": "made",
        "keys": list(keys),
        "file": path.name,
        "width": width,
        "height": height,
        "upscaled": upscaled,
        "seconds": round(seconds, 3),
        "warning": warning,
        "steps": list(steps),
        "parts": [{"name": part.name, "file": part.file} for part in parts],
    }


def not_made(what: str, keys: Sequence[str], reason: str) -> Json:
    """One line: these are `unavailable` or `failed`, and why."""
    return {"what": what, "keys": list(keys), "reason": reason}


def unreadable(reason: str) -> Json:
    """One line: nothing can be made of this original."""
    return {"what": "unreadable", "reason": reason}


def focal_found(x: float, y: float) -> Json:
    """One line: the point that the crops which had none now keep, as shares; it comes before any file."""
    return {"what": "focal", "x": x, "y": y}


def likeness_found(pixels: str, points: bytes) -> Json:
    """One line: the digest of the pixels, "" where it is not known, and the packed points (`dam.assets.likeness.points`)."""
    return {"what": "likeness", "pixels": pixels, "points": b64encode(points).decode("ascii")}


def colours_found(colours: Sequence[Mapping[str, Json]]) -> Json:
    """One line: the dominant colours."""
    return {"what": "colours", "colours": list(colours)}
