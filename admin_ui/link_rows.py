"""Links as pages list them: each with the picture of its asset and how often people followed it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin_ui.pictures import NOTHING, Picture, pictures
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.read import asset_views
from dam.assets.views import AssetView
from delivery.links.codes import derived_code
from delivery.links.figures import count_by_link
from delivery.links.known import Link
from delivery.links.read import LinkFilter, list_links

SHOWN_OF_ASSET = 6
"""Links on the page of their asset; the list shows all of them."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One line; `asset` is None where it is gone for good."""

    link: Link
    asset: AssetView | None
    picture: Picture
    colour: str
    followed: int


def link_rows(visit: Visit, links: Sequence[Link]) -> list[LinkRow]:
    """Return links with what stands beside them."""
    with visit.core.db.read() as session:
        views = asset_views(session, list(dict.fromkeys(link.asset_id for link in links)))
    thumbs = pictures(visit, list(views.values()), "thumb")
    counts = _followed(visit, links)
    return [_row(link, views.get(link.asset_id), thumbs, counts.get(link.code, 0)) for link in links]


def _followed(visit: Visit, links: Sequence[Link]) -> dict[str, int]:
    if not links or not visit.may(Action.SEE_INSIGHTS):
        return {}
    return count_by_link(visit.core, visit.caller, links)


def _row(link: Link, asset: AssetView | None, thumbs: dict[str, Picture], followed: int) -> LinkRow:
    if asset is None:
        return LinkRow(link, None, NOTHING, "", followed)
    return LinkRow(link, asset, thumbs[asset.id], colour_of(asset), followed)


@dataclass(frozen=True, slots=True)
class AssetLinks:
    """What the page of an asset tells: the code that it has from the start, the newest of its links, and how often each,
    by its code, was followed."""

    own_code: str
    newest: Sequence[Link]
    followed: Mapping[str, int]


def links_of_asset(visit: Visit, asset: AssetView) -> AssetLinks:
    """Return the codes and links of one asset."""
    page = list_links(visit.core, visit.caller, LinkFilter(asset_id=asset.id), limit=SHOWN_OF_ASSET)
    return AssetLinks(derived_code(asset.id), page.items, _followed(visit, page.items))
