"""One decode, one base, one cascade, many files: the whole set of one original."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from dam.errors import NotRenderable
from dam.sandbox.budget import spend_the_rest
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.geometry import Frame, Size
from renditions.image import colour, engines, ink, modes
from renditions.image.base import base_of
from renditions.image.cascade import Cascade, Drawn
from renditions.image.check import hold
from renditions.image.colours import dominant_colours
from renditions.image.embedded_packet import blocks_for
from renditions.image.encode import encode
from renditions.image.focal import follow, propose, waits
from renditions.image.job import SetJob, Wanted, colours_found, focal_found, likeness_found, made, not_made
from renditions.image.looking import looked_at, pixels_of, points_of
from renditions.image.original import Original
from renditions.image.qr_overlay import placed, read_back, with_code
from renditions.image.steps import Steps, sides
from renditions.image.unreadable import UNREADABLE
from renditions.limits import LEAST_PRINT_DPI, LONGEST_SIDE
from renditions.mezzanine import STYLE as MEZZANINE
from renditions.recipe import Recipe
from renditions.settings import RenditionSettings

PRESS_STYLES = ("cmyk", "proof")
"""Styles whose pixels are converted from the original's own colours, before the base becomes sRGB."""

_FEW = 3
"""Sizes up to which decoding finely costs less than it would blur."""

DECODED_AIR = 1.6
"""How much larger than the largest size a set's original is decoded, so that Lanczos has the last word on every pixel."""

MAX_PIXELS_WHOLE = 40_000_000
"""Pixels up to which that may mean all of them: beyond it they alone would fill the memory that a set may take."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One file to write: its recipe, what it shows, and all keys that asked for just this."""

    recipe: Recipe
    frame: Frame
    keys: tuple[str, ...]


def largest_scale(wanted: Sequence[Wanted], size: Size) -> float:
    """Return how finely the original has to be decoded for everything that is possible.

    A few sizes alone are decoded twice as finely: where the decoder does nearly all of the shrinking, busy texture
    suffers (SSIM 0.94 at worst, 0.996 with this). In a whole set the largest size pays for the others; it has air too
    (SSIM 0.988 at worst without, 0.995 with it), unless a very large original had to be decoded whole for it.
    """
    frames = {plan.frame for plan in _plan(wanted, size)[0]}
    scale = max((frame.scale for frame in frames), default=1.0)
    if len(frames) <= _FEW:
        return 2 * scale
    with_air = DECODED_AIR * scale
    is_large = scale <= 0.5 < with_air and size.width * size.height > MAX_PIXELS_WHOLE
    return scale if is_large else with_air


def render(original: Original, job: SetJob) -> Iterator[Json]:
    """Write every file into the job's folder, in the order asked for, and answer one line for each.

    Files that come out the same (equal widths collapse) are written once and answered with all their keys.
    """
    engines.choose(job.settings.engine)
    planned, refused = _plan(job.wanted, original.size)
    if not planned and not job.wants_likeness:
        yield from refused
        return
    steps = Steps(original.steps)
    pixels = pixels_of(original) if job.wants_likeness and not job.frames else ""
    with steps.step("base", engine=engines.resampler()) as told:
        scales = [plan.frame.scale for plan in planned]
        base = base_of(original, max(scales, default=looked_at(original.size)))
        told["size"] = sides(base)
    if waits(job.wanted):
        with steps.step("focal point") as told:
            point = propose(base)
            told["found"] = f"{point.x:g} × {point.y:g}" if point else "the middle"
        if point is not None:
            yield focal_found(point.x, point.y)
            planned, refused = _plan(follow(job.wanted, point), original.size)
    yield from refused
    press = _press_pixels(base, original, planned, steps)
    with steps.step("colour", to="sRGB"):
        base = modes.bare(colour.to_srgb(base, original.profile, original.warnings))
    cascade = Cascade(base, original.size, steps.taken)
    cascade.prepare(plan.frame for plan in planned if plan.frame not in press)
    if job.wants_colours:
        yield colours_found(dominant_colours(cascade.smallest))  # type: ignore[arg-type]
    if job.wants_likeness:
        yield likeness_found(pixels, points_of(cascade, job.frames))
    spend_the_rest()
    for number, plan in enumerate(planned):
        if plan.recipe.style == MEZZANINE and base.mode == "RGBa":
            yield not_made("unavailable", plan.keys, reasons.NO_MEZZANINE)
            continue
        began = time.process_time()
        path = job.folder / f"{number}.{plan.recipe.format}"
        try:
            drawn = press[plan.frame] if plan.recipe.style in PRESS_STYLES else cascade.draw(plan.frame)
            yield _written(drawn, plan, path, job.settings, original, began)
        except NotRenderable as error:
            yield not_made("failed", plan.keys, str(error))
        except UNREADABLE:
            yield not_made("failed", plan.keys, reasons.NOT_WRITTEN)


