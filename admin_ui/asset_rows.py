"""Assets as lines of a table: with their picture and colour."""

from typing import Any

from admin_ui.tiles import colour_of
from dam.assets.views import AssetView


def asset_row(asset: AssetView, thumb: object, **more: object) -> dict[str, Any]:
    return {"asset": asset, "picture": thumb, "colour": colour_of(asset), **more}
