"""What the built-in presets ask for: counted here once, so that a new preset changes no test."""

from renditions.built_in import BUILT_IN
from renditions.mezzanine import is_mezzanine
from renditions.presets import FILM_FORMATS

RECIPES = tuple(
    output.recipe for channel in BUILT_IN for spec in channel.presets.values() for output in spec.outputs()
)

PLANNED = len(RECIPES)
"""Files that an original gets a row for."""

STILLS = sum(recipe.format not in FILM_FORMATS and not is_mezzanine(recipe) for recipe in RECIPES)
"""Files that a picture of moderate size gets: all but films, and but the mezzanine that only large ones need."""
