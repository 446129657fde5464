"""Which assets are refined, and when: now and then, a few of those that people fetch most."""

from delivery.house import House
from renditions.catalogue.refined import most_fetched_unrefined
from renditions.refine import refine_asset


def ask_for_refining(house: House, most: int) -> int:
    """Ask for the refining of at most so many assets, each a job of its own behind all other work; return how many."""
    with house.core.db.read() as session:
        asset_ids = most_fetched_unrefined(session, most)
    for asset_id in asset_ids:
        with house.core.db.write() as session:
            house.core.jobs.enqueue(
                session,
                "refine_asset",
                {"asset_id": asset_id},
                queue="heavy",
                key=f"refine:{asset_id}",
                priority=LAST,
            )
    return len(asset_ids)


def refine(house: House, asset_id: str) -> None:
    """Do it for one asset."""
    refine_asset(house.core, asset_id, settings=house.renditions)


LAST = 50
"""Priority of work that nobody waits for."""
