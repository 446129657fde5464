"""A film of eight seconds: four places of the brand, slowly drawing near, its name, and the sound of the sea."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from infra.demo import places, tableware
from infra.demo.lettering import write
from infra.demo.noise import line

SIZE = (1920, 1080)
ROOM = (256, 144)
"""How many pixels a scene is larger than the screen."""

RATE, SECONDS = 25, 8
SOUND_RATE = 48_000


def make_film(path: Path) -> None:
    """Write an MP4 with H.264 and AAC."""
    pictures = [
        _fitted(draw()) for draw in (places.sunset_at_sea, places.mountain_lake, tableware.amphora_in_the_sun)
    ]
    scenes = [np.asarray(picture) for picture in (*pictures, _title(pictures[0]))]
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        picture_stream = container.add_stream(
            "libx264", rate=RATE, options={"crf": "24", "preset": "superfast"}
        )
        picture_stream.width, picture_stream.height, picture_stream.pix_fmt = *SIZE, "yuv420p"
        sound_stream = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        for number in range(RATE * SECONDS):
            frame = av.VideoFrame.from_ndarray(_frame(scenes, number / (RATE * SECONDS)), format="rgb24")
            container.mux(picture_stream.encode(frame))
        container.mux(picture_stream.encode())
        sound = av.AudioFrame.from_ndarray(_surf()[None, :], format="flt", layout="mono")
        sound.sample_rate = SOUND_RATE
        resampled = av.AudioResampler("fltp", "mono", SOUND_RATE, frame_size=1024).resample(sound)
        for piece in resampled:
            container.mux(sound_stream.encode(piece))
        container.mux(sound_stream.encode())


def _fitted(picture: Image.Image) -> Image.Image:
    """Crop to 16:9, larger than the screen by the room that the camera needs."""
    wide, high = picture.size
    cut = round(wide * 9 / 16)
    top = max(0, (high - cut) * 7 // 9)
    return picture.crop((0, top, wide, min(high, top + cut))).resize(
        (SIZE[0] + ROOM[0], SIZE[1] + ROOM[1]), Image.Resampling.LANCZOS
    )


def _title(picture: Image.Image) -> Image.Image:
    """Darken a scene under the name of the house."""
    card = Image.blend(picture, Image.new("RGB", picture.size, "#12323a"), 0.72)
    write(card, "ESTUAIRE", at=(0.889, 0.44), size=0.085, face="sans bold", ink="#f7ead6", spacing=0.42)
    write(
        card, "la maison au bord de l’eau", at=(0.889, 0.565), size=0.06, face="serif italic", ink="#f7ead6"
    )
    return card


def _frame(scenes: list[NDArray[np.uint8]], at: float) -> NDArray[np.uint8]:
    """Show the scene of the moment, in its last fifth fading into the next."""
    place = at * len(scenes)
    number = min(len(scenes) - 1, int(place))
    part = place - number
    picture = _moved(scenes, part, number)
    fade = (part - 0.8) / 0.2
    if fade <= 0 or number + 1 == len(scenes):
        return np.ascontiguousarray(picture)
    following = _moved(scenes, part - 1, number + 1)
    share = round(256 * fade * fade * (3 - 2 * fade))
    blended = picture.astype(np.uint16) * (256 - share) + following.astype(np.uint16) * share
    return (blended >> 8).astype(np.uint8)


def _moved(scenes: list[NDArray[np.uint8]], part: float, number: int) -> NDArray[np.uint8]:
    """Pass along a scene, every second one the other way, in whole pixels; the title stands still."""
    share = (part + 0.2) / 1.2 if number % 2 else 1 - (part + 0.2) / 1.2
    if number + 1 == len(scenes):
        share = 0.5
    left, top = round(ROOM[0] * share), round(ROOM[1] * (0.5 + 0.4 * (share - 0.5)))
    return scenes[number][top : top + SIZE[1], left : left + SIZE[0]]


def _surf() -> NDArray[np.float32]:
    """Make waves of noise: a low wash that swells twice, and falls silent at both ends."""
    count = SOUND_RATE * SECONDS
    hiss = np.random.default_rng(3).normal(0, 1, count)
    wash = np.convolve(hiss, np.hanning(64) / 32, "same")
    time = np.linspace(0, 1, count)
    swell = (
        0.25
        + 0.75 * (0.5 - 0.5 * np.cos(time * 4 * np.pi)) ** 1.5
        + 0.2 * (line(count // 400, 9, cells=20).repeat(400) - 0.5)
    )
    ends = np.clip(np.minimum(time, 1 - time) * 12, 0, 1)
    return np.asarray(np.clip(0.35 * wash / np.abs(wash).max() * swell * ends, -1, 1), np.float32)
