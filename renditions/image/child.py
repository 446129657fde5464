"""What runs in the disposable child: one original picture in, one line of JSON for each finished file out."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions.geometry import Size
from renditions.image.job import SetJob, unreadable
from renditions.image.original import Original, decode, decode_mezzanine
from renditions.image.pipeline import largest_scale, render
from renditions.image.steps import Steps, sides
from renditions.limits import MOST_HASHED

Load = Callable[[Path, Callable[[Size], float]], Original]
"""Decodes one kind of original as finely as the second argument asks for; what cannot be read → `NotRenderable`."""


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of a picture that Pillow reads (`SetJob` in, lines of `renditions.image.job` out)."""
    size = SetJob.from_json(argument).stands_for
    return set_of(partial(decode_mezzanine, size) if size else decode, argument)


def set_of(load: Load, argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of what `load` opens."""
    job = SetJob.from_json(argument)
    steps = Steps()
    try:
        with steps.step("decode", source="mezzanine" if job.stands_for else "original") as told:
            original = load(job.original, lambda size: _scale(job, size))
            told["of"] = [original.size.width, original.size.height]
            told["size"] = sides(original.image) if original.image else told["of"]
    except NotRenderable as error:
        yield unreadable(str(error))
        return
    original.steps = steps.taken
    original.warnings += [job.warning] if job.warning else []
    yield from render(original, job)


def _scale(job: SetJob, size: Size) -> float:
    """All pixels where their digest is wanted, else as finely as the files need."""
    is_hashed = job.wants_likeness and size.width * size.height <= MOST_HASHED
    return 1.0 if is_hashed else largest_scale(job.wanted, size)
