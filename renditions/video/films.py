"""A film's whole set: the poster first, every still from it, then the films."""

import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions import reasons
from renditions.geometry import Size, even
from renditions.image.job import SetJob, Wanted, made, not_made, unreadable
from renditions.recipe import Recipe
from renditions.video import arguments, gate
from renditions.video.streaming import ladder_line

FILM_FORMATS = ("mp4", "hls")
_PNG_SIZE = struct.Struct(">16xII")
"""A PNG begins with eight bytes of signature, eight of the first chunk's head, then width and height."""

Stills = Callable[[SetJob], Iterator[Json]]
"""Makes still pictures of a picture (`renditions.image.stills.still_lines`)."""


def film_lines(job: SetJob, duration: float | None, stills: Stills) -> Iterator[Json]:
    """Answer one line for each finished file, as the still pipeline does."""
    try:
        poster = make_poster(job.original, job.folder, duration)
        size = _png_size(poster)
    except NotRenderable as error:
        yield unreadable(str(error))
        return
    of_poster = [each for each in job.wanted if each.recipe.format not in FILM_FORMATS]
    if of_poster:
        yield from stills(replace(job, original=poster, wanted=of_poster))
    for each in job.wanted:
        if each.recipe.format in FILM_FORMATS:
            yield _film_line(job, each, size)


def make_poster(original: Path, folder: Path, duration: float | None) -> Path:
    """Write the film's poster into the folder: of a few typical frames the one that compresses worst, for it shows most.

    Black, white and blurred frames compress best. A film without a picture → `NotRenderable`.
    """
    gate.run_ffmpeg(arguments.posters(original, folder, duration))
    candidates = list(folder.glob("poster-*.png"))
    if not candidates:
        raise NotRenderable(reasons.NO_PICTURE_IN_FILM)
    return max(candidates, key=lambda path: path.stat().st_size)


def _film_line(job: SetJob, wanted: Wanted, size: Size) -> Json:
    if wanted.recipe.format == "hls":
        return ladder_line(job, wanted, size)
    began = time.monotonic()
    target = job.folder / f"{wanted.key}.{wanted.recipe.format}"
    try:
        frame = wanted.recipe.frame(size)
    except NotRenderable as error:
        return not_made("unavailable", [wanted.key], str(error))
    try:
        gate.run_ffmpeg(_arguments(job, wanted.recipe, target, size))
    except NotRenderable as error:
        return not_made("failed", [wanted.key], str(error))
    drawn = even(frame.size)
    return made(
        [wanted.key],
        target,
        drawn.width,
        drawn.height,
        upscaled=frame.upscaled,
        seconds=time.monotonic() - began,
        warning=None,
    )


def _arguments(job: SetJob, recipe: Recipe, target: Path, size: Size) -> list[str]:
    frame = recipe.frame(size)
    return arguments.film(job.original, target, recipe, frame.size, frame.box, job.settings)


def _png_size(path: Path) -> Size:
    with path.open("rb") as file:
        return Size(*_PNG_SIZE.unpack(file.read(_PNG_SIZE.size)))
