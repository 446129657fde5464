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

FILM_FORMATS = ("mp4",)
_PNG_SIZE = struct.Struct(">16xII")
"""A PNG begins with eight bytes of signature, eight of the first chunk's head, then width and height."""

Stills = Callable[[SetJob], Iterator[Json]]
"""Makes still pictures of a picture (`renditions.image.stills.still_lines`)."""


def film_lines(job: SetJob, duration: float | None, stills: Stills) -> Iterator[Json]:
    """Answer one line for each finished file, as the still pipeline does."""
    poster = job.folder / "poster.png"
    try:
        gate.run_ffmpeg(arguments.poster(job.original, poster, duration))
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


def _film_line(job: SetJob, wanted: Wanted, size: Size) -> Json:
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
    """Read the size of a poster; a film without a frame leaves none."""
    if not path.exists() or path.stat().st_size < _PNG_SIZE.size:
        raise NotRenderable(reasons.NO_PICTURE_IN_FILM)
    with path.open("rb") as file:
        return Size(*_PNG_SIZE.unpack(file.read(_PNG_SIZE.size)))
