"""Facts of HEIC pictures, by libheif (pi-heif); no pixel is decoded. Runs in a child."""

import warnings
from collections.abc import Mapping
from typing import Any

import pi_heif

from dam.metadata.facts_still import NOT_A_PICTURE, UNREADABLE, facts_of


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`.

    Width and height are those after the turns that the container orders, so the orientation is always 1.
    """
    warnings.simplefilter("ignore")
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    try:
        with pi_heif.HeifImageFile(argument["path"]) as picture:
            return facts_of(picture, argument["path"]).to_json()
    except (*UNREADABLE, RuntimeError):
        return NOT_A_PICTURE.to_json()
