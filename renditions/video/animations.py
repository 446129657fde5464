"""Animated pictures: unrolled once, then filmed like any film; everything else of them is their first frame."""

from collections.abc import Iterator
from dataclasses import replace

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.animation import MEDIA_TYPES, Animation, look, unroll
from renditions.image.job import SetJob, Wanted, not_made
from renditions.progress import OnShare, tell_nobody
from renditions.recipe import Recipe
from renditions.video.arguments import PICTURES, lasts
from renditions.video.films import Stills, moves, moving_lines
from renditions.video.footage import Footage
from renditions.video.probe import probe


def animation_lines(
    job: SetJob, stills: Stills, media_type: str, on_share: OnShare = tell_nobody
) -> Iterator[Json]:
    """Answer one line for each finished file of a picture that may move, as far as its type allows it.

    What is to move and does not comes out as a still picture where its format is one, and is `unavailable` as a film.
    """
    moving = [each for each in job.wanted if moves(each.recipe)]
    found = look(job.original) if moving and media_type in MEDIA_TYPES else None
    if found is None or found.frames < 2:
        yield from _still_lines(job, stills)
        return
    still = [each for each in job.wanted if not moves(each.recipe)]
    if still or job.wants_likeness:
        yield from stills(replace(job, wanted=still))
    yield from _moving_lines(replace(job, wanted=moving), found, on_share)


def still_recipe(recipe: Recipe) -> Recipe:
    """Return the recipe for what does not move: the same file as that of a preset that wants no motion."""
    return replace(recipe, motion=0, seconds=0)


def _still_lines(job: SetJob, stills: Stills) -> Iterator[Json]:
    films = [each.key for each in job.wanted if moves(each.recipe) and each.recipe.format not in PICTURES]
    wanted = [
        Wanted(each.key, still_recipe(each.recipe)) for each in job.wanted if each.key not in set(films)
    ]
    if wanted or job.wants_likeness:
        yield from stills(replace(job, wanted=wanted))
    if films:
        yield not_made("unavailable", films, reasons.STILL_ONLY)


def _moving_lines(job: SetJob, found: Animation, on_share: OnShare) -> Iterator[Json]:
    size = _drawn_size(job, found.size)
    reel = job.folder / "unrolled.mkv"
    seconds = [lasts(each.recipe, _AS_ANIMATION) for each in job.wanted]
    unrolled = unroll(job.original, reel, size, 0 if 0 in seconds else max(seconds))
    if unrolled is None:
        yield not_made("failed", [each.key for each in job.wanted], reasons.UNREADABLE)
        return
    try:
        footage = replace(probe(reel), has_alpha=unrolled.has_alpha, repeats=unrolled.repeats)
    except NotRenderable as error:
        yield not_made("failed", [each.key for each in job.wanted], str(error))
        return
    for line in moving_lines(replace(job, original=reel), footage, on_share):
        yield _warned(line, unrolled.warning)
    reel.unlink(missing_ok=True)


_AS_ANIMATION = Footage(Size(1, 1), repeats=0)


def _drawn_size(job: SetJob, size: Size) -> Size:
    """Return the least size that serves all of the job: no frame is kept larger than it is shown."""
    scales = [1.0 if _is_refused(each, size) else each.recipe.frame(size).scale for each in job.wanted]
    scale = min(1.0, max(scales))
    return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))


def _is_refused(wanted: Wanted, size: Size) -> bool:
    try:
        wanted.recipe.frame(size)
    except NotRenderable:
        return True
    return False


def _warned(line: Json, warning: str | None) -> Json:
    if warning is None or not isinstance(line, dict) or line.get("what") != "made":
        return line
    return {**line, "warning": " ".join(filter(None, (line["warning"], warning)))}
