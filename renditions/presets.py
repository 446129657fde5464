"""A preset: what one channel wants, as a value that people edit; it checks itself and lists its outputs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from dam.errors import Invalid
from renditions.preset_rules import FILM_FORMATS, STILL_FORMATS, wrong
from renditions.preset_types import wrong_types
from renditions.preset_values import PresetFit, PresetValues
from renditions.quality import SCALES
from renditions.recipe import Fit, Recipe

__all__ = ["FILM_FORMATS", "STILL_FORMATS", "Output", "PresetFit", "PresetSpec"]

MOVING = "webp"
"""The format of stills that moves when a preset wants motion; a GIF weighs many times as much and shows its first frame."""

FILM_BOUNDS = (1920, 1080)
"""Pixels of a film that is not cropped, turned to its orientation: beyond it phones drop frames."""


@dataclass(frozen=True, slots=True)
class Output:
    """One file that a preset asks for: its `variant` ("", "640w", "2x") and its recipe, still without a focal point."""

    variant: str
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class PresetSpec(PresetValues):
    """A preset that holds to the rules of `renditions.preset_rules`: what it says, and what it asks for."""

    def __post_init__(self) -> None:
        errors = list(wrong(self))
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

    @property
    def makes(self) -> frozenset[tuple[str, Recipe, str]]:
        """All that decides its files, whatever their order: two presets that make the same are equal here."""
        return frozenset(
            (output.variant, output.recipe, self.burn_in if output.recipe.format in FILM_FORMATS else "")
            for output in self.outputs()
        )

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Return the sizes by variant; a preset with one size has the variant ""."""
        if self.fit == "width":
            named = {f"{width}w": (width, 0) for width in self.widths}
        elif self.fit == "cover":
            named = {f"{times}x": (self.width * times, self.height * times) for times in self.densities}
        else:
            named = {"": (self.width, self.height)}
        return named if len(named) > 1 else {"": next(iter(named.values()))}

    def has_size(self, variant: str) -> bool:
        """Tell whether a variant names one of its sizes; "" means the first, and the only one has a name too."""
        only = {"width": [f"{width}w" for width in self.widths], "cover": ["1x"]}.get(self.fit, [])
        return variant == "" or variant in self.sizes() or variant in only

    def quality_of(self, format_: str) -> int:
        """Return the quality for a format on its own scale, 0 where it knows none."""
        look = self.quality if isinstance(self.quality, str) else "standard"
        return self.quality_numbers.get(format_, SCALES[look].get(format_, 0))

    def to_json(self) -> dict[str, Any]:
        """Return the value form, without what is left at its default."""
        pairs = ((each, getattr(self, each.name)) for each in fields(self))
        differing = ((each.name, value) for each, value in pairs if value != each.default and value != {})
        return {name: list(value) if isinstance(value, tuple) else value for name, value in differing}

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
        moves = self.motion and format_ == MOVING
        return Recipe(
            format_,
            self.fit,
            *size,
            quality=self.quality_of(format_),
            max_bytes=self.max_bytes if format_ in SCALES["standard"] else 0,
            dpi=self.dpi,
            style=style,
            background=self.background if format_ == "jpeg" else "",
            chroma=self.chroma,
            metadata=self.metadata,
            motion=int(moves),
            seconds=self.seconds if moves else 0,
            bleed=self.bleed,
            subtitles=self.burn_in if moves else "",
            qr=self.qr,
        )

    def _film(self, format_: str) -> Recipe:
        fit, (width, height) = self._film_frame()
        return Recipe(
            format_,
            fit,
            width,
            height,
            quality=self.quality_of("webm" if format_ == "webm" else "mp4"),
            style=self.film_style or "web",
            background=self.background,
            motion=int(self.motion),
            seconds=self.seconds,
            sound=self.sound,
            subtitles=self.burn_in if format_ != "mp3" else "",
        )

    def _film_frame(self) -> tuple[Fit, tuple[int, int]]:
        """Loops stand among the pictures of a page and are as wide as these; other films bring their own bounds."""
        if self.fit == "cover":
            return "cover", (self.width, self.height)
        if self.fit == "width" and self.film_style == "loop":
            return "width", (max(self.widths), 0)
        return "inside", FILM_BOUNDS


def _jpeg_style(spec: PresetValues) -> str:
    """Pages draw progressive files early; screens and networks take baseline ones everywhere."""
    return "progressive" if spec.fit == "width" else ""
