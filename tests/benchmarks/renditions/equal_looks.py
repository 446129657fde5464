"""The same look for less: our own choice of encoders and efforts beside sharp's, judged by SSIMULACRA2."""

import io
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageCms, ImageOps
from ssimulacra2 import compute_ssimulacra2

from renditions.geometry import Size
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings
from tests.benchmarks.renditions.measure import in_turn, times_as_fast, told
from tests.benchmarks.renditions.ours import make, ours
from tests.benchmarks.renditions.recipes import SET, WITHOUT_PRINT
from tests.benchmarks.renditions.sharp import sharp
from tests.benchmarks.report import bench, note

CHOSEN = RenditionSettings(engine="auto", avif_speed=9, webp_method=2)
"""jpegli, AVIF at speed 9 and WebP at method 2; qualities are carried over to their scales by `renditions.quality`."""

JUDGED = (
    "web-320",
    "web-640",
    "app-360",
    "email-600",
    "thumb-256",
    "page-1024",
    "social-1200x630",
    "app-720",
    "avif-1600",
)
"""Files that are judged: every encoder is among them, and the judge needs two seconds for a megapixel."""


def compare(originals: Sequence[Path], rounds: int, judged: int) -> None:
    """Tell the ratio of processor time, the bytes and the looks of both sides."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = in_turn(
            rounds,
            {
                "sharp": sharp(originals, folder / "sharp", SET),
                "ours": ours(originals, folder / "ours", SET, CHOSEN),
            },
        )
        files = [make(path, folder / "kept" / str(i), SET, CHOSEN) for i, path in enumerate(originals)]
        theirs = [
            {key: folder / "sharp" / str(i) / f"{key}.{recipe.format}" for key, recipe in SET.items()}
            for i in range(len(originals))
        ]
        bench("renditions.set.equal_looks", times_as_fast(costs["ours"], costs["sharp"]), "x", "sharp")
        note(
            f"processor seconds an original: {told(costs['ours'], len(originals))} "
            f"beside {told(costs['sharp'], len(originals))}"
        )
        note(f"bytes without print: {_weight(files):,} beside {_weight(theirs):,}")
        for format_ in ("webp", "jpeg", "avif"):
            note(f"  {format_}: {_weight(files, format_):,} beside {_weight(theirs, format_):,}")
        looks = [
            (_looks(path, ours_), _looks(path, theirs_))
            for path, ours_, theirs_ in list(zip(originals, files, theirs, strict=True))[:judged]
        ]
        for key in JUDGED:
            one, other = (statistics.mean(side[key] for side in sides) for sides in zip(*looks, strict=True))
            note(f"  SSIMULACRA2 {key}: {one:.1f} beside {other:.1f}")
        means = [
            statistics.mean(v for look in side for v in look.values()) for side in zip(*looks, strict=True)
        ]
        note(f"SSIMULACRA2, mean of the judged files: {means[0]:.1f} beside {means[1]:.1f}")


def _weight(files: Sequence[Mapping[str, Path]], format_: str = "") -> int:
    return sum(
        each[key].stat().st_size
        for each in files
        for key, recipe in WITHOUT_PRINT.items()
        if format_ in ("", recipe.format)
    )


def _looks(original: Path, files: Mapping[str, Path]) -> dict[str, float]:
    """Judge each file against the whole original decoded finely, in sRGB, and shrunk by one Lanczos."""
    whole = _whole(original)
    return {key: _look(whole, SET[key], files[key]) for key in JUDGED}


def _look(whole: Image.Image, recipe: Recipe, file: Path) -> float:
    with tempfile.TemporaryDirectory() as name, Image.open(file) as image:
        frame = recipe.frame(Size(*whole.size))
        box = (frame.box.left, frame.box.top, frame.box.right, frame.box.bottom)
        direct = whole.resize(image.size, Image.Resampling.LANCZOS, box=box)
        direct.save(Path(name, "direct.png"), compress_level=1)
        image.convert("RGB").save(Path(name, "file.png"), compress_level=1)
        return float(compute_ssimulacra2(str(Path(name, "direct.png")), str(Path(name, "file.png"))))


def _whole(path: Path) -> Image.Image:
    with Image.open(path) as opened:
        profile = opened.info.get("icc_profile")
        image = ImageOps.exif_transpose(opened).convert("RGB")
    if profile:
        srgb = ImageCms.createProfile("sRGB")
        ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), srgb, inPlace=True)
    return image
