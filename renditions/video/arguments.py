"""ffmpeg's arguments for every film file, computed and never run here."""

from pathlib import Path
from typing import Any

import ffmpeg

from renditions.geometry import even, whole
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from renditions.video import coding, sound
from renditions.video.beat import even_beat
from renditions.video.coding import MOST_THREADS
from renditions.video.footage import Footage
from renditions.video.picture import COLOURS, GLASS, WHITE, Captions, Shown, said_colours, shown

POSTERS = 6
"""Candidates for the poster, spread over the film."""

FRAMES_PER_POSTER = 4
"""Frames among which each candidate is the most typical one: the middle of a shot, not the blur of a cut."""

_RATE_UNKNOWN = 2
"""Frames a second that are looked at where the length is not known: the first twelve seconds, then."""

SHORT_FILM = 60.0
"""Seconds up to which the whole film is looked at; of longer ones only key frames, which costs a twentieth."""

PICTURES = ("webp",)
"""Formats of pictures that move."""


def posters(source: Path, folder: Path, footage: Footage) -> list[str]:
    """Return the arguments that write candidates for the poster (`poster-1.png` …), upright, as the film will be seen."""
    seconds = footage.picture_seconds
    is_long = seconds is not None and seconds > SHORT_FILM
    frames = opened(source, footage, **({"skip_frame": "nokey"} if is_long else {}))["v:0"]
    if not is_long:
        rate = POSTERS * FRAMES_PER_POSTER / seconds if seconds else _RATE_UNKNOWN
        frames = frames.filter("fps", round(rate, 4))
    frames = frames.filter("thumbnail", FRAMES_PER_POSTER)
    frames = shown(frames, footage, Shown(footage.size, whole(footage.size), pixels=COLOURS))
    pattern = f"file:{str(folder.absolute()).replace('%', '%%')}/poster-%d.png"
    as_they_come = {"fps_mode": "passthrough", "vframes": POSTERS}
    return words(frames.output(pattern, f="image2", vcodec="png", compression_level=1, **as_they_come))


def film(
    source: Path,
    target: Path,
    recipe: Recipe,
    footage: Footage,
    settings: RenditionSettings,
    *,
    gain: sound.Gain | None = None,
    captions: Captions | None = None,
) -> list[str]:
    """Return the arguments that write a film (MP4, WebM, or an animated WebP) as its recipe says.

    `gain` brings its sound to its level; None leaves silence alone. An original that is too small → `NotRenderable`.
    """
    frame = recipe.frame(footage.size)
    size, beat = even(frame.size), even_beat(footage, most_frames(recipe))
    original = opened(source, footage)
    if recipe.format in PICTURES:
        moments = None if footage.repeats is not None else beat
        what = Shown(size, frame.box, moments, pixels=GLASS, captions=captions)
        streams = [shown(original["v:0"], footage, what).filter("setsar", 1)]
        options = coding.picture_coding(recipe, repeats=footage.repeats or 0)
    else:
        what = Shown(size, frame.box, beat, recipe.background or WHITE, captions=captions)
        streams = [said_colours(shown(original["v:0"], footage, what))]
        options = coding.film_coding(recipe, size, beat, settings)
    if is_heard(recipe, footage):
        streams.append(sound.levelled(original["a:0"], gain))
        options |= coding.OPUS if recipe.format == "webm" else coding.AAC
    if seconds := lasts(recipe, footage):
        options["t"] = seconds
    return words(ffmpeg.output(*streams, local_url(target), **options))


def measure(source: Path, stats: Path, footage: Footage, gain: sound.Gain | None = None) -> list[str]:
    """Return the arguments that write the loudness of the film's sound, after `gain`, into `stats`."""
    heard = sound.measuring(opened(source, footage)["a:0"], str(stats.absolute()), gain)
    return words(heard.output(local_url(stats.with_name("nothing")), f="null"))


def is_heard(recipe: Recipe, footage: Footage) -> bool:
    """Tell whether the finished film has sound."""
    is_mute = recipe.format in PICTURES or recipe.sound == "none" or recipe.style in coding.MUTED
    return bool(footage.sound) and not is_mute


def lasts(recipe: Recipe, footage: Footage) -> int:
    """Return how many seconds are kept, 0 for all: of film a loop's, of an animated picture all that is not forbidden."""
    is_loop = recipe.format in PICTURES or recipe.style in coding.MUTED
    is_film = footage.repeats is None
    return recipe.seconds or (coding.LOOP_SECONDS if is_loop and is_film else 0)


def most_frames(recipe: Recipe) -> int:
    """Return how many frames a second the finished film may have."""
    return coding.MOST_PICTURE_FRAMES if recipe.format in PICTURES else coding.MOST_FRAMES[recipe.style]


def opened(source: Path, footage: Footage, **options: Any) -> Any:
    """Return the original as an input, read by the decoder that keeps all of it."""
    decoder = {"vcodec": footage.decoder} if footage.decoder else {}
    return ffmpeg.input(local_url(source), threads=MOST_THREADS, **decoder, **options)


def words(output: Any) -> list[str]:
    """Return the arguments that an output stands for."""
    return [str(argument) for argument in ffmpeg.get_args(output)]


def local_url(path: Path) -> str:
    """ffmpeg reads words before a colon as a protocol; `file:` and an absolute path leave nothing to guess."""
    return f"file:{path.absolute()}"
