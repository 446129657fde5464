"""Prints for papers and fabrics of the house: waves, terrazzo, marble, depth lines and tiles."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo.canvas import Pixels, colour, flat, grid, lay, ramp, step, to_pixels
from infra.demo.noise import cloud


def waves(size: tuple[int, int], *, paper: str, inks: list[str], rows: int = 9) -> Pixels:
    """Overlap fans of circles row by row, as the sea is drawn on Japanese cloth."""
    scale = 2
    picture = Image.new("RGB", (size[0] * scale, size[1] * scale), paper)
    draw = ImageDraw.Draw(picture)
    radius = size[1] * scale / rows
    for row in range(2 * rows + 4):
        y = row * radius / 2
        for column in range(-1, int(size[0] * scale / (2 * radius)) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0)
            for ring, share in enumerate((1.0, 0.78, 0.56, 0.34, 0.14)):
                tone = paper if ring % 2 else inks[(row + column + ring) % len(inks)]
                reach = radius * share
                draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=tone)
    return to_pixels(picture.resize(size, Image.Resampling.LANCZOS))


def terrazzo(size: tuple[int, int], *, ground: str, stones: list[str], seed: int, count: int = 900) -> Pixels:
    """Scatter polished chips of stone in cement, the large ones first, none on another one."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    placed: list[tuple[float, float, float]] = []
    for number in range(count * 4):
        radius = size[1] * 0.05 * (1 - number / (count * 4)) ** 2.4 * rng.uniform(0.6, 1.2) + size[1] * 0.0035
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        if any((x - px) ** 2 + (y - py) ** 2 < (radius + reach) ** 2 for px, py, reach in placed):
            continue
        placed.append((x, y, radius * 1.02))
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 9)))
        points = [
            (x + radius * np.cos(a) * rng.uniform(0.7, 1), y + radius * np.sin(a) * rng.uniform(0.7, 1))
            for a in angles
        ]
        draw.polygon(points, fill=stones[int(rng.integers(len(stones)))])
        if len(placed) >= count:
            break
    veins = cloud(size, seed, cells=(40, 40), octaves=4)
    return (to_pixels(picture) * (1 + 0.09 * (veins - 0.5))[..., None]).astype(np.float32)


def marble(
    size: tuple[int, int],
    *,
    stops: list[tuple[float, str]],
    seed: int,
    swirl: float = 0.5,
    veins: int = 7,
    gold: str = "",
) -> Pixels:
    """Float colours on water and comb them: noise bent by noise bent by noise."""
    source = cloud((1024, 1024), seed, cells=(3, 3), octaves=6)
    first, second = (
        cloud(size, seed + 1, cells=(2, 2), octaves=4),
        cloud(size, seed + 2, cells=(2, 2), octaves=4),
    )
    across, down = grid(size)
    u = 0.5 * across + swirl * (first - 0.5) + 0.25 * swirl * (second - 0.5)
    v = 0.5 * down + swirl * (second - 0.5)
    bent = _gentle(source, u, v)
    bands = 0.5 + 0.5 * np.sin(bent * veins * 6.283 + 3 * first)
    picture = ramp(np.clip(0.75 * bands + 0.5 * (bent - 0.25), 0, 1), stops)
    if gold:
        thin = np.exp(-(((bands - 0.5) / 0.028) ** 2)) * step(0.5, 0.62, first)
        picture = lay(picture, colour(gold), 0.9 * thin)
    return picture


def _gentle(source: Pixels, u: Pixels, v: Pixels) -> Pixels:
    """Look up between the points, mirrored at the ends, so that no seam shows."""
    side = source.shape[0] - 2
    fold_u, fold_v = np.abs((u * 0.5 + 0.25) % 1 * 2 - 1) * side, np.abs((v * 0.5 + 0.25) % 1 * 2 - 1) * side
    x, y = fold_u.astype(int), fold_v.astype(int)
    fx, fy = fold_u - x, fold_v - y
    upper = source[y, x] * (1 - fx) + source[y, x + 1] * fx
    lower = source[y + 1, x] * (1 - fx) + source[y + 1, x + 1] * fx
    return np.asarray(upper * (1 - fy) + lower * fy, np.float32)


def depths(
    size: tuple[int, int], *, stops: list[tuple[float, str]], ink: str, seed: int, lines: int = 14
) -> Pixels:
    """Draw a sea chart: depth by colour, and a line for each fathom."""
    ground = cloud(size, seed, cells=(2.4, 2.4), octaves=5, fading=0.42)
    ground = (ground - ground.min()) / (ground.max() - ground.min())
    height = ground * lines
    steepness = np.hypot(*np.gradient(height)) + 1e-6
    distance = np.abs(height - np.round(height)) / steepness
    thick = np.where(np.round(height) % 5 == 0, 2.6, 1.3)
    picture = ramp(np.floor(height) / lines, stops)
    return lay(picture, colour(ink), 0.8 * np.clip(thick - distance + 0.5, 0, 1).astype(np.float32))


def tiles(size: tuple[int, int], *, glaze: str, ink: str, second: str, seed: int, across: int = 6) -> Pixels:
    """Lay hand-painted tiles: each the same drawing, turned, a little paler or darker than its neighbour."""
    side = size[0] // across
    rng = np.random.default_rng(seed)
    tile = _tile(side * 2, glaze, ink, second).resize((side, side), Image.Resampling.LANCZOS)
    picture = flat(size, "#b9b2a4")
    gap = max(2, side // 90)
    shine = cloud((side, side), seed, cells=(3, 3), octaves=3)
    for row in range(-(-size[1] // side)):
        for column in range(across):
            turned = to_pixels(
                tile.rotate(90 * ((row % 2) + 2 * (column % 2) * (1 if row % 2 == 0 else -1)) % 360)
            )
            turned = (
                turned
                * rng.normal(1, 0.022)
                * (1 + 0.08 * (np.rot90(shine, int(rng.integers(4))) - 0.5))[..., None]
            )
            part = turned[gap:-gap, gap:-gap]
            top, left = row * side + gap, column * side + gap
            place = picture[top : top + part.shape[0], left : left + part.shape[1]]
            place[...] = part[: place.shape[0], : place.shape[1]]
    return picture


def _tile(side: int, glaze: str, ink: str, second: str) -> Image.Image:
    """Paint a quarter of a flower in each corner, and a star in the middle."""
    picture = Image.new("RGB", (side, side), glaze)
    draw = ImageDraw.Draw(picture)
    for reach, tone in ((0.5, ink), (0.44, glaze), (0.4, second), (0.27, glaze), (0.23, ink), (0.09, glaze)):
        r = reach * side
        draw.ellipse((-r, -r, r, r), fill=tone)
        draw.ellipse((side - r, side - r, side + r, side + r), fill=tone)
    middle = side / 2
    for reach, tone in ((0.27, ink), (0.2, glaze), (0.13, second)):
        star = []
        for corner in range(16):
            long = reach * side * (1 if corner % 2 == 0 else 0.45)
            angle = corner * np.pi / 8
            star.append((middle + long * np.cos(angle), middle + long * np.sin(angle)))
        draw.polygon(star, fill=tone)
    for x, y in ((side, 0), (0, side)):
        for reach, tone in ((0.24, second), (0.17, glaze), (0.1, ink)):
            r = reach * side
            draw.ellipse((x - r, y - r, x + r, y + r), fill=tone)
    return picture
