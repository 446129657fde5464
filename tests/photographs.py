"""Real photographs by name, out of the packages of `tests/material.py`."""

from pathlib import Path

from tests.material import material

PLACES = {
    "coffee": ("skimage", "skimage/data/coffee.png"),
    "chelsea": ("skimage", "skimage/data/chelsea.png"),
    "astronaut": ("skimage", "skimage/data/astronaut.png"),
}


def photograph(name: str) -> Path:
    """Return the path of a photograph, to be read only."""
    package, path = PLACES[name]
    return material(package) / path
