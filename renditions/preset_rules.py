"""What a preset must hold to, each rule with the sentence that says what was expected."""

import re
from collections.abc import Iterable
from datetime import date

from dam.errors import FieldError, Invalid, NotRenderable
from dam.ids import LENGTH
from dam.metadata.values.locales import is_locale
from renditions.geometry import Size
from renditions.limits import MAX_BLEED, MAX_SECONDS_ASKED, MAX_SIDE_ASKED
from renditions.paper import dots
from renditions.preset_types import is_plain
from renditions.preset_values import PresetValues
from renditions.qr import Overlay, modules_of, place
from renditions.quality import FORMATS_WITH_QUALITY, LOOKS

STILL_FORMATS = ("avif", "webp", "jpeg", "png", "tiff", "pdf", "gif")
FILM_FORMATS = ("mp4", "webm", "hls", "mp3")
STYLES = ("", "progressive", "cmyk", "proof", "mezzanine")
METADATA = ("", "none", "all")
CHROMAS = ("", "420", "444")
SOUNDS = ("", "broadcast", "none")
_COLOUR = re.compile(r"([0-9a-f]{6})?")
FILM_STYLES = ("", "web", "social", "signage", "loop")
MOST_VP9 = 63
"""The end of the scale of VP9's constant rate factors; x264 takes its own end, 51, for whatever is more."""


def wrong(spec: PresetValues) -> Iterable[FieldError]:
    if spec.fit not in ("width", "cover", "page"):
        yield FieldError("fit", f"Expected fit to be width, cover or page, got {spec.fit}.")
    if spec.fit == "width" and not spec.widths:
        yield FieldError("widths", "Expected at least one width.")
    if spec.fit in ("cover", "page"):
        yield from _wrong_sides(("width", spec.width), ("height", spec.height))
    if spec.fit == "page" and not 72 <= spec.dpi <= 1200:
        yield FieldError("dpi", f"Expected a resolution from 72 to 1200 dpi, got {spec.dpi}.")
    yield from _wrong_sides(*((f"widths[{index}]", width) for index, width in enumerate(spec.widths)))
    if len(set(spec.widths)) != len(spec.widths) or len(set(spec.densities)) != len(spec.densities):
        yield FieldError("widths", "Expected each size once.")
    if not spec.densities or not all(1 <= times <= 4 for times in spec.densities):
        yield FieldError("densities", "Expected densities from 1 to 4.")
    if not spec.formats and not spec.film:
        yield FieldError("formats", "Expected at least one format.")
    for name, chosen, known in (("formats", spec.formats, STILL_FORMATS), ("film", spec.film, FILM_FORMATS)):
        for format_ in chosen:
            if format_ not in known:
                yield FieldError(name, f"Expected {name} among {', '.join(known)}, got {format_}.")
        if len(set(chosen)) != len(chosen):
            yield FieldError(name, f"Expected each of {name} once.")
    if isinstance(spec.quality, str) and spec.quality not in LOOKS:
        yield FieldError("quality", f"Expected quality among {', '.join(LOOKS)}, got {spec.quality}.")
    for format_, quality in spec.quality_numbers.items():
        if format_ not in FORMATS_WITH_QUALITY or not is_plain(quality, int) or not 1 <= quality <= 100:
            yield FieldError(
                f"quality.{format_}",
                f"Expected a quality from 1 to 100 for one of {', '.join(FORMATS_WITH_QUALITY)}.",
            )
    if is_plain(spec.quality_numbers.get("webm"), int) and spec.quality_numbers["webm"] > MOST_VP9:
        yield FieldError(
            "quality.webm", f"Expected a quality of at most {MOST_VP9} for webm: VP9 knows no more."
        )
    for name, style, styles in (("style", spec.style, STYLES), ("film_style", spec.film_style, FILM_STYLES)):
        if style not in styles:
            yield FieldError(name, f"Expected {name} among {', '.join(filter(None, styles))}, got {style}.")
    if spec.metadata not in METADATA:
        yield FieldError(
            "metadata", f"Expected metadata among none and all, or nothing, got {spec.metadata}."
        )
    yield from _wrong_looks(spec)
    yield from _wrong_paper(spec)
    yield from _wrong_code(spec)
    if spec.burn_in and not is_locale(spec.burn_in):
        yield FieldError("burn_in", f"Expected a language like fr or pt-BR, got {spec.burn_in[:40]}.")
    if spec.date and not _is_day(spec.date):
        yield FieldError("date", f"Expected a date like 2026-03-21, got {spec.date[:40]}.")
    if spec.max_bytes and spec.max_bytes < 10_000:
        yield FieldError("max_bytes", "Expected a weight limit of at least 10,000 bytes.")


def _wrong_looks(spec: PresetValues) -> Iterable[FieldError]:
    if not _COLOUR.fullmatch(spec.background):
        yield FieldError(
            "background", f"Expected a colour like f5f0e6, or nothing for white, got {spec.background[:40]}."
        )
    if spec.chroma not in CHROMAS:
        yield FieldError(
            "chroma", f"Expected 444, 420, or nothing where the picture decides, got {spec.chroma[:40]}."
        )
    if spec.sound not in SOUNDS:
        yield FieldError(
            "sound", f"Expected sound among broadcast and none, or nothing, got {spec.sound[:40]}."
        )
    if not 0 <= spec.seconds <= MAX_SECONDS_ASKED:
        yield FieldError(
            "seconds", f"Expected from 0 (all) to {MAX_SECONDS_ASKED} seconds, got {spec.seconds}."
        )


def _wrong_paper(spec: PresetValues) -> Iterable[FieldError]:
    if spec.style == "cmyk" and not set(spec.formats) <= {"tiff", "pdf"}:
        yield FieldError(
            "formats",
            "Expected the formats tiff and pdf alone: no other holds the colours of the press here.",
        )
    if spec.style == "cmyk" and "pdf" in spec.formats and spec.fit != "page":
        yield FieldError("fit", "Expected fit page: a PDF for the press is a sheet of paper.")
    if not 0 <= spec.bleed <= MAX_BLEED:
        yield FieldError("bleed", f"Expected a bleed from 0 to {MAX_BLEED} millimetres, got {spec.bleed}.")
    if spec.bleed and spec.fit != "page":
        yield FieldError("bleed", "Expected a bleed only round a page.")


def _wrong_code(spec: PresetValues) -> Iterable[FieldError]:
    """Try the code of an asset on the smallest size of the preset; letters, since codes of digits have fewer modules."""
    if not spec.qr or (spec.fit != "width" and min(spec.width, spec.height) < 1):
        return
    try:
        overlay = Overlay.from_text(spec.qr).about("z" * LENGTH)
        modules = len(modules_of(overlay))
        if spec.fit == "cover":
            place(overlay, modules, Size(spec.width, spec.height))
        elif spec.fit == "page":
            side = dots(min(spec.width, spec.height) + 2 * spec.bleed, spec.dpi)
            place(overlay, modules, Size(side, side), dpi=spec.dpi, bleed=spec.bleed)
    except (Invalid, NotRenderable) as error:
        yield FieldError("qr", str(error))
    if spec.motion:
        yield FieldError("qr", "Expected no QR code on what moves: nobody can scan it in time.")


def _wrong_sides(*sides: tuple[str, int]) -> Iterable[FieldError]:
    for name, side in sides:
        if not 1 <= side <= MAX_SIDE_ASKED:
            yield FieldError(name, f"Expected {name} from 1 to {MAX_SIDE_ASKED}, got {side}.")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
