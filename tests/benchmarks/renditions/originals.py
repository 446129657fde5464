"""Photographic originals as cameras write them: 12 to 45 megapixels, mixed profiles, chroma and orientation.

No package carries fifteen large camera files, so that most are made: a real photograph is resampled to the size of a
sensor, sharpened a little, given the noise of a sensor and written as JPEG at quality 92. They say more about speed than
about looks. Two are camera files as they are. They are kept in `.cache/benchmarks`, never committed.
"""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy
import pi_heif
from PIL import ExifTags, Image, ImageCms, ImageFilter, ImageOps

from tests.material import CACHE, material
from tests.renditions.pictures import wide_profile

KEPT = CACHE.parent / "benchmarks"

CAMERA = {
    "wikipedia": ("thumbor", "10_years_of_Wikipedia_by_Guillaume_Paumier.jpg"),
    "portrait": ("thumbor", "Christophe_Henner_-_June_2016.jpg"),
    "arrow": ("pillow_heif", "arrow.heic"),
    "pug": ("pillow_heif", "pug.heic"),
    "cat": ("pillow_heif", "cat.hif"),
    "guitar": ("pillow_heif", "guitar_cw90.hif"),
    "square": ("pillow_heif", "spatial_photo.heic"),
    "street": ("pillow_heif", "aux_YCbCr.heic"),
    "phone": ("pillow_heif", "xiaomi.heic"),
}
"""Photographs by the package they are in (licences: `tests/material.py`): Canon, Sony, iPhone, Samsung, Xiaomi."""


@dataclass(frozen=True, slots=True)
class Made:
    """One original: which photograph, its size as people see it, and how a camera would have written it."""

    photograph: str
    width: int
    height: int
    profile: str = ""
    chroma: str = "4:2:2"
    orientation: int = 1

    @property
    def megapixels(self) -> int:
        """How large it is, rounded."""
        return round(self.width * self.height / 1e6)


ORIGINALS: dict[str, Made] = {
    "j01": Made("arrow", 3024, 4032, "p3", "4:2:0", 6),
    "j02": Made("pug", 4032, 3024, "p3", "4:2:0"),
    "j03": Made("cat", 4240, 2832, "", "4:2:2"),
    "j04": Made("phone", 4000, 3000, "", "4:2:0", 3),
    "j05": Made("street", 4608, 2592, "srgb", "4:2:0"),
    "j06": Made("portrait", 6000, 4000, "adobe", "4:4:4"),
    "j07": Made("guitar", 4000, 6000, "srgb", "4:2:2", 8),
    "j08": Made("cat", 6000, 4000, "adobe", "4:2:2"),
    "j09": Made("pug", 6000, 4000, "", "4:2:0"),
    "j10": Made("arrow", 4000, 6000, "", "4:2:2", 6),
    "j11": Made("square", 4912, 4912, "p3", "4:4:4"),
    "j12": Made("guitar", 5504, 8256, "", "4:2:2", 6),
    "j13": Made("portrait", 8256, 5504, "srgb", "4:2:2"),
    "j14": Made("street", 8256, 5504, "adobe", "4:2:0"),
}
"""Beside these stand `wikipedia` (14 MP) and `portrait` (22 MP), both Canon, as they came out of the camera."""

SMALL = ("j02", "j08", "j12")
"""One of each size for a short run: P3, Adobe RGB, and one that is turned."""


def original(name: str) -> Path:
    """Return an original by name, making it first."""
    if name in CAMERA and CAMERA[name][0] == "thumbor":
        return _source(name)
    path = KEPT / f"{name}.jpg"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(".aside")
        _write(aside, ORIGINALS[name])
        aside.rename(path)
    return path


def in_other_clothes(name: str, kind: str) -> Path:
    """Return the same photograph as `png` (with alpha), `tiff`, `tiff-cmyk` or `jpeg-cmyk`."""
    path = KEPT / f"{name}-{kind}.{kind.partition('-')[0]}"
    if not path.exists():
        aside = path.with_name(f"aside-{path.name}")
        _dress(original(name), kind, aside)
        aside.rename(path)
    return path


def _source(name: str) -> Path:
    package, file = CAMERA[name]
    return next(material(package).rglob(file))


def _photograph(name: str) -> tuple[Image.Image, bytes]:
    """Return pixels and profile of a photograph."""
    path = _source(name)
    if path.suffix == ".jpg":
        with Image.open(path) as image:
            return image.convert("RGB"), image.info.get("icc_profile", b"")
    heif = pi_heif.open_heif(path, convert_hdr_to_8bit=True)
    return heif.to_pillow().convert("RGB"), heif.info.get("icc_profile") or b""


def _write(path: Path, made: Made) -> None:
    image, _ = _photograph(made.photograph)
    image = ImageOps.fit(image, (made.width, made.height), Image.Resampling.BICUBIC)
    image = image.filter(ImageFilter.UnsharpMask(1.2, 60, 2))
    image = _noisy(image, seed=made.width + made.height)
    image, profile = _in_profile(image, made.profile)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = made.orientation
    stored = image.transpose(_STORED[made.orientation]) if made.orientation != 1 else image
    stored.save(
        path, "JPEG", quality=92, subsampling=made.chroma, exif=exif, icc_profile=profile, optimize=True
    )


_STORED = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


def _noisy(image: Image.Image, seed: int, sigma: float = 3.0) -> Image.Image:
    """Add the noise of a sensor, strip by strip: 45 megapixels as floating numbers would take a gigabyte."""
    chance = numpy.random.default_rng(seed)
    rows = max(1, 4_000_000 // image.width)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(image.height, top + rows)))
        values = numpy.asarray(strip).astype(numpy.float32)
        values += chance.normal(0, sigma, values.shape).astype(numpy.float32)
        image.paste(Image.fromarray(values.clip(0, 255).astype(numpy.uint8)), (0, top))
    return image


def _in_profile(image: Image.Image, name: str) -> tuple[Image.Image, bytes | None]:
    """Carry the colours over into the profile, as a camera set to it would have written them."""
    if not name:
        return image, None
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    if name == "srgb":
        return image, srgb.tobytes()
    profile = wide_profile() if name == "adobe" else _photograph("pug")[1]
    ImageCms.profileToProfile(image, srgb, ImageCms.ImageCmsProfile(io.BytesIO(profile)), inPlace=True)
    return image, profile


def _dress(path: Path, kind: str, target: Path) -> None:
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
        image.load()
    if kind == "png":
        image.putalpha(Image.linear_gradient("L").resize(image.size).point(lambda value: min(255, 2 * value)))
        image.save(target, "PNG", icc_profile=profile, compress_level=3)
    elif kind == "tiff":
        image.save(target, "TIFF", compression="tiff_lzw", tiffinfo={317: 2}, icc_profile=profile)
    elif kind == "tiff-cmyk":
        image.convert("CMYK").save(target, "TIFF", compression="tiff_lzw", tiffinfo={317: 2})
    else:
        image.convert("CMYK").save(target, "JPEG", quality=92)
