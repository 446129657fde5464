"""A film's whole set: the poster first, every still from it, then the films."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions.image.job import SetJob, Wanted, unreadable
from renditions.progress import OnShare, tell_nobody
from renditions.recipe import Recipe
from renditions.video.arguments import PICTURES, is_heard
from renditions.video.footage import Footage
from renditions.video.loudness import find_gains
from renditions.video.poster import candidates, make_poster
from renditions.video.probe import probe
from renditions.video.sound import Gain
from renditions.video.streaming import ladder_line
from renditions.video.take import Take, film_line

FILM_FORMATS = ("mp4", "webm", "hls")

Stills = Callable[[SetJob], Iterator[Json]]
"""Makes still pictures of a picture (`renditions.image.stills.still_lines`)."""


def moves(recipe: Recipe) -> bool:
    """Tell whether a film, or a picture that moves, is wanted."""
    return recipe.format in FILM_FORMATS or bool(recipe.motion and recipe.format in PICTURES)


def film_lines(job: SetJob, stills: Stills, on_share: OnShare = tell_nobody) -> Iterator[Json]:
    """Answer one line for each finished file, as the still pipeline does."""
    try:
        footage = probe(job.original)
        poster = make_poster(job.original, job.folder, footage, on_share)
    except NotRenderable as error:
        yield unreadable(str(error))
        return
    of_poster = [each for each in job.wanted if not moves(each.recipe)]
    if of_poster or job.wants_likeness:
        frames = candidates(job.folder) if job.wants_likeness else ()
        yield from stills(replace(job, original=poster, wanted=of_poster, frames=frames))
    yield from moving_lines(job, footage, on_share)


def moving_lines(job: SetJob, footage: Footage, on_share: OnShare) -> Iterator[Json]:
    """Answer one line for each film of the job."""
    wanted = [each for each in job.wanted if moves(each.recipe)]
    take = Take(job, footage, _gains(job, footage, wanted, on_share))
    for each in wanted:
        make = ladder_line if each.recipe.format == "hls" else film_line
        yield make(take, each, on_share)


def _gains(job: SetJob, footage: Footage, wanted: list[Wanted], on_share: OnShare) -> dict[str, Gain]:
    words = {each.recipe.sound for each in wanted if is_heard(each.recipe, footage)}
    if not words:
        return {}
    try:
        return find_gains(job.original, job.folder, footage, words, on_share)
    except NotRenderable:
        return {}  # sound that cannot be decoded is said by each film that needs it
