"""Looking at an original once more, for nothing but what it looks like: library that was taken in before, or by an older way."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dam.assets.models import Asset, Version
from dam.core import Core
from dam.jobs.port import Json
from dam.sandbox.run import ChildFailed
from renditions.answers import checked
from renditions.image.job import SetJob
from renditions.image.stills import still_lines
from renditions.readers import READERS
from renditions.settings import RenditionSettings
from renditions.video.films import film_lines
from renditions.work_folder import work_folder

SEEN_KINDS = ("image", "video")
"""Kinds of assets that are known again by what they show; pages of text look alike and say different things."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The digest of the pixels, "" where it is not known, and the packed points."""

    pixels: str = ""
    points: bytes = b""


def look_again(core: Core, asset: Asset, version: Version, settings: RenditionSettings) -> Looks:
    """Return what a version looks like; of what shows nothing, or cannot be read, nothing."""
    if asset.kind not in SEEN_KINDS:
        return Looks()
    with work_folder(settings.work_folder) as folder, core.store.local(version.sha256) as original:
        if original is None:
            return Looks()
        job = SetJob(original, folder, (), settings, wants_colours=False, wants_likeness=True)
        lines = film_lines(job, still_lines) if asset.kind == "video" else _still(job, version.media_type)
        try:
            return next(_found(checked(lines, folder)), Looks())
        except ChildFailed:
            return Looks()


def _found(lines: Iterator[Any]) -> Iterator[Looks]:
    return (Looks(line["pixels"], b64decode(line["points"])) for line in lines if line["what"] == "likeness")


def _still(job: SetJob, media_type: str) -> Iterator[Json]:
    return still_lines(job, READERS[media_type])