def _written(
    drawn: Drawn,
    plan: Planned,
    path: Path,
    settings: RenditionSettings,
    original: Original,
    began: float,
) -> Json:
    pixels = with_code(drawn.image, plan.recipe, plan.frame)
    if plan.recipe.style == "proof":
        pixels = colour.proofed(pixels)
    blocks = blocks_for(original.embedded, plan.recipe.metadata)
    steps = Steps(drawn.steps)
    with steps.step("write") as told:
        written = encode(pixels, plan.recipe, path, settings, plan.frame.dpi, blocks)
        told.update(written.said)
    hold(path, plan.recipe, plan.frame, written.size)
    read_back(path, plan.recipe, plan.frame, written.size)
    said = [*original.warnings, *([written.warning] if written.warning else []), *_page_warnings(plan)]
    return made(
        plan.keys,
        path,
        written.size.width,
        written.size.height,
        upscaled=plan.frame.upscaled,
        seconds=time.process_time() - began,
        warning=" ".join(dict.fromkeys(said)) or None,
        steps=steps.taken,
    )


def _page_warnings(plan: Planned) -> list[str]:
    is_coarse = plan.recipe.fit == "page" and plan.frame.dpi < min(LEAST_PRINT_DPI, plan.recipe.dpi - 1)
    return [reasons.WARN_DPI % {"came": int(plan.frame.dpi)}] if is_coarse else []


def _plan(wanted: Sequence[Wanted], size: Size) -> tuple[list[Planned], list[Json]]:
    """Sort what is wanted into files to write, each once, and lines for what is impossible at this size."""
    planned: dict[tuple[Recipe, Frame], Planned] = {}
    refused: list[Json] = []
    for each in wanted:
        try:
            frame = _checked(each.recipe.frame(size), each.recipe)
        except NotRenderable as error:
            refused.append(not_made("unavailable", [each.key], str(error)))
            continue
        may_shrink = each.recipe.max_bytes and each.recipe.fit == "width"
        codec = replace(each.recipe, fit="width" if may_shrink else "inside", width=0, height=0, focal=None)
        before = planned.get((codec, frame), Planned(each.recipe, frame, ()))
        planned[codec, frame] = replace(before, keys=(*before.keys, each.key))
    return list(planned.values()), refused


def _checked(frame: Frame, recipe: Recipe) -> Frame:
    if max(frame.size.width, frame.size.height) > LONGEST_SIDE[recipe.format]:
        raise NotRenderable(reasons.TOO_LONG)
    placed(recipe, frame)
    return frame


def _press_pixels(
    base: Image.Image, original: Original, planned: Sequence[Planned], steps: Steps
) -> dict[Frame, Drawn]:
    """Draw what goes to the press from the base in its own colours."""
    cascade = Cascade(base, original.size, steps.taken)
    frames = {plan.frame for plan in planned if plan.recipe.style in PRESS_STYLES}
    return {frame: _pressed(cascade.draw(frame), original) for frame in frames}


def _pressed(drawn: Drawn, original: Original) -> Drawn:
    steps = Steps(drawn.steps)
    with steps.step("colour", to="press"):
        pixels = modes.bare(_inked(drawn.image, original))
    return Drawn(pixels, tuple(steps.taken))


def _inked(pixels: Image.Image, original: Original) -> Image.Image:
    return ink.limited(colour.to_press(pixels, original.profile))
