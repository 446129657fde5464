"""What has to be known of a film before it is filmed again: its shape, beat, light, and whether it sounds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal

from renditions.geometry import Size

Light = Literal["", "pq", "hlg"]
"""How brightness is coded: "" as on every screen, "pq" (SMPTE ST 2084) or "hlg" (ARIB STD-B67) for more than that."""

Matrix = Literal["bt709", "bt601", "bt2020"]
"""How brightness and colour are mixed: HD, standard definition, and wide gamut (ITU-R BT.709, BT.601, BT.2020)."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A film as people see it: `size` upright and with square pixels.

    `stored` is its upright size in the file, where that differs because pixels are not square. `rate` is the average of frames a second,
    `beat` the slowest even rate that meets every frame (ISO files of uneven beat: above `rate`); 0 where not known.
    `seconds` is the length of the whole, `picture_seconds` of the picture alone. `decoder` names the one that keeps
    transparency where the usual one drops it. `is_full_range` when black is 0 and not 16. `repeats` is how often an animated picture is shown (0: for ever), None for
    film. `codec` and `pixels` are FFmpeg's words.
    """

    size: Size
    stored: Size | None = None
    rate: Fraction = Fraction(0)
    beat: Fraction = Fraction(0)
    seconds: float | None = None
    picture_seconds: float | None = None
    rotation: int = 0
    is_interlaced: bool = False
    light: Light = ""
    matrix: Matrix = "bt709"
    is_full_range: bool = False
    has_alpha: bool = False
    decoder: str = ""
    codec: str = ""
    pixels: str = ""
    sound: str = ""
    channels: int = 0
    repeats: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the value form."""
        fractions = {name: str(getattr(self, name)) for name in _FRACTIONS}
        return asdict(self) | fractions

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Footage":
        """Read the value form."""
        fractions = {name: Fraction(value[name]) for name in _FRACTIONS}
        stored = Size(**value["stored"]) if value["stored"] else None
        return cls(**{**value, "size": Size(**value["size"]), "stored": stored, **fractions})


_FRACTIONS = ("rate", "beat")
