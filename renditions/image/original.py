"""Opening an original picture: what may be decoded, how much of it, and what is said when it cannot be."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Size
from renditions.image.embedded import NOTHING, Embedded
from renditions.image.embedded_reading import read_embedded
from renditions.image.memory import hold_jpeg, hold_picture
from renditions.image.unreadable import UNREADABLE
from renditions.limits import MAX_PIXELS

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "BMP")
"""Decoders that an original may reach; MPO is left out because a JPEG with a second picture is read as a JPEG."""

TURNED = (5, 6, 7, 8)
"""EXIF orientations whose stored width is the height that people see."""


@dataclass(slots=True)
class Original:
    """A decoded picture as it is stored: `size` is the whole original's as people see it, `image` may be smaller.

    `orientation` (EXIF, 1 to 8) is still to be applied, `profile` (ICC) still to be honoured; `embedded` is what it says
    about itself, `steps` how it came to be decoded (`renditions.image.steps`).
    """

    image: Image.Image | None
    size: Size
    orientation: int = 1
    profile: bytes | None = None
    warnings: list[str] = field(default_factory=list)
    embedded: Embedded = NOTHING
    steps: list[Mapping[str, Json]] = field(default_factory=list)

    def take(self) -> Image.Image:
        """Hand over the pixels and forget them: they are the largest thing in memory and are needed once."""
        image, self.image = self.image, None
        assert image is not None
        return image


def decode(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Decode the first frame, JPEG only as finely as `largest_scale` of its size asks for (DCT scaling, never below it).

    A file whose end is missing is decoded as far as it goes, with a warning; what cannot be read → `NotRenderable`.
    """
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    with _own_limits():
        try:
            return _decode(path, largest_scale)
        except NotRenderable:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NotRenderable(reasons.TOO_MANY_PIXELS) from error
        except UnidentifiedImageError as error:
            raise NotRenderable(reasons.UNREADABLE) from error
        except UNREADABLE:
            return _decode_damaged(path, largest_scale)


def decode_mezzanine(whole: Size, path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Decode a mezzanine in the place of its original, which is `whole` in size: upright, in sRGB, as finely as asked for."""
    copy = decode(path, lambda size: largest_scale(whole) * whole.width / size.width)
    copy.size = whole
    return copy


def _decode(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    with Image.open(path, formats=FORMATS) as image:
        stored = Size(*image.size)
        if stored.width * stored.height > MAX_PIXELS:
            raise NotRenderable(reasons.TOO_MANY_PIXELS)
        if image.format != "JPEG":  # of which less may be decoded
            hold_picture(image, path.stat().st_size)
        orientation = _orientation(image)  # Pillow decodes a PNG for it
        size = stored.turned if orientation in TURNED else stored
        profile = image.info.get("icc_profile")
        scale = min(1.0, largest_scale(size))
        image.draft(None, (_up(stored.width * scale), _up(stored.height * scale)))
        if image.format == "JPEG":
            hold_jpeg(image, stored.width * stored.height)
        image.load()
        image.info.pop("icc_profile", None)
        original = Original(image, size, orientation, profile or None)
        original.embedded = read_embedded(image, path, original.warnings)
        return original


def _decode_damaged(path: Path, largest_scale: Callable[[Size], float]) -> Original:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        original = _decode(path, largest_scale)
    except UNREADABLE as error:
        raise NotRenderable(reasons.UNREADABLE) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    original.warnings.append(reasons.WARN_TRUNCATED)
    return original


def _orientation(image: Image.Image) -> int:
    """Read the orientation from EXIF that is still to be applied; broken EXIF means upright, and Pillow turns a TIFF itself."""
    if image.format == "TIFF":
        return 1
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except UNREADABLE:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _up(side: float) -> int:
    return max(1, -int(-side // 1))


@contextmanager
def _own_limits() -> Iterator[None]:
    """Let Pillow refuse bombs at our limit; its warnings about odd metadata are not ours to show."""
    before = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before
