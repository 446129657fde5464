"""Writes a suggestion as people write it: the index knows `chateau`, the assets say `château`."""

import re
from collections.abc import Sequence

from dam.assets.views import AssetView
from dam.search.language import fold

_WORD = re.compile(r"[^\W\d_]+")


def spell_as_written(suggestion: str, assets: Sequence[AssetView]) -> str:
    """Return the suggestion with the accents that its words bear in the assets that it found."""
    written: dict[str, str] = {}
    for asset in assets:
        for text in (asset.title, *asset.tags, asset.description):
            for word in _WORD.findall(text):
                written.setdefault(fold(word), word.lower())
    return _WORD.sub(lambda match: written.get(match[0], match[0]), suggestion)
