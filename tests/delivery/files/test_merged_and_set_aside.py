"""What was merged is answered by the asset that stays, what was purged says 410, what is set aside answers and comes back."""

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.merging.merge import merge_assets
from dam.assets.models import Asset
from dam.assets.purging.purge import PurgeWish, purge_asset
from dam.assets.reuse.quarantine import set_aside
from dam.assets.reuse.settings import USUAL
from dam.assets.status import move_status
from dam.core import Core
from dam.engagement.logs.delivery_log import fold_logs
from infra.carrying import carry_figures
from tests.delivery.files.conftest import DRAFT, LIT, TOMORROW, UNPLANNED, WITHDRAWN, Front
from tests.delivery.files.library import body_of, change_asset, digest_of

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def card(asset_id: str) -> str:
    return f"/d/web/card/{asset_id}.jpg"


@pytest.fixture
def twins(core: Core) -> tuple[str, str]:
    """Two lit assets without limits of their rights."""
    change_asset(core, TOMORROW, rights_ends_at=None)
    return LIT, TOMORROW


def test_every_address_of_what_was_merged_is_answered_by_the_one_that_stays(
    front: Front, core: Core, twins: tuple[str, str]
) -> None:
    stays, goes = twins
    own = body_of(f"v1-{goes}webcard", "jpeg")
    immutable = f"/i/web/{digest_of(own)}/x.jpg"
    assert front.ask(card(goes)).body == front.ask(immutable).body == own
    merge_assets(core, HOUSE, stays, goes)
    front.server.cache.poll()
    assert front.ask(card(goes)).body == front.ask(card(stays)).body
    assert front.ask(immutable).body == own
    move_status(core, HOUSE, stays, "withdrawn")
    front.server.cache.poll()
    assert [front.ask(path).status for path in (card(goes), card(stays), immutable)] == [410, 410, 410]


def test_what_was_purged_says_410_for_ever_and_what_never_was_public_404(front: Front, core: Core) -> None:
    assert front.ask(card(LIT)).status == 200
    purge_asset(core, HOUSE, LIT, USUAL, PurgeWish(confirmed=True, reason="a judge says so"))
    purge_asset(core, HOUSE, UNPLANNED, USUAL, PurgeWish(confirmed=True, reason="a judge says so"))
    front.server.cache.poll()
    assert front.ask(card(LIT)).status == 410
    assert front.ask("/d/web/hero@1600w/" + UNPLANNED + ".jpg").status == 410
    assert front.ask("/d/web/card/zzzzzzzzzzzzzzzz.jpg").status == 404
    purge_asset(core, HOUSE, DRAFT, USUAL, PurgeWish(confirmed=True, reason="a judge says so"))
    front.server.cache.poll()
    assert front.ask(card(DRAFT)).status == 404


def test_a_hit_on_what_is_set_aside_asks_no_database_and_the_log_brings_it_back(
    front: Front, core: Core
) -> None:
    assert front.ask(card(LIT), user_agent=BROWSER).status == 200
    set_aside(core, HOUSE, [LIT])
    front.server.cache.poll()
    first, misses = front.ask(card(LIT), user_agent=BROWSER), front.server.cache.misses
    assert (first.status, front.ask(card(LIT), user_agent=BROWSER).status) == (200, 200)
    assert front.server.cache.misses == misses
    with core.db.read() as session:
        assert session.get_one(Asset, LIT).quarantined_at is not None
    assert fold_logs(core, front.log).accepted == 3
    carry_figures(front.house, [LIT, WITHDRAWN])
    with core.db.read() as session:
        asset = session.get_one(Asset, LIT)
        assert (asset.quarantined_at, asset.popularity) == (None, 3)
