"""Where the subject of a picture is, guessed from detail, skin and strong colours (smartcrop)."""

from PIL import Image
from smartcrop import SmartCrop

from renditions.geometry import FocalPoint, Size
from renditions.image.resample import resample

LOOKED_AT = 192
"""Pixels on the longer side that are looked at: 3 ms, and more moved no proposal on photographs."""

TALL = 9 / 16
"""Proportions of the crop that is tried: the story, which loses most of a wide picture."""

LEAST_HEIGHT = 16
"""Pixels of the small copy under which a picture is a strip, of which no crop shows anything."""

STEPS = 64
"""Places tried along the picture: a step is under 2 % of it."""


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
