"""Which engines resample and write JPEG in this process: the quick ones where they are installed, else Pillow's own."""

from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from renditions.settings import ENGINES

SIMD, PILLOW = "cykooz-resizer", "Pillow"
JPEGLI, TURBO = "jpegli", "libjpeg-turbo"

_chosen: ContextVar[str] = ContextVar("engine", default="auto")


@dataclass(frozen=True, slots=True)
class Engines:
    """What is in use: who resamples, and who writes JPEG."""

    resampler: str
    jpeg: str


def choose(engine: str) -> None:
    """Decide for this process: `auto` takes what is installed, `simd` leaves JPEG to Pillow, `pillow` everything."""
    if engine not in ENGINES:
        raise ValueError(f"expected an engine among {', '.join(ENGINES)}, got {engine!r}")
    _chosen.set(engine)


def in_use() -> Engines:
    """Return the engines that this process uses."""
    return Engines(resampler(), JPEGLI if jpegli() else TURBO)


def resampler() -> str:
    """Return the name of who resamples."""
    return SIMD if simd() else PILLOW


def simd() -> Any:
    """Return `renditions.image.simd`, or None where Pillow resamples."""
    return _installed("renditions.image.simd") if _chosen.get() != "pillow" else None


def jpegli() -> Any:
    """Return `renditions.image.jpegli`, or None where libjpeg-turbo writes JPEG."""
    return _installed("renditions.image.jpegli") if _chosen.get() == "auto" else None


@cache
def _installed(module: str) -> Any:
    """Import late: a child that writes no JPEG does not wait for what only that needs."""
    try:
        return import_module(module)
    except ImportError:
        return None
