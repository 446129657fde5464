"""Carrying figures down onto the assets, where lists and searches ask them, and bringing back what somebody fetched again."""

from collections.abc import Sequence

from dam.assets.merged import answering_for
from dam.assets.processing import note_popularity, note_sites
from dam.assets.reuse.quarantine import bring_back_used
from dam.engagement.insights.carried import carried_of
from dam.search.update import index_assets
from delivery.house import House

BATCH = 10
"""Assets handled in one transaction: it must stay under 20 ms."""


def carry_figures(house: House, asset_ids: Sequence[str]) -> None:
    """Write how often people fetched each asset, and where, onto its row, and index it with the rest.

    What was merged into another counts there. An asset that is set aside and was fetched comes back by itself: no URL has
    to ask whether it is set aside, and what an edge delivered brings it back as well, once its log is read.
    """
    core = house.core
    for start in range(0, len(asset_ids), BATCH):
        with core.db.read() as session:
            groups = answering_for(session, asset_ids[start : start + BATCH])
            figures = carried_of(session, groups)
        with core.db.write() as session:
            for asset_id, carried in sorted(figures.items()):
                note_popularity(session, asset_id, carried.fetches, carried.fetched_at)
                note_sites(session, asset_id, carried.sites)
                bring_back_used(core, session, asset_id, carried.really_fetched_at)
        index_assets(core, house.index, sorted(figures))
