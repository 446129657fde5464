"""Making a ladder: one run of ffmpeg, then one file for each rung and a description of them all for the playlists."""

import json
import struct
import time
from collections.abc import Sequence
from dataclasses import replace

from dam.errors import NotRenderable
from dam.jobs.port import Json
from renditions import reasons
from renditions.image.job import Part, Wanted, made, not_made
from renditions.progress import OnShare
from renditions.recipe import Recipe
from renditions.video import arguments, check, gate
from renditions.video.beat import even_beat
from renditions.video.footage import Footage
from renditions.video.fragments import codecs_of, frames_of
from renditions.video.ladder import RungFiles, ladder, rung_files
from renditions.video.playlists import Rung, read_segments
from renditions.video.take import Take, captions_of


def ladder_line(take: Take, wanted: Wanted, on_share: OnShare) -> Json:
    """Make the ladder of a film; its main file lists the rungs (`Rung`), its parts are their films."""
    began = time.monotonic()
    job, recipe, footage = take.job, wanted.recipe, take.footage
    try:
        files = rung_files(job.folder, wanted.key, recipe.frame(footage.size))
        captions = captions_of(take, recipe)
    except NotRenderable as error:
        return not_made("unavailable", [wanted.key], str(error))
    seconds = check.expected_seconds(recipe, footage)
    try:
        gate.run_ffmpeg(
            ladder(
                job.original,
                files,
                recipe,
                footage,
                job.settings,
                gain=take.gains.get(recipe.sound),
                captions=captions,
            ),
            on_progress=lambda done: on_share(min(1.0, done / seconds) if seconds else 0.0),
        )
        rungs = [_rung(each, recipe, footage) for each in files]
    except NotRenderable as error:
        return not_made("failed", [wanted.key], str(error))
    except (ValueError, struct.error):  # a film of no length gives no segment
        return not_made("failed", [wanted.key], reasons.FILM_UNREADABLE)
    described = job.folder / f"{wanted.key}.hls"
    described.write_text(json.dumps([rung.to_json() for rung in rungs]))
    spent = time.monotonic() - began
    return made(
        [wanted.key],
        described,
        files[0].size.width,
        files[0].size.height,
        upscaled=False,
        seconds=spent,
        warning=None,
        steps=_steps(recipe, rungs, spent),
        parts=[Part(f"{each.name}.mp4", each.film.name) for each in files],
    )


def _rung(files: RungFiles, recipe: Recipe, footage: Footage) -> Rung:
    """Look at a finished rung; `NotRenderable` when it breaks what its recipe promises."""
    beat = even_beat(footage, arguments.most_frames(recipe))
    reason = check.why_broken(files.film, replace(recipe, format="mp4"), footage, files.size, beat)
    if reason is not None:
        raise NotRenderable(reason)
    head, segments = read_segments(files.segments.read_text())
    files.segments.unlink()
    size, seconds = files.size, sum(segment.seconds for segment in segments)
    rate = frames_of(files.film) / seconds
    return Rung(files.name, size.width, size.height, codecs_of(files.film), rate, head, segments)


def _steps(recipe: Recipe, rungs: Sequence[Rung], seconds: float) -> list[Json]:
    sizes = ", ".join(f"{rung.width}×{rung.height}" for rung in rungs)
    return [{"step": "ladder", "seconds": round(seconds, 3), "rungs": sizes, "quality": recipe.quality}]
