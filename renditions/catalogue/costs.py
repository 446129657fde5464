"""What a file that is not made yet is likely to weigh and to cost: learnt from like files in the ledger, else constants."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from renditions.catalogue.models import Rendition, RenditionPart
from renditions.catalogue.needs import Wish
from renditions.geometry import Size
from renditions.recipe import Recipe

LOOKED_AT = 500
"""Newest assets whose files are learnt from: 20,000 rows, 50 ms."""

LEAST_FILES = 5
"""Like files under which chance speaks, and the constants are the better guess."""

PER_QUALITY = 0.03
"""Growth of the bytes with each point of quality; measured on photographs: 2 to 6 %, by codec and height."""

USUAL: dict[str, tuple[float, float]] = {
    "jpeg": (0.072, 0.01),
    "webp": (0.067, 0.07),
    "avif": (0.064, 0.05),
    "png": (1.3, 0.3),
    "gif": (0.5, 0.3),
    "tiff": (1.9, 0.1),
    "pdf": (0.19, 0.05),
    "mp4": (0.24, 0.25),
    "webm": (0.16, 1.5),
    "hls": (0.5, 0.5),
    "mp3": (0.01, 0.01),
}
"""Format → bytes per pixel and CPU seconds per million pixels, at the look `standard` (of films: and per second of it).

Measured on four photographs of people and things at 1024 px, and on a film of 1080 lines.
"""

MOVING = frozenset({"mp4", "webm", "hls", "mp3"})


@dataclass(frozen=True, slots=True)
class Cost:
    """`bytes`, `seconds` of CPU, and the share `error` by which both may be wrong; `is_learnt` from the ledger."""

    bytes: float
    seconds: float
    error: float
    is_learnt: bool


@dataclass(frozen=True, slots=True)
class _Like:
    """Files of one preset, variant and format: per pixel (and second, of films) what they weigh and cost."""

    recipe: Recipe
    pixels: float
    bytes: float
    seconds: float
    spread: float
    count: int


class Costs:
    """What is known of files that stand in the ledger; `files` tells how many were looked at."""

    def __init__(self, likes: Iterable[_Like]) -> None:
        self._likes: dict[str, list[_Like]] = {}
        self.files = 0
        self._nearest: dict[tuple[Recipe, int], _Like | None] = {}
        for like in likes:
            self._likes.setdefault(like.recipe.format, []).append(like)
            self.files += like.count

    def of(self, recipe: Recipe, size: Size, duration: float | None) -> Cost:
        """Return what a file of this recipe and size is likely to cost."""
        pixels = size.width * size.height
        units = pixels * ((duration or 1.0) if recipe.format in MOVING else 1.0)
        like = self._like(recipe, pixels)
        if like is None:
            per_pixel, per_million = USUAL.get(recipe.format, (1.0, 1.0))
            return _bounded(recipe, Cost(per_pixel * units, per_million * units / 1e6, 0.5, is_learnt=False))
        distance = abs(math.log(pixels / like.pixels))
        points = _points(recipe, like.recipe)
        error = 0.1 + 0.15 * distance + 0.01 * abs(points) + like.spread / math.sqrt(like.count)
        heavier = math.exp(PER_QUALITY * points)
        cost = Cost(like.bytes * units * heavier, like.seconds * units, min(error, 0.9), is_learnt=True)
        return _bounded(recipe, cost)

    def _like(self, recipe: Recipe, pixels: int) -> _Like | None:
        """Return the files of the same format and style that are nearest in size and quality."""
        key = (recipe, round(2 * math.log2(pixels)))
        if key not in self._nearest:
            likes = (like for like in self._likes.get(recipe.format, ()) if like.recipe.style == recipe.style)
            self._nearest[key] = min(
                likes,
                key=lambda like: abs(math.log(pixels / like.pixels)) + abs(_points(recipe, like.recipe)) / 20,
                default=None,
            )
        return self._nearest[key]


_PARTS = sa.case(
    (
        Rendition.format == "hls",
        sa.select(sa.func.coalesce(sa.func.sum(RenditionPart.bytes), 0))
        .where(
            RenditionPart.asset_id == Rendition.asset_id,
            RenditionPart.channel == Rendition.channel,
            RenditionPart.owner_sha256 == Rendition.sha256,
        )
        .scalar_subquery(),
    ),
    else_=0,
)
"""A stream weighs what its rungs weigh; its main file is a list of them."""


def learn_costs(session: Session, wanted: Iterable[Wish]) -> Costs:
    """Return what the files of the newest assets tell."""
    recipes = dict(wanted)
    newest = sa.select(Asset.id).order_by(Asset.created_at.desc()).limit(LOOKED_AT)
    pixels = sa.cast(Rendition.width * Rendition.height, sa.Double)
    seconds = sa.func.coalesce(sa.func.nullif(Version.duration, 0.0), 1.0)
    units = pixels * sa.case((Rendition.format.in_(MOVING), seconds), else_=1.0)
    weight = (Rendition.bytes + _PARTS) / units
    place = (Rendition.channel, Rendition.preset, Rendition.variant, Rendition.format)
    query = (
        sa.select(
            *place,
            sa.func.avg(pixels),
            sa.func.avg(weight),
            sa.func.avg(Rendition.seconds / units),
            sa.func.avg(weight * weight),
            sa.func.count(),
        )
        .join(Version, Version.id == Rendition.version_id)
        .where(
            Rendition.asset_id.in_(newest),
            Rendition.state == "ready",
            Rendition.width > 0,
            Rendition.height > 0,
            Rendition.bytes > 0,
            Rendition.seconds.is_not(None),
        )
        .group_by(*place)
        .having(sa.func.count() >= LEAST_FILES)
    )
    return Costs(
        _Like(recipes[channel, preset, variant, format_], size, mean, cost, _spread(mean, square), count)
        for channel, preset, variant, format_, size, mean, cost, square, count in session.execute(query)
        if (channel, preset, variant, format_) in recipes
    )


def _spread(mean: float, mean_of_squares: float) -> float:
    return math.sqrt(max(0.0, mean_of_squares - mean * mean)) / mean


def _points(recipe: Recipe, other: Recipe) -> int:
    return recipe.quality - other.quality if recipe.quality and other.quality else 0


def _bounded(recipe: Recipe, cost: Cost) -> Cost:
    if recipe.max_bytes and cost.bytes > recipe.max_bytes:
        return Cost(recipe.max_bytes, cost.seconds, cost.error, cost.is_learnt)
    return cost
