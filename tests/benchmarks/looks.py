"""Which number on each encoder's scale gives which look: SSIMULACRA2 over photographs, the figures behind
`renditions.quality` and `infra/docs/qualities.md`. Run by hand (`python -m tests.benchmarks.looks`) or `make bench ONLY=looks`."""

import io
import statistics
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import ajpegli
import numpy as np
import pi_heif
from PIL import Image, ImageDraw, ImageOps
from ssimulacra2 import compute_ssimulacra2

from tests.benchmarks.report import bench, note
from tests.material import material

LONGER_SIDE = 1024
"""Pixels: a column of a page, where most pictures are seen."""

PHOTOGRAPHS = (
    ("thumbor", "10_years_of_Wikipedia_by_Guillaume_Paumier.jpg"),
    ("thumbor", "Christophe_Henner_-_June_2016.jpg"),
    ("pillow_heif", "cat.hif"),
    ("pillow_heif", "pug.heic"),
    ("pillow_heif", "spatial_photo.heic"),
    ("pillow_heif", "guitar_cw90.hif"),
    ("pillow_heif", "xiaomi.heic"),
    ("pillow_heif", "stereo_1200x800.heic"),
)
"""Two portraits, two animals, a terrace, a guitar in hard light, a pen on paper, a path through trees."""

TARGETS = {"high": 85.0, "standard": 74.0, "small": 64.0, "least": 55.0}
"""SSIMULACRA2: above 85 nobody sees a difference at arm's length, 74 is WebP at 80, 64 still pleases in a list,
and under 55 everybody sees what was lost."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """A codec at one effort: `write` returns the bytes at a quality; `qualities` span the three looks."""

    write: Callable[[Image.Image, int], bytes]
    qualities: tuple[int, ...]


def _saved(picture: Image.Image, format_: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format_, **options)
    return buffer.getvalue()


def _avif(speed: int) -> Callable[[Image.Image, int], bytes]:
    return lambda picture, quality: _saved(
        picture, "AVIF", quality=quality, speed=speed, subsampling="4:2:0", max_threads=1
    )


def _webp(method: int) -> Callable[[Image.Image, int], bytes]:
    return lambda picture, quality: _saved(picture, "WEBP", quality=quality, method=method)


def _turbo(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0")


def _jpegli(picture: Image.Image, quality: int) -> bytes:
    return bytes(ajpegli.encode(np.asarray(picture), quality=quality, subsampling="420"))


ENCODERS = {
    "aom-9": Encoder(_avif(9), (26, 38, 48, 58, 66, 76, 86)),
    "aom-6": Encoder(_avif(6), (26, 38, 48, 58, 66, 76, 86)),
    "webp-4": Encoder(_webp(4), (25, 42, 60, 72, 82, 90, 96)),
    "webp-2": Encoder(_webp(2), (25, 42, 60, 72, 82, 90, 96)),
    "turbo": Encoder(_turbo, (22, 38, 54, 66, 76, 86, 94)),
    "jpegli": Encoder(_jpegli, (22, 38, 54, 66, 76, 86, 94)),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What an encoder needs for a look: its quality, and bytes a pixel as the geometric mean of the photographs."""

    quality: float
    bits: float
    lowest: float
    highest: float


def main(scale: str = "small") -> None:
    """Measure every encoder on every photograph and print the quality, the bits a pixel and the spread for each look."""
    pi_heif.register_heif_opener()
    pictures = {
        name: _photograph(package, name) for package, name in PHOTOGRAPHS[: 8 if scale == "full" else 6]
    }
    found = {name: _looks(pictures, encoder) for name, encoder in ENCODERS.items()}
    for look, target in TARGETS.items():
        for name, looks in found.items():
            it = looks[look]
            note(
                f"{look} ({target:.0f}) {name}: quality {it.quality:.1f}, {it.bits:.3f} bits a pixel,"
                f" scores {it.lowest:.0f} to {it.highest:.0f}"
            )
        for name in ("aom-9", "aom-6", "turbo", "jpegli"):
            bench(
                f"looks.{look}.{name}", found[name][look].bits / found["webp-4"][look].bits, "bytes", "webp-4"
            )
    logo = graphic()
    for name, encoder in ENCODERS.items():
        quality = round(found[name]["standard"].quality)
        data = encoder.write(logo, quality)
        note(f"a graphic at standard, {name} {quality}: {len(data):,} bytes, score {score(logo, data):.1f}")


def _looks(pictures: Mapping[str, Image.Image], encoder: Encoder) -> dict[str, Look]:
    scores, bits = [], []
    for picture in pictures.values():
        files = [encoder.write(picture, quality) for quality in encoder.qualities]
        scores.append([score(picture, data) for data in files])
        bits.append([len(data) * 8 / (picture.width * picture.height) for data in files])
    means = [statistics.mean(column) for column in zip(*scores, strict=True)]
    return {look: _look(target, encoder.qualities, scores, bits, means) for look, target in TARGETS.items()}


def _look(
    target: float,
    qualities: tuple[int, ...],
    scores: list[list[float]],
    bits: list[list[float]],
    means: list[float],
) -> Look:
    """Read the quality off the mean curve, and off each photograph's own curves what it costs and gives there."""
    quality = float(np.interp(target, means, qualities))
    weights = [
        float(np.interp(target, own, np.log(weight))) for own, weight in zip(scores, bits, strict=True)
    ]
    given = [float(np.interp(quality, qualities, own)) for own in scores]
    return Look(quality, float(np.exp(statistics.mean(weights))), min(given), max(given))


def score(picture: Image.Image, data: bytes) -> float:
    """Return the SSIMULACRA2 score of an encoded picture: 100 is the same, 90 not to be told apart, 50 medium."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.png"), Path(folder, "after.png")
        picture.save(before, compress_level=0)
        with Image.open(io.BytesIO(data)) as written:
            written.convert("RGB").save(after, compress_level=0)
        return float(compute_ssimulacra2(str(before), str(after)))


def _photograph(package: str, name: str) -> Image.Image:
    with Image.open(next(material(package).rglob(name))) as image:
        image.draft("RGB", (2 * LONGER_SIDE, 2 * LONGER_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((LONGER_SIDE, LONGER_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def graphic() -> Image.Image:
    """Draw what a photograph is not: flat colours, hard edges and thin lines, red on white."""
    large = Image.new("RGB", (2048, 1366), "white")
    draw = ImageDraw.Draw(large)
    draw.ellipse((160, 183, 1160, 1183), fill=(214, 0, 28))
    draw.ellipse((410, 433, 910, 933), fill="white")
    for line in range(24):
        draw.line((1260, 200 + 40 * line, 1900, 200 + 40 * line), fill=(214, 0, 28), width=2 + line // 3)
    draw.rectangle((1260, 1180, 1900, 1260), fill=(0, 60, 160))
    return large.resize((1024, 683), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main("full")
