"""Colour: from the original's profile to sRGB for screens, and to the press profile for paper."""

import io
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageCms

from renditions import reasons
from renditions.image import modes

PRESS_PROFILE = Path(__file__).parent / "profiles" / "FOGRA39L_coated.icc"
"""Coated paper, offset (ISO 12647-2); its origin and licence stand beside it."""

_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB ", "RGBa": "RGB ", "CMYK": "CMYK"}


def to_srgb(image: Image.Image, profile: bytes | None, warnings: list[str]) -> Image.Image:
    """Return the picture in sRGB (or plain grey), in place where the mode allows; a useless profile is a warning.

    Nothing is done to a picture that is sRGB already or says nothing. CMYK without a profile is taken for FOGRA39.
    """
    profile = _fitting(profile, image.mode, warnings)
    if image.mode == "CMYK":
        return _applied(image, _transform(profile or press_profile(), _srgb_bytes(), "CMYK", "RGB"))
    if profile is None or _is_srgb(profile):
        return image
    if image.mode == "L":
        return _applied(image, _transform(profile, _srgb_bytes(), "L", "RGB"))
    if image.mode == "RGBa":
        return _in_place(image.convert("RGBA"), _transform(profile, _srgb_bytes(), "RGBA", "RGBA")).convert(
            "RGBa"
        )
    return _in_place(image, _transform(profile, _srgb_bytes(), "RGB", "RGB"))


def to_press(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in CMYK for the press, straight from its own colours: a detour over sRGB would clip them."""
    profile = _fitting(profile, image.mode, [])
    image = modes.opaque(image)
    if image.mode == "CMYK":
        if profile is None or name_of(profile) == name_of(press_profile()):
            return image
        return _applied(image, _transform(profile, press_profile(), "CMYK", "CMYK"))
    if image.mode == "L" and profile is None:
        image = image.convert("RGB")
    return _applied(image, _transform(profile or _srgb_bytes(), press_profile(), image.mode, "CMYK"))


def proofed(press: Image.Image) -> Image.Image:
    """Return what the press will show, as sRGB for a screen."""
    return _applied(press, _transform(press_profile(), _srgb_bytes(), "CMYK", "RGB"))


@cache
def press_profile() -> bytes:
    """Return the ICC profile of the press."""
    return PRESS_PROFILE.read_bytes()


@lru_cache(maxsize=8)
def name_of(profile: bytes) -> str:
    """Return what a profile calls itself, "" for one that is no profile or has no name."""
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.profile_description or ""
    except OSError:
        return ""


@cache
def _srgb_bytes() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _fitting(profile: bytes | None, mode: str, warnings: list[str]) -> bytes | None:
    """Return the profile if it can be read and speaks of this kind of pixels."""
    if profile is None:
        return None
    try:
        space = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space
    except (OSError, ValueError, TypeError):
        space = ""
    if space == _SPACE_OF_MODE.get(mode):
        return profile
    warnings.append(reasons.WARN_PROFILE)
    return None


def _is_srgb(profile: bytes) -> bool:
    return "srgb" in name_of(profile).lower()


@lru_cache(maxsize=8)
def _transform(
    source: bytes, target: bytes, source_mode: str, target_mode: str
) -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(source)),
        ImageCms.ImageCmsProfile(io.BytesIO(target)),
        source_mode,
        target_mode,
        renderingIntent=_INTENT,
        flags=_FLAGS,
    )


def _applied(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None
    return converted


def _in_place(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    ImageCms.applyTransform(image, transform, inPlace=True)
    return image
