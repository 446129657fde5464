"""How alike two pictures are, in numbers that follow the eye."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float32]

_WEIGHTS = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2)).astype(np.float32)


def likeness(one: Image.Image, other: Image.Image) -> float:
    """Return the mean structural similarity of two pictures (Wang et al. 2004: 11×11 Gaussian, luma); 1 is the same."""
    a, b = (np.asarray(image.convert("L"), dtype=np.float32) for image in (one, other))
    mean_a, mean_b = _blurred(a), _blurred(b)
    spread_a = _blurred(a * a) - mean_a**2
    spread_b = _blurred(b * b) - mean_b**2
    shared = _blurred(a * b) - mean_a * mean_b
    light, contrast = 6.5025, 58.5225
    similar = ((2 * mean_a * mean_b + light) * (2 * shared + contrast)) / (
        (mean_a**2 + mean_b**2 + light) * (spread_a + spread_b + contrast)
    )
    return float(similar.mean(dtype=np.float64))


def colour_distance(one: Image.Image, other: Image.Image) -> float:
    """Return the mean distance of two pictures in CIELAB (ΔE 1976); 1 is about what a careful eye tells apart."""
    a, b = (_lab(np.asarray(image.convert("RGB"), dtype=np.float32)) for image in (one, other))
    return float(np.sqrt(((a - b) ** 2).sum(axis=2)).mean(dtype=np.float64))


def _blurred(values: Plane) -> Plane:
    """Blur by a Gaussian of sigma 1.5; the edges, where it sees nothing, are left out."""
    for axis in (0, 1):
        length = values.shape[axis] - 10
        parts = (
            np.take(values, range(step, step + length), axis) * weight for step, weight in enumerate(_WEIGHTS)
        )
        values = sum(parts, np.zeros(1, dtype=np.float32)) / _WEIGHTS.sum()
    return values


_TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], dtype=np.float32
)
"""Linear sRGB to XYZ (IEC 61966-2-1)."""

_WHITE = np.array([0.9505, 1.0, 1.089], dtype=np.float32)


def _lab(rgb: Plane) -> Plane:
    values = rgb / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    lab: Plane = np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=2)
    return lab
