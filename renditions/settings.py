"""Settings of the rendition pipelines."""

from dataclasses import dataclass
from pathlib import Path

ENGINES = ("auto", "simd", "pillow")

FILM_PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower")
"""x264's words for how long it may think about a film, from the heaviest files to the lightest."""


@dataclass(frozen=True, slots=True)
class RenditionSettings:
    """`work_folder` is where files are written before they are stored (None: the system's temporary folder).

    `engine` is `auto` (what `renditions.image.engines` finds installed), `simd` (the same, but JPEG by libjpeg-turbo) or
    `pillow` (nothing else).
    `avif_speed` 0 (small) to 9 (quick): 9 costs a sixth of 6 and gives 27 % more bytes, still 13 % under WebP.
    `refined_avif_speed` is the speed of the second, unhurried encoding of what is fetched most.
    `webp_method` 0 to 6. `film_preset` is x264's own word for the same trade.
    """

    work_folder: Path | None = None
    engine: str = "auto"
    avif_speed: int = 9
    refined_avif_speed: int = 6
    webp_method: int = 4
    film_preset: str = "veryfast"


USUAL = RenditionSettings()
