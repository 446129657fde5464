"""Prints of the season, for papers, fabrics and backgrounds."""

from PIL import Image

from infra.demo import patterns
from infra.demo.canvas import Pixels, develop


def seigaiha() -> Image.Image:
    """Waves in petrol and sand."""
    return _printed(patterns.waves((2400, 2400), paper="#f4ecdf", inks=["#12474f", "#2f6d73", "#d28f5c"]))


def terrazzo() -> Image.Image:
    """Chips of terracotta, sage and ink in pale cement."""
    stones = ["#c46b45", "#8aa08a", "#2b4146", "#e3b778", "#d9c7b4", "#a8573d"]
    return _printed(patterns.terrazzo((2600, 1700), ground="#efe9df", stones=stones, seed=5))


def marbled() -> Image.Image:
    """Marbled paper with a vein of gold."""
    stops = [(0.0, "#0d2f38"), (0.3, "#1d5660"), (0.55, "#7ba6a3"), (0.8, "#e8dccb"), (1.0, "#f7f0e4")]
    return _printed(patterns.marble((1800, 2400), stops=stops, seed=8, swirl=0.6, veins=6, gold="#c99a4b"))


def sea_chart() -> Image.Image:
    """A chart of imagined depths."""
    stops = [(0.0, "#0f3b4a"), (0.35, "#2a6a78"), (0.6, "#7fb0ad"), (0.78, "#cfdcc9"), (1.0, "#f1e6cf")]
    return _printed(patterns.depths((2600, 1800), stops=stops, ink="#f7f2e6", seed=14))


def azulejos() -> Image.Image:
    """Blue tiles, painted by hand."""
    return _printed(patterns.tiles((2400, 2000), glaze="#f3f0e7", ink="#23508c", second="#d9a441", seed=2))


def rose_marble() -> Image.Image:
    """Marbled paper in rose and wine."""
    stops = [(0.0, "#5a1f2b"), (0.3, "#a34b52"), (0.6, "#dfa49a"), (0.85, "#f5ddd2"), (1.0, "#fbf1ea")]
    return _printed(patterns.marble((2400, 1600), stops=stops, seed=23, swirl=0.9, veins=5, gold="#d7ab63"))


def _printed(picture: Pixels) -> Image.Image:
    return develop(picture, grain=0.008, vignette=0.03)
