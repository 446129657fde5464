"""A fixed set of operations on the scene, each with how its original is stored and what is asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from renditions.geometry import FocalPoint
from renditions.image.child import render_set
from renditions.image.colour import press_profile, proofed, to_press
from renditions.image.job import SetJob, Wanted
from renditions.qr import Overlay
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.pictures.kinds import KINDS
from tests.pictures.scene import SUBJECT, cut_out, scene
from tests.renditions.pictures import saved

Store = Callable[[Path], Path]

ON_SUBJECT = FocalPoint(*SUBJECT)


@dataclass(frozen=True, slots=True)
class Operation:
    """`original` writes the original into a folder and returns its path; `recipe` is asked of it."""

    original: Store
    recipe: Recipe


def _plain(folder: Path) -> Path:
    return saved(scene(), folder / "o.png", compress_level=1)


def _small(folder: Path) -> Path:
    return saved(scene().resize((90, 60), Image.Resampling.LANCZOS), folder / "o.png")


def _camera(folder: Path) -> Path:
    """As a camera held upright stores it: lying, with the orientation said in EXIF."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    lying = scene().transpose(Image.Transpose.ROTATE_90)
    return saved(lying, folder / "o.jpg", quality=95, exif=exif)


def _transparent(folder: Path) -> Path:
    return saved(cut_out(), folder / "o.png", compress_level=1)


def _animated(folder: Path) -> Path:
    frames = [scene().quantize(64), scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT).quantize(64)]
    return saved(frames[0], folder / "o.gif", save_all=True, append_images=frames[1:], duration=200)


def _ink(folder: Path) -> Path:
    return saved(to_press(scene(), None), folder / "o.tif", icc_profile=press_profile())


def _kind(name: str) -> Store:
    kind = next(kind for kind in KINDS if kind.name == name)

    def store(folder: Path) -> Path:
        kind.store(scene(), folder)
        return next(folder.iterdir())

    return store


OPERATIONS: dict[str, Operation] = {
    "width": Operation(_plain, Recipe("png", "width", 112)),
    "width-jpeg": Operation(_plain, Recipe("jpeg", "width", 112, quality=98, style="progressive")),
    "width-webp": Operation(_plain, Recipe("webp", "width", 112, quality=96)),
    "width-avif": Operation(_plain, Recipe("avif", "width", 112, quality=92)),
    "square": Operation(_plain, Recipe("png", "cover", 100, 100, FocalPoint())),
    "square-on-subject": Operation(_plain, Recipe("png", "cover", 100, 100, ON_SUBJECT)),
    "story-on-subject": Operation(_plain, Recipe("png", "cover", 72, 128, ON_SUBJECT)),
    "banner-at-edge": Operation(_plain, Recipe("png", "cover", 180, 40, FocalPoint(0.5, 1))),
    "enlarged": Operation(_small, Recipe("png", "cover", 100, 100, ON_SUBJECT)),
    "turned": Operation(_camera, Recipe("png", "width", 112)),
    "turned-crop": Operation(_camera, Recipe("png", "cover", 72, 128, ON_SUBJECT)),
    "transparent": Operation(_transparent, Recipe("png", "width", 112)),
    "transparent-on-white": Operation(_transparent, Recipe("jpeg", "width", 112, quality=95)),
    "transparent-on-colour": Operation(
        _transparent, Recipe("jpeg", "width", 112, quality=95, background="f2d7b4")
    ),
    "wide-colours": Operation(_kind("JPEG in Display P3"), Recipe("png", "width", 112)),
    "sixteen-bits": Operation(_kind("TIFF of 16 bits"), Recipe("png", "width", 112)),
    "grey": Operation(_kind("grey PNG of 16 bits"), Recipe("png", "width", 112)),
    "ink-on-screen": Operation(_ink, Recipe("png", "width", 112)),
    "page": Operation(_plain, Recipe("tiff", "page", 30, 40, FocalPoint(), dpi=75, style="cmyk", bleed=2)),
    "first-frame": Operation(_animated, Recipe("png", "width", 112)),
    "with-code": Operation(
        _plain, Recipe("png", "cover", 160, 160, FocalPoint(), qr=Overlay("VITRINE", size=80).to_text())
    ),
}


def made(name: str, folder: Path, engine: str = "auto") -> Image.Image:
    """Do one operation and return what a screen shows of it: sRGB, or grey, or with alpha."""
    operation = OPERATIONS[name]
    original = operation.original(folder)
    job = SetJob(original, folder, [Wanted(name, operation.recipe)], RenditionSettings(engine=engine))
    lines: list[Any] = list(render_set(job.to_json()))
    (line,) = (line for line in lines if "keys" in line)
    assert line["what"] == "made", line
    with Image.open(folder / str(line["file"])) as picture:
        picture.load()
    return proofed(picture) if picture.mode == "CMYK" else picture
