"""What a preset says: the values that people edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PresetFit = Literal["width", "cover", "page"]


@dataclass(frozen=True, slots=True)
class PresetValues:
    """What a channel wants.

    `fit` width: `widths`, never enlarged. `fit` cover: exactly `width` × `height` points at each of `densities`.
    `fit` page: a sheet of `width` × `height` millimetres at `dpi`. `formats` are negotiated in this order.
    `quality` is a word of `renditions.quality` or a number per format. `film` lists the formats of films and sound,
    `film_style` their profile, `sound` their loudness, `burn_in` the locale of the subtitles drawn into the picture.
    `max_bytes` bounds one still. `shown_width` is the width on the page where it differs (e-mail). What else a recipe
    has of the same name means the same here. `source` and `date` say where the numbers come from.
    """

    fit: PresetFit
    formats: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    width: int = 0
    height: int = 0
    densities: tuple[int, ...] = (1,)
    dpi: int = 0
    quality: str | Mapping[str, int] = "standard"
    max_bytes: int = 0
    style: str = ""
    film: tuple[str, ...] = ()
    film_style: str = ""
    background: str = ""
    chroma: str = ""
    metadata: str = ""
    motion: bool = False
    seconds: int = 0
    bleed: int = 0
    sound: str = ""
    burn_in: str = ""
    qr: str = ""
    shown_width: int = 0
    source: str = ""
    date: str = ""

    @property
    def quality_numbers(self) -> Mapping[str, int]:
        """The qualities that are given as numbers, by format."""
        return {} if isinstance(self.quality, str) else self.quality
