"""Search asks the same rules as delivery: what may not be used on a channel is not found for it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dam import clock
from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent, withdraw_consent
from dam.assets.models import Asset
from dam.core import Core
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.find_usable import find_usable
from dam.search.open import open_index
from dam.search.port import Filters, SearchIndex
from dam.search.reindex import reindex
from dam.search.update import index_assets
from tests.dam.search.rows import add_rows

VIEWER = Caller("person", "vera", "Vera", Role.VIEWER)
MANAGER = Caller("person", "mona", "Mona", Role.MANAGER)
A, B, C, D = (letter * 16 for letter in "abcd")


@pytest.fixture
def index(core: Core, tmp_path: Path) -> SearchIndex:
    ready: dict[str, Any] = {"ready_channels": ["web", "print"], "approved_at": clock.now()}
    with core.db.write() as session:
        add_rows(session, A, title="Vase one", **ready)
        add_rows(session, B, title="Vase two", **ready, rights_channels=["print"])
        add_rows(session, C, title="Vase three", **ready, rights_territories=["EU"])
        add_rows(session, D, title="Vase four", **ready, embargo_until=clock.now() + timedelta(days=1))
    index = open_index(f"whoosh://{tmp_path}/search", core.db)
    reindex(core, index)
    return index


def ids(page: FoundPage) -> set[str]:
    return {asset.id for asset in page.items}


def on(channel: str) -> SearchRequest:
    return SearchRequest("vase", filters=Filters({"channel": (channel,)}))


def test_a_channel_finds_only_what_rights_grant_there(core: Core, index: SearchIndex) -> None:
    assert ids(find_assets(core, index, VIEWER, on("web"))) == {A, C}
    assert ids(find_assets(core, index, VIEWER, on("print"))) == {A, B, C}
    assert ids(find_usable(core, index, VIEWER, SearchRequest("vase"), "web", "FR")) == {A, C}
    assert ids(find_usable(core, index, VIEWER, SearchRequest("vase"), "web", "US")) == {A}


def test_what_is_under_an_embargo_is_found_and_counted_only_by_who_sees_everything(
    core: Core, index: SearchIndex
) -> None:
    request = SearchRequest("vase", with_facets=True)
    assert find_assets(core, index, VIEWER, request).total == 3
    seen = find_assets(core, index, MANAGER, request)
    assert ids(seen) == {A, B, C, D}
    assert {each.value: each.count for each in seen.facets["status"]} == {"approved": 3, "embargoed": 1}
    with core.db.write() as session:
        session.get_one(Asset, D).embargo_until = clock.now() - timedelta(seconds=1)
    index_assets(core, index, [D])
    assert D in ids(find_assets(core, index, VIEWER, request)), "it opens by the clock"


def test_the_rows_have_the_last_word_before_the_index_has_heard(core: Core, index: SearchIndex) -> None:
    consent = add_consent(core, HOUSE, {"role": "model", "name": "Ada", "given_on": "2026-01-01"})
    cover_assets(core, HOUSE, consent.id, [A])
    assert A in ids(find_assets(core, index, VIEWER, on("web")))
    withdraw_consent(core, HOUSE, consent.id)
    assert A not in ids(find_assets(core, index, VIEWER, on("web")))
    index_assets(core, index, [A])
    assert find_assets(core, index, VIEWER, on("web")).total == 1


def test_a_page_is_filled_from_the_next_ones_where_a_territory_leaves_little(
    core: Core, index: SearchIndex
) -> None:
    page = find_usable(core, index, VIEWER, SearchRequest("vase", limit=1), "web", "US")
    assert len(page.items) <= 1
    seen = ids(page)
    while page.next is not None:
        page = find_usable(core, index, VIEWER, SearchRequest("vase", limit=1, cursor=page.next), "web", "US")
        seen |= ids(page)
    assert seen == {A}
