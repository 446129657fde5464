"""A preset: what one channel wants, as a value that people edit; it checks itself and lists its outputs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from dam.errors import FieldError, Invalid
from renditions.limits import MAX_SIDE_ASKED
from renditions.preset_types import is_plain, wrong_types
from renditions.recipe import Recipe

STILL_FORMATS = ("avif", "webp", "jpeg", "png", "tiff", "pdf")
FILM_FORMATS = ("mp4", "hls")
QUALITY = {"avif": 60, "webp": 80, "jpeg": 82, "mp4": 23}
"""What each format gets unless the preset says otherwise: alike to the eye (mp4: x264's constant rate factor)."""

STYLES = ("", "progressive", "cmyk", "proof")
FILM_STYLES = ("", "web", "social", "signage")

PresetFit = Literal["width", "cover", "page"]


@dataclass(frozen=True, slots=True)
class Output:
    """One file that a preset asks for: its `variant` ("", "640w", "2x") and its recipe, still without a focal point."""

    variant: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class PresetSpec:
    """What a channel wants.

    `fit` width: `widths`, never enlarged. `fit` cover: exactly `width` × `height` points at each of `densities`.
    `fit` page: a sheet of `width` × `height` millimetres at `dpi`. `formats` are negotiated in this order.
    `film` lists the film formats, `film_style` their profile. `max_bytes` bounds one still. `shown_width` is the width
    on the page where it differs (e-mail). `source` and `date` say where the numbers come from.
    """

    fit: PresetFit
    formats: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    width: int = 0
    height: int = 0
    densities: tuple[int, ...] = (1,)
    dpi: int = 0
    quality: Mapping[str, int] = field(default_factory=dict)
    max_bytes: int = 0
    style: str = ""
    film: tuple[str, ...] = ()
    film_style: str = ""
    shown_width: int = 0
    source: str = ""
    date: str = ""

    def __post_init__(self) -> None:
        errors = list(_wrong(self))
        if errors:
            raise Invalid(
                "The preset is not complete: " + " ".join(error.message for error in errors), errors
            )

    def outputs(self) -> tuple[Output, ...]:
        """Return every file it asks for, the default size first."""
        stills = (
            Output(variant, self._still(format_, size))
            for variant, size in self.sizes().items()
            for format_ in self.formats
        )
        return (*stills, *(Output("", self._film(format_)) for format_ in self.film))

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Return the sizes by variant; a preset with one size has the variant ""."""
        if self.fit == "width":
            named = {f"{width}w": (width, 0) for width in self.widths}
        elif self.fit == "cover":
            named = {f"{times}x": (self.width * times, self.height * times) for times in self.densities}
        else:
            named = {"": (self.width, self.height)}
        return named if len(named) > 1 else {"": next(iter(named.values()))}

    def quality_of(self, format_: str) -> int:
        """Return the quality for a format, 0 where it knows none."""
        return self.quality.get(format_, QUALITY.get(format_, 0))

    def to_json(self) -> dict[str, Any]:
        """Return the value form, without what is left at its default."""
        pairs = ((each.name, getattr(self, each.name)) for each in fields(self))
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in pairs}
        return {name: value for name, value in values.items() if value not in (0, "", [], {}, [1])}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PresetSpec":
        """Read the value form; an unknown name or a wrong type → `Invalid` with its path."""
        errors = list(wrong_types(value))
        if errors:
            raise Invalid("The preset cannot be read: " + " ".join(error.message for error in errors), errors)
        values: dict[str, Any] = {
            name: tuple(each) if isinstance(each, list) else each for name, each in value.items()
        }
        return cls(**values)

    def _still(self, format_: str, size: tuple[int, int]) -> Recipe:
        style = self.style if format_ != "jpeg" or self.style != "" else _jpeg_style(self)
        return Recipe(
            format_,
            self.fit,
            *size,
            quality=self.quality_of(format_),
            max_bytes=self.max_bytes if format_ in QUALITY else 0,
            dpi=self.dpi,
            style=style,
        )

    def _film(self, format_: str) -> Recipe:
        if self.fit == "cover":
            return Recipe(
                format_,
                "cover",
                self.width,
                self.height,
                quality=self.quality_of("mp4"),
                style=self.film_style or "web",
            )
        return Recipe(
            format_, "inside", 1920, 1080, quality=self.quality_of("mp4"), style=self.film_style or "web"
        )


def _jpeg_style(spec: PresetSpec) -> str:
    """Pages draw progressive files early; screens and networks take baseline ones everywhere."""
    return "progressive" if spec.fit == "width" else ""


def _wrong(spec: PresetSpec) -> Iterable[FieldError]:
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
    for format_, quality in spec.quality.items():
        if format_ not in QUALITY or not is_plain(quality, int) or not 1 <= quality <= 100:
            yield FieldError(
                f"quality.{format_}", f"Expected a quality from 1 to 100 for one of {', '.join(QUALITY)}."
            )
    for name, style, styles in (("style", spec.style, STYLES), ("film_style", spec.film_style, FILM_STYLES)):
        if style not in styles:
            yield FieldError(name, f"Expected {name} among {', '.join(filter(None, styles))}, got {style}.")
    if spec.style == "cmyk" and set(spec.formats) != {"tiff"}:
        yield FieldError(
            "formats", "Expected the format tiff alone: no other holds the colours of the press here."
        )
    if spec.max_bytes and spec.max_bytes < 10_000:
        yield FieldError("max_bytes", "Expected a weight limit of at least 10,000 bytes.")


def _wrong_sides(*sides: tuple[str, int]) -> Iterable[FieldError]:
    for name, side in sides:
        if not 1 <= side <= MAX_SIDE_ASKED:
            yield FieldError(name, f"Expected {name} from 1 to {MAX_SIDE_ASKED}, got {side}.")
