"""Filming for tests: from an original to a checked film in one step, and what can be seen and heard in it."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from renditions.geometry import even
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import arguments, gate
from renditions.video.beat import even_beat
from renditions.video.check import why_broken
from renditions.video.loudness import find_gains
from renditions.video.picture import Captions
from renditions.video.probe import probe
from tests.films import run_plain

QUICK = RenditionSettings(film_preset="ultrafast")

WEB = Recipe("mp4", "inside", 1920, 1080, quality=20, style="web")
SIGNAGE = Recipe("mp4", "cover", 640, 360, quality=28, style="signage")
STORY = Recipe("mp4", "cover", 180, 320, quality=28, style="social")


def filmed(source: Path, recipe: Recipe, captions: Captions | None = None) -> Path:
    """Make the film and hold it to its promise."""
    target = source.with_name(f"made.{recipe.format}")
    footage = probe(source)
    gains = (
        find_gains(source, source.parent, footage, [recipe.sound])
        if arguments.is_heard(recipe, footage)
        else {}
    )
    words = arguments.film(
        source, target, recipe, footage, QUICK, gain=gains.get(recipe.sound), captions=captions
    )
    gate.run_ffmpeg(words)
    size = even(recipe.frame(footage.size).size)
    beat = even_beat(footage, arguments.most_frames(recipe))
    assert why_broken(target, recipe, footage, size, beat) is None
    return target


def frame_at(path: Path, seconds: float = 0.0) -> Image.Image:
    """Return a frame as a screen shows it: by ffmpeg, which honours the colours that the film says it has."""
    still = path.with_suffix(f".{seconds}.png")
    run_plain("-ss", str(seconds), "-i", f"file:{path}", "-frames:v", "1", f"file:{still}")
    with Image.open(still) as image:
        return image.convert("RGB")


def times(path: Path, kind: str = "video") -> list[Fraction]:
    """Return the moments of all packets, in order."""
    with av.open(str(path)) as film:
        stream = getattr(film.streams, kind)[0]
        return sorted(
            packet.pts * packet.time_base for packet in film.demux(stream) if packet.pts is not None
        )


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures of the same size, from 0 to 255."""
    return float(np.abs(np.asarray(one, float) - np.asarray(other, float)).mean())
