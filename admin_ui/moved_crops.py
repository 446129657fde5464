"""Crops before and after a change of a preset, cut by the page out of the library's own pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_ui.pictures import Picture, pictures
from admin_ui.visit import Visit
from dam.assets.rows_to_views import asset_views
from dam.assets.views import AssetView
from renditions.catalogue.crops import MovedCrop


@dataclass(frozen=True, slots=True)
class Compared:
    """One asset with its picture and what the preset shows of it, now and afterwards."""

    asset: AssetView
    picture: Picture
    crop: MovedCrop


def moved_crops(visit: Visit, crops: Sequence[MovedCrop]) -> list[Compared]:
    """Return the crops whose asset is still there and has a picture, in their order."""
    with visit.core.db.read() as session:
        assets = asset_views(session, [crop.asset_id for crop in crops])
    shown = pictures(visit, list(assets.values()), "thumb")
    found = (crop for crop in crops if crop.asset_id in assets and shown[crop.asset_id].is_ready)
    return [Compared(assets[crop.asset_id], shown[crop.asset_id], crop) for crop in found]
