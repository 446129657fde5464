"""A sound's whole set: its wave first, every still from it, then the previews."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.image.job import SetJob, Wanted, made, not_made, unreadable
from renditions.sound import arguments
from renditions.sound.wave import make_wave
from renditions.video import gate
from renditions.video.loudness import find_gains
from renditions.video.sound import Gain

SOUND_FORMATS = ("mp3",)

Stills = Callable[[SetJob], Iterator[Json]]
"""Makes still pictures of a picture (`renditions.image.stills.still_lines`)."""


def sound_lines(job: SetJob, stills: Stills) -> Iterator[Json]:
    """Answer one line for each finished file, as the still pipeline does."""
    try:
        wave = make_wave(job.original, job.folder)
    except NotRenderable:
        yield unreadable(reasons.SOUND_UNREADABLE)
        return
    pictures = [each for each in job.wanted if each.recipe.format not in SOUND_FORMATS]
    if pictures:
        yield from stills(replace(job, original=wave, wanted=pictures))
    previews = [each for each in job.wanted if each.recipe.format in SOUND_FORMATS]
    gains = _gains(job, previews)
    for each in previews:
        yield _preview_line(job, each, gains.get(each.recipe.sound))


def _gains(job: SetJob, previews: list[Wanted]) -> dict[str, Gain]:
    words = {each.recipe.sound for each in previews}
    return find_gains(job.original, job.folder, arguments.HEARD, words) if words else {}


def _preview_line(job: SetJob, wanted: Wanted, gain: Gain | None) -> Json:
    began = time.monotonic()
    target = job.folder / f"{wanted.key}.{wanted.recipe.format}"
    try:
        gate.run_ffmpeg(arguments.preview(job.original, target, gain))
    except NotRenderable:
        return not_made("failed", [wanted.key], reasons.SOUND_UNREADABLE)
    seconds = time.monotonic() - began
    steps: list[Json] = [
        {"step": "sound", "seconds": round(seconds, 3), "gain": gain.decibels if gain else 0.0}
    ]
    return made([wanted.key], target, None, None, upscaled=False, seconds=seconds, warning=None, steps=steps)
