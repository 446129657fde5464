"""Pictures of known content, and a library that holds them."""

from io import BytesIO
from typing import Any

from iiif_validator.validator import ValidationInfo
from PIL import Image, ImageDraw

from dam.assets.models import Version
from dam.core import Core
from dam.feed import note_change
from tests.delivery.files.library import add_asset

SIDE = 100
"""Pixels of one square of the validator's picture."""


def squares() -> Image.Image:
    """Draw the picture that the public validator knows: ten by ten squares of its own colours."""
    picture = Image.new("RGB", (10 * SIDE, 10 * SIDE))
    draw = ImageDraw.Draw(picture)
    for x, column in enumerate(ValidationInfo().colorInfo):
        for y, colour in enumerate(column):
            draw.rectangle((x * SIDE, y * SIDE, (x + 1) * SIDE - 1, (y + 1) * SIDE - 1), fill=colour)
    return picture


def gradient(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Draw a picture in which every place has a colour of its own, so that a part can be told from its neighbours."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    waves = Image.effect_noise((max(1, width // 16), max(1, height // 16)), 60).resize((width, height))
    picture = Image.merge("RGB", (across, down, waves))
    if mode == "RGBA":
        picture.putalpha(across)
    return picture


def encoded(picture: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    """Return the picture as a file."""
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def add_picture(
    core: Core,
    asset_id: str,
    content: bytes,
    size: tuple[int, int],
    media_type: str = "image/png",
    **changes: Any,
) -> None:
    """Add an approved asset whose current version is this file; `size` is that of the upright picture."""
    digest = core.store.put([content]).digest
    with core.db.write() as session:
        asset = add_asset(session, asset_id, **changes)
        version = session.get_one(Version, asset.current_version_id)
        version.sha256, version.bytes, version.media_type = digest, len(content), media_type
        version.width, version.height = size
        note_change(session, asset_id)


def opened(content: bytes) -> Image.Image:
    """Return an answer's body as a picture."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture
