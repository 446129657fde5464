"""The pictures that stand for assets: where they are fetched, and whether they are there, on their way or never come."""

from collections.abc import Sequence
from dataclasses import dataclass

from admin_ui.visit import Visit
from dam.assets.views import AssetView
from renditions.catalogue.previews import Preview, previews_of

BUSY = ("waiting", "running")
"""States of an asset whose files are still being made."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A preview for a page: no `url` when none will come, for which `reason` is the sentence, if there is one."""

    url: str
    is_ready: bool
    reason: str = ""

    @property
    def is_coming(self) -> bool:
        """Tell whether the page should hold its place and ask again."""
        return bool(self.url) and not self.is_ready


NOTHING = Picture("", is_ready=False)
"""What has no picture by its nature."""


def pictures(visit: Visit, assets: Sequence[AssetView], preset: str) -> dict[str, Picture]:
    """Return the library's own preview of each asset, by its id."""
    with visit.core.db.read() as session:
        found = previews_of(session, [asset.current_version_id for asset in assets], preset)
    return {asset.id: _picture(visit, asset, preset, found.get(asset.current_version_id)) for asset in assets}


def picture(visit: Visit, asset: AssetView, preset: str) -> Picture:
    """Return the preview of one asset."""
    return pictures(visit, [asset], preset)[asset.id]


def _picture(visit: Visit, asset: AssetView, preset: str, preview: Preview | None) -> Picture:
    """The query of the URL changes with the version, so that browsers may keep the picture."""
    url = f"/d/admin/{preset}/{asset.id}?v={asset.version}"
    if preview is None:
        is_hopeful = asset.processing.state in BUSY
        return Picture(url, is_ready=False) if is_hopeful else _missing(visit, asset, "")
    if preview.state == "missing":
        return _missing(visit, asset, preview.reason)
    return Picture(url, is_ready=preview.state == "ready")


def _missing(visit: Visit, asset: AssetView, reason: str) -> Picture:
    why = reason or next(iter(asset.processing.errors), "")
    return Picture("", is_ready=False, reason=visit.say(why) if why else "")
