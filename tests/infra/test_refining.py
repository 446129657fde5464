"""Refining is asked for a few assets at a time, behind all other work, and once for each."""

import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from delivery.house import House
from infra.jobs import bind_jobs
from infra.refining import ask_for_refining
from renditions.catalogue.channels import seed_built_in
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Preset
from renditions.catalogue.preset_edits import save_preset
from renditions.make import make_renditions
from tests.photographs import photograph
from tests.renditions.originals import place


def test_the_most_fetched_are_asked_for_once_and_then_done(house: House) -> None:
    core = house.core
    with core.db.write() as session:
        seed_built_in(session)
        session.execute(sa.delete(Preset))
    save_preset(core, HOUSE, "web", "card", {"fit": "width", "widths": [320], "formats": ["avif"]})
    placed = place(core, photograph("coffee"), width=600, height=400)
    make_renditions(core, placed.version_id)
    assert ask_for_refining(house, 5) == 0
    with core.db.write() as session:
        session.get_one(Asset, placed.asset_id).popularity = 1000
    assert ask_for_refining(house, 0) == 0
    assert [ask_for_refining(house, 5) for _ in range(2)] == [1, 1]
    jobs = [job for job in core.jobs.list() if job.name == "refine_asset"]
    assert [(dict(job.payload), job.queue) for job in jobs] == [({"asset_id": placed.asset_id}, "heavy")]
    bind_jobs(house)["refine_asset"](jobs[0].payload)
    with core.db.read() as session:
        assert [row.is_refined for row in renditions_of(session, placed.asset_id)] == [True]
    assert ask_for_refining(house, 5) == 0
