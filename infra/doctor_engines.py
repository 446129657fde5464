"""Which engines resample pictures and write JPEG here, and what it costs where Pillow does it."""

from collections.abc import Iterator
from importlib.metadata import version

from infra.doctor_sayings import Saying
from infra.settings import Settings
from renditions.image import engines

WITHOUT_SIMD = (
    "Pillow resamples: a set of pictures costs about a third more processor time than with cykooz-resizer"
)
WITHOUT_JPEGLI = "libjpeg-turbo writes JPEG: files are about a sixth heavier than with jpegli"


def check_engines(settings: Settings) -> Iterator[Saying]:
    """What is in use; a fallback is a warning unless the settings ask for it."""
    engines.choose(settings.image_engine)
    used = engines.in_use()
    yield _told(
        f"cykooz-resizer {version('cykooz-resizer')} resamples." if used.resampler == engines.SIMD else None,
        WITHOUT_SIMD,
        is_wanted=settings.image_engine == "pillow",
    )
    yield _told(
        f"jpegli (ajpegli {version('ajpegli')}) writes JPEG." if used.jpeg == engines.JPEGLI else None,
        WITHOUT_JPEGLI,
        is_wanted=settings.image_engine != "auto",
    )


def _told(quick: str | None, fallback: str, *, is_wanted: bool) -> Saying:
    if quick is not None:
        return "ok", quick
    if is_wanted:
        return "ok", f"{fallback}, as VITRINE_IMAGE_ENGINE asks for."
    return "warn", f"{fallback}. Install the extra `quick` from the lock where a wheel exists."
