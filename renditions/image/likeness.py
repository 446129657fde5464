"""What a picture looks like: points to know it by after a crop, a resize or a new encoding, and the digest of its pixels.

Extrema of differences of Gaussians with histograms of gradients around them, after D. Lowe, "Distinctive image features
from scale-invariant keypoints" (2004), upright; their signs under fixed random projections stand for them (M. Charikar,
"Similarity estimation techniques from rounding algorithms", 2002). The whole is known by signs of its cosine transform.
"""

import hashlib
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageStat

from dam.assets.likeness.points import MOST_POINTS, NOTHING, POINT, WEAK, WORD_BITS, Frame
from renditions.geometry import Size
from renditions.image.base import TRANSPOSE
from renditions.image.resample import resample
from renditions.limits import LIKENESS_SIDE

LEAST_SIDE = 16
"""Pixels of the shorter side at that size under which a picture is a line."""

_PAD = 48
_FIRST_SCALE, _STEP, _LEVELS = 2.0, 2 ** (1 / 3), 12
_LEAST_CONTRAST = 1.0
"""Of 255, between two scales: what remains of a JPEG's noise is below."""

_MOST_EDGE = 12.0
"""How much longer than wide a spot may be: along an edge a point finds no hold."""

_CELLS, _OF_A_CELL = 4, 5
"""The picture's parts, and points of each: words or a frame across a picture leave the others their points."""

_REACH = 6.0
"""How far around a point is looked, in its scales."""

_BORDER = 24
"""Difference from the corner (of 255) at which a border ends."""

_FLAT = 4.0
"""Standard deviation (of 255) under which a picture is as good as one colour."""

Floats = npt.NDArray[np.float32]


