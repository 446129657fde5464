"""Where the subject is: in a drawing what stands on its ground, else guessed from detail, skin and colours (smartcrop)."""

from functools import reduce

from PIL import Image, ImageChops
from smartcrop import SmartCrop

from renditions.geometry import FocalPoint, Size
from renditions.image.chroma import is_drawn
from renditions.image.resample import resample

LOOKED_AT = 192
"""Pixels on the longer side that are looked at: 3 ms, and more moved no proposal on photographs."""

TALL = 9 / 16
"""Proportions of the crop that is tried: the story, which loses most of a wide picture."""

LEAST_HEIGHT = 16
"""Pixels of the small copy under which a picture is a strip, of which no crop shows anything."""

STEPS = 64
"""Places tried along the picture: a step is under 2 % of it."""


UNLIKE = 16
"""Difference from the ground (of 255) that counts as drawn; less is the ringing that resampling leaves beside edges."""


def find_subject(image: Image.Image) -> FocalPoint | None:
    """Return the point that crops should keep, None where the middle is the better guess: in pictures that are not wide.

    Only the place across is proposed: of the faces on three photographs a story round it keeps 92 % of the width, round
    the middle 61 %. The place down followed bright clothes instead.
    """
    if image.width <= image.height:
        return None
    scale = min(1.0, LOOKED_AT / image.width)
    small = resample(image, Size(max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    if small.height < LEAST_HEIGHT:
        return None
    if is_drawn(image) and (place := _on_its_ground(small)) is not None:
        return FocalPoint(round(place, 4), 0.5)
    picture = small.convert("RGBA").convert("RGB") if small.mode == "RGBa" else small.convert("RGB")
    width = int(picture.height * TALL)
    found = SmartCrop().analyse(
        picture,
        crop_width=width,
        crop_height=picture.height,
        min_scale=1,
        max_scale=1,
        num_scale_steps=1,
        step=max(1, picture.width // STEPS),
    )
    best = found["top_crop"]
    return FocalPoint((best["x"] + best["width"] / 2) / picture.width, 0.5)


def _on_its_ground(small: Image.Image) -> float | None:
    """Return the middle, across, of all that differs from the corner: detail alone would cut a logo at its busiest edge."""
    ground = Image.new(small.mode, small.size, small.getpixel((0, 0)))
    unlike = reduce(ImageChops.lighter, ImageChops.difference(small, ground).split())
    box = unlike.point([0] * UNLIKE + [255] * (256 - UNLIKE)).getbbox()
    return (box[0] + box[2]) / 2 / small.width if box else None
