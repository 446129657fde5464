"""Making one film of an original, and looking at what came out before anybody else does."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions import reasons
from renditions.geometry import even
from renditions.image.job import SetJob, Wanted, made, not_made
from renditions.progress import OnShare
from renditions.recipe import Recipe
from renditions.video import arguments, check, gate
from renditions.video.beat import even_beat
from renditions.video.burn_in import captions_for
from renditions.video.footage import Footage
from renditions.video.picture import Captions
from renditions.video.probe import last_moment
from renditions.video.sound import Gain
from renditions.video.webp import end_at


@dataclass(frozen=True, slots=True)
class Take:
    """The original that all films of a job are made of: what it is, and the gain of its sound by a recipe's word."""

    job: SetJob
    footage: Footage
    gains: Mapping[str, Gain]


def film_line(take: Take, wanted: Wanted, on_share: OnShare) -> Json:
    """Make one MP4, WebM or animated WebP and answer its line; a file that breaks its promise is `failed`."""
    began = time.monotonic()
    recipe, footage = wanted.recipe, take.footage
    target = take.job.folder / f"{wanted.key}.{recipe.format}"
    try:
        frame = recipe.frame(footage.size)
        captions = captions_of(take, recipe)
    except NotRenderable as error:
        return not_made("unavailable", [wanted.key], str(error))
    seconds = check.expected_seconds(recipe, footage)
    try:
        gate.run_ffmpeg(
            arguments.film(
                take.job.original,
                target,
                recipe,
                footage,
                take.job.settings,
                gain=take.gains.get(recipe.sound),
                captions=captions,
            ),
            on_progress=lambda done: on_share(min(1.0, done / seconds) if seconds else 0.0),
        )
        if recipe.format in arguments.PICTURES and seconds:
            end_at(target, round(1000 * seconds))
        reason, warning = _looked_at(target, take, recipe)
    except NotRenderable as error:
        reason, warning = str(error), None
    if reason:
        target.unlink(missing_ok=True)
        return not_made("failed", [wanted.key], reason)
    size = even(frame.size)
    spent = time.monotonic() - began
    return made(
        [wanted.key],
        target,
        size.width,
        size.height,
        upscaled=frame.upscaled,
        seconds=spent,
        warning=warning,
        steps=_steps(take, recipe, spent),
    )


def captions_of(take: Take, recipe: Recipe) -> Captions | None:
    """Return the subtitles that the recipe has drawn into the picture; those that are not there → `NotRenderable`."""
    if not recipe.subtitles:
        return None
    size = even(recipe.frame(take.footage.size).size)
    return captions_for(recipe.subtitles, take.job.subtitles, take.job.folder, size)


def _looked_at(target: Path, take: Take, recipe: Recipe) -> tuple[str | None, str | None]:
    """Return why the file is not given out, and what people should know of it.

    A film that ends before its index says gives one that ends there too: damaged, and still worth showing.
    """
    footage = take.footage
    size, beat = even(recipe.frame(footage.size).size), even_beat(footage, arguments.most_frames(recipe))
    reason = check.why_broken(target, recipe, footage, size, beat)
    if reason != reasons.BREAKS_FILM_LENGTH:
        return reason, None
    really = last_moment(take.job.original)
    short = replace(footage, seconds=really, picture_seconds=really)
    if check.why_broken(target, recipe, short, size, beat) is None:
        return None, reasons.WARN_TRUNCATED
    return reason, None


def _steps(take: Take, recipe: Recipe, spent: float) -> list[Json]:
    """How the film was made, for people."""
    footage = take.footage
    beat = even_beat(footage, arguments.most_frames(recipe))
    drawn: dict[str, Json] = {
        "step": "film",
        "seconds": round(spent, 3),
        "from": f"{footage.codec} {footage.size.width}×{footage.size.height}",
        "frames": round(float(beat), 3),
        "quality": recipe.quality,
    }
    return [drawn]