def _projections() -> Floats:
    """128 sums of gradients to 64 signs: fixed for ever, and blind to what all pictures have in common."""
    bits = np.unpackbits(np.frombuffer(hashlib.shake_256(b"likeness 1").digest(64 * 128 // 8), np.uint8))
    signs = bits.astype(np.float32).reshape(128, 64) * 2 - 1
    return np.asarray(signs - signs.mean(axis=0, keepdims=True), np.float32)


_PROJECTIONS = _projections()


def look_at(image: Image.Image) -> Frame:
    """Return the points of a picture; `NOTHING` of one that is a line or as good as one colour."""
    grey = _grey(image)
    pixels = np.asarray(grey, np.float32)
    if min(pixels.shape) < LEAST_SIDE or float(pixels.std()) < _FLAT:
        return NOTHING
    blurred = _blurred(pixels)
    level, y, x = _spots(blurred, pixels.shape)
    described = _described(blurred, level, y, x)
    mirrored = described[:, :, ::-1][..., (4 - np.arange(8)) % 8]
    points = np.zeros(len(level), POINT)
    longer = max(pixels.shape)
    scales = _FIRST_SCALE * _STEP ** level.astype(np.float64)
    for name, value in (("x", x - _PAD), ("y", y - _PAD), ("size", scales)):
        points[name] = np.clip(np.rint(value / longer * 65_535), 0, 65_535)
    points["signs"], points["weak"] = _signs(described)
    points["mirrored"], points["mirrored_weak"] = _signs(mirrored)
    turned = grey.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    height, width = pixels.shape
    return Frame(width / longer, height / longer, _whole(grey), _whole(turned), points)


def digest_of(image: Image.Image, orientation: int, profile: bytes | None) -> str:
    """Return the SHA-256 of the upright pixels, band by band; a profile other than sRGB is part of what they show."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    turned = orientation >= 5
    size = Size(*image.size).turned if turned else Size(*image.size)
    digest = hashlib.sha256(f"{mode} {size.width} {size.height}".encode())
    if profile and b"sRGB" not in profile:
        digest.update(profile)
    for box in _bands(image.size, orientation):
        band = image.crop(box)
        method = TRANSPOSE.get(orientation)
        digest.update((band.transpose(method) if method is not None else band).convert(mode).tobytes())
    return digest.hexdigest()


def _bands(size: tuple[int, int], orientation: int, rows: int = 256) -> Iterator[tuple[int, int, int, int]]:
    """Cut a stored picture into the bands that are rows, from top to bottom, once it stands upright (TIFF 6.0, tag 274)."""
    width, height = size
    across = orientation >= 5
    long = width if across else height
    starts = range(0, long, rows)
    bands = [(start, min(long, start + rows)) for start in starts]
    if orientation in (3, 4, 7, 8):
        bands = [(long - end, long - start) for start, end in bands]
    for start, end in bands:
        yield (start, 0, end, height) if across else (0, start, width, end)


def _grey(image: Image.Image) -> Image.Image:
    """Return a small grey copy on white, without a border of one colour."""
    scale = min(1.0, 2 * LIKENESS_SIDE / max(image.size))
    small = resample(image, Size(max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    if small.mode in ("RGBa", "RGBA", "LA", "La", "PA"):
        with_alpha = small.convert("RGBA")
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), with_alpha)
    grey = _within_its_border(small.convert("RGB")).convert("L")
    scale = LIKENESS_SIDE / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.LANCZOS if scale < 1 else Image.Resampling.BICUBIC)


def _within_its_border(image: Image.Image) -> Image.Image:
    ground = Image.new("RGB", image.size, image.getpixel((0, 0)))
    unlike = ImageChops.difference(image, ground).convert("L")
    box = unlike.point([0] * _BORDER + [255] * (256 - _BORDER)).getbbox()
    if box is None or 3 * (box[2] - box[0]) < image.width or 3 * (box[3] - box[1]) < image.height:
        return image
    inside = image.crop(box)
    return inside if ImageStat.Stat(inside.convert("L")).stddev[0] >= _FLAT else image


def _blurred(pixels: Floats) -> Floats:
    """Return the picture, padded, at each scale: one transform there and one back for each."""
    padded = np.pad(pixels, _PAD, mode="symmetric")
    height, width = padded.shape
    waves = (2 * np.pi * np.fft.fftfreq(height)[:, None]) ** 2 + (2 * np.pi * np.fft.rfftfreq(width)) ** 2
    spectrum = np.fft.rfft2(padded)
    scales = _FIRST_SCALE * _STEP ** np.arange(_LEVELS)
    levels = [
        np.fft.irfft2(spectrum * np.exp(waves * (-scale * scale / 2)).astype(np.float32), s=padded.shape)
        for scale in scales
    ]
    return np.array(levels, np.float32)


def _spots(blurred: Floats, shape: tuple[int, ...]) -> tuple[npt.NDArray[np.intp], ...]:
    """Return level, row and column (in the padded picture) of what stands out most, spread over the picture."""
    change = blurred[1:] - blurred[:-1]
    inner = (slice(1, -1), slice(_PAD, _PAD + shape[0]), slice(_PAD, _PAD + shape[1]))
    stands_out = (change == _extreme(change, np.maximum)) | (change == _extreme(change, np.minimum))
    found = np.argwhere(stands_out[inner] & (np.abs(change[inner]) > _LEAST_CONTRAST))
    found += np.array((1, _PAD, _PAD))
    level, y, x = found[:, 0], found[:, 1], found[:, 2]
    middle = change[level, y, x]
    across = change[level, y, x + 1] + change[level, y, x - 1] - 2 * middle
    down = change[level, y + 1, x] + change[level, y - 1, x] - 2 * middle
    slant = (
        change[level, y + 1, x + 1]
        - change[level, y + 1, x - 1]
        - change[level, y - 1, x + 1]
        + change[level, y - 1, x - 1]
    ) / 4
    spread = across * down - slant * slant
    is_spot = (spread > 0) & ((across + down) ** 2 < _MOST_EDGE * spread)
    level, y, x = level[is_spot], y[is_spot], x[is_spot]
    strength = np.abs(change[level, y, x]) * _STEP ** (level / 2)
    cells = (y - _PAD) * _CELLS // shape[0] * _CELLS + (x - _PAD) * _CELLS // shape[1]
    chosen = _strongest(np.argsort(-strength, kind="stable"), cells)
    return level[chosen], y[chosen], x[chosen]


def _extreme(change: Floats, keep: np.ufunc) -> Floats:
    """Return the extreme of each place and its neighbours; the outermost places count for nothing."""
    found = change
    for axis in range(3):
        found = keep(keep(np.roll(found, 1, axis), found), np.roll(found, -1, axis))
    return found


def _strongest(order: npt.NDArray[np.intp], cells: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    chosen: list[int] = []
    taken = [0] * (_CELLS * _CELLS)
    for index in order:
        if taken[cells[index]] < _OF_A_CELL and len(chosen) < MOST_POINTS:
            taken[cells[index]] += 1
            chosen.append(int(index))
    return np.array(chosen, np.intp)


def _described(
    blurred: Floats, level: npt.NDArray[np.intp], y: npt.NDArray[np.intp], x: npt.NDArray[np.intp]
) -> Floats:
    """Return of each point 4 × 4 histograms of 8 directions of the gradients around it."""
    steps = (np.arange(16) - 7.5) / 8
    reach = _REACH * _FIRST_SCALE * _STEP**level
    rows = np.rint(y[:, None, None] + reach[:, None, None] * steps[:, None]).astype(np.intp)
    columns = np.rint(x[:, None, None] + reach[:, None, None] * steps).astype(np.intp)
    rows = np.clip(rows, 1, blurred.shape[1] - 2)
    columns = np.clip(columns, 1, blurred.shape[2] - 2)
    near = np.maximum(level - 1, 0)[:, None, None]
    right = blurred[near, rows, columns + 1] - blurred[near, rows, columns - 1]
    below = blurred[near, rows + 1, columns] - blurred[near, rows - 1, columns]
    strength = np.hypot(right, below) * np.exp(-(steps[:, None] ** 2 + steps**2) / (2 * 0.6**2))
    turn = np.arctan2(below, right) / (2 * np.pi) * 8
    away = np.abs((turn[..., None] - np.arange(8) + 4) % 8 - 4)
    share = strength[..., None] * np.maximum(0, 1 - away)
    places = (np.arange(16) + 0.5) / 4 - 0.5
    weights = np.maximum(0, 1 - np.abs(places - np.arange(4)[:, None]))
    summed = np.einsum("ai,nijo,bj->nabo", weights, share, weights, optimize=True)
    return np.asarray(summed, np.float32)


def _signs(described: Floats) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """Return 64 signs of each point, and which of its word's signs were the closest calls."""
    flat = described.reshape(len(described), 128)
    flat = np.sqrt(flat / np.maximum(flat.sum(axis=1, keepdims=True), 1e-6))
    sums = flat @ _PROJECTIONS
    signs = np.packbits(sums > 0, axis=1, bitorder="little").view("<u8").reshape(len(flat))
    weak = np.argsort(np.abs(sums[:, :WORD_BITS]), axis=1, kind="stable")[:, :WEAK]
    return signs, weak.astype(np.uint8)


_COSINES = np.cos(np.pi / 32 * (np.arange(32) + 0.5) * np.arange(9)[:, None]).astype(np.float32)


def _whole(grey: Image.Image) -> int:
    """Return 64 signs of the slowest waves of a picture, without its mean: never 0."""
    small = np.asarray(grey.resize((32, 32), Image.Resampling.LANCZOS), np.float32)
    waves = (_COSINES @ small @ _COSINES.T)[1:, :8].ravel()
    signs = np.packbits(waves > np.median(waves), bitorder="little")
    return int(signs.view("<u8")[0]) or 1
