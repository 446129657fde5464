"""Making a ladder: one run of ffmpeg, then one file for each rung and a description of them all for the playlists."""

import json
import struct
import time
from collections.abc import Callable, Sequence

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.job import Part, SetJob, Wanted, made, not_made
from renditions.recipe import Recipe
from renditions.video import gate
from renditions.video.fragments import codecs_of, frames_of
from renditions.video.ladder import RungFiles, ladder, rung_files
from renditions.video.playlists import Rung, read_segments


def ladder_line(
    job: SetJob, wanted: Wanted, size: Size, on_progress: Callable[[float], None] | None = None
) -> Json:
    """Make the ladder of an upright film of `size`; its main file lists the rungs (`Rung`), its parts are their films."""
    began = time.monotonic()
    try:
        frame = wanted.recipe.frame(size)
    except NotRenderable as error:
        return not_made("unavailable", [wanted.key], str(error))
    files = rung_files(job.folder, wanted.key, frame)
    try:
        gate.run_ffmpeg(
            ladder(job.original, files, wanted.recipe, frame, job.settings), on_progress=on_progress
        )
        rungs = [_rung(each) for each in files]
    except NotRenderable as error:
        return not_made("failed", [wanted.key], str(error))
    except (ValueError, struct.error):  # a film of no length gives no segment
        return not_made("failed", [wanted.key], reasons.FILM_UNREADABLE)
    described = job.folder / f"{wanted.key}.hls"
    described.write_text(json.dumps([rung.to_json() for rung in rungs]))
    return made(
        [wanted.key],
        described,
        files[0].size.width,
        files[0].size.height,
        upscaled=False,
        seconds=time.monotonic() - began,
        warning=None,
        steps=_steps(wanted.recipe, rungs, time.monotonic() - began),
        parts=[Part(f"{each.name}.mp4", each.film.name) for each in files],
    )


def _rung(files: RungFiles) -> Rung:
    head, segments = read_segments(files.segments.read_text())
    files.segments.unlink()
    seconds = sum(segment.seconds for segment in segments)
    return Rung(
        files.name,
        files.size.width,
        files.size.height,
        codecs_of(files.film),
        frames_of(files.film) / seconds,
        head,
        segments,
    )


def _steps(recipe: Recipe, rungs: Sequence[Rung], seconds: float) -> list[Json]:
    sizes = ", ".join(f"{rung.width}×{rung.height}" for rung in rungs)
    return [{"step": "ladder", "seconds": round(seconds, 3), "rungs": sizes, "quality": recipe.quality}]
