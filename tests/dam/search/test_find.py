"""Finding assets from their rows: what is indexed, who sees it, and how facets and suggestions read."""

from dataclasses import replace
from pathlib import Path

import pytest

from dam.accounts.caller import ANONYMOUS, Caller, Role
from dam.core import Core
from dam.db import Database
from dam.errors import Invalid, NotSignedIn
from dam.search.document import build_documents
from dam.search.find import FoundPage, SearchRequest, find_assets
from dam.search.open import open_index
from dam.search.port import FacetCount, Filters, SearchIndex, Sort
from dam.search.reindex import reindex
from dam.search.update import index_assets
from tests.contracts.search_index import make_document
from tests.cores import MakeCore
from tests.dam.search.rows import add_collection, add_rows

ADMIN = Caller("person", "anna", "Anna", Role.ADMIN)
VIEWER = Caller("person", "vera", "Vera", Role.VIEWER)
COLETTE = Caller("person", "colette", "Colette", Role.CONTRIBUTOR)

ROYAL = "aaaaaaaaaaaaaaaa"
SHORE = "bbbbbbbbbbbbbbbb"
DRAFT = "cccccccccccccccc"


@pytest.fixture
def core(database: Database, make_core: MakeCore) -> Core:
    """A core whose rows are two approved assets and a draft, once on each database."""
    with database.write() as session:
        add_rows(
            session,
            ROYAL,
            title="Château d'été",
            description="La façade, côté jardin",
            tags=("Été", "Loire"),
            colours=["#1f4fbf", "#f8f8f8"],
            ready_channels=["web"],
            fields={"photographer": "Jeanne Durand", "year": 2026},
            alt={"fr": "Un château", "en": "A castle"},
        )
        add_rows(session, SHORE, title="Plage", tags=("été",), popularity=3)
        add_rows(session, DRAFT, title="Prototype", status="draft", owner_id="colette", tags=("Secret",))
        add_collection(session, "Printemps 2026", ROYAL)
    return make_core(database)


@pytest.fixture
def index(core: Core, tmp_path: Path) -> SearchIndex:
    """The index that follows the database, filled."""
    url = f"whoosh://{tmp_path}/search" if core.db.is_sqlite else "postgresql"
    index = open_index(url, core.db)
    reindex(core, index)
    return index


def find(
    core: Core, index: SearchIndex, text: str = "", caller: Caller = ADMIN, **changes: object
) -> FoundPage:
    """Ask for assets."""
    return find_assets(core, index, caller, SearchRequest(text, **changes))  # type: ignore[arg-type]


def ids(page: FoundPage) -> set[str]:
    """Return which assets were found."""
    return {asset.id for asset in page.items}


@pytest.mark.parametrize(
    "text",
    [
        "chateau jardin",
        "castle",
        "durand",
        "photographer:durand",
        "year:2026",
        "tag:loire",
        "couleur:bleu",
        "colour:white -plage",
        "orientation:paysage chateau",
        "channel:web",
        'collection:"printemps 2026"',
        "printemps",
        "format:jpg chateau",
        f"filename:{ROYAL}",
        f"id:{ROYAL}",
        '"façade côté jardin" OR morizot',
    ],
)
def test_everything_of_an_asset_is_searched(core: Core, index: SearchIndex, text: str) -> None:
    assert ids(find(core, index, text)) == {ROYAL}


def test_where_a_picture_was_taken_is_never_searched(core: Core, index: SearchIndex) -> None:
    assert find(core, index, "morisot").total == 3
    assert find(core, index, "48.8").total == 0


@pytest.mark.parametrize(
    ("caller", "expected"),
    [(VIEWER, {ROYAL, SHORE}), (COLETTE, {ROYAL, SHORE, DRAFT}), (ADMIN, {ROYAL, SHORE, DRAFT})],
)
def test_each_role_sees_its_own(core: Core, index: SearchIndex, caller: Caller, expected: set[str]) -> None:
    page = find(core, index, caller=caller, with_facets=True)
    assert ids(page) == expected
    assert page.total == len(expected)
    assert ("secret" in {count.value for count in page.facets["tag"]}) == (DRAFT in expected)


def test_nobody_sees_nothing(core: Core, index: SearchIndex) -> None:
    with pytest.raises(NotSignedIn):
        find(core, index, caller=ANONYMOUS)


def test_an_asset_withdrawn_a_moment_ago_is_not_shown_by_an_index_that_lags(
    core: Core, index: SearchIndex
) -> None:
    with core.db.write() as session:
        add_rows(session, "dddddddddddddddd", status="withdrawn", title="Parti")
        withdrawn = build_documents(session, ["dddddddddddddddd"])[0]
    index.put([replace(withdrawn, status="approved")])
    assert ids(find(core, index, caller=VIEWER)) == {ROYAL, SHORE}


def test_facets_read_as_people_wrote_them(core: Core, index: SearchIndex) -> None:
    facets = find(core, index, with_facets=True).facets
    assert facets["tag"][0] == FacetCount("ete", 2, "Été")
    assert facets["collection"] == (FacetCount("printemps 2026", 1, "Printemps 2026"),)
    assert facets["status"] == (FacetCount("approved", 2, "approved"), FacetCount("draft", 1, "draft"))


def test_a_suggestion_is_written_with_its_accents(core: Core, index: SearchIndex) -> None:
    page = find(core, index, "chatau")
    assert (page.suggestion, page.corrected, ids(page)) == ("château", True, {ROYAL})


def test_filters_orders_and_pages(core: Core, index: SearchIndex) -> None:
    assert ids(find(core, index, filters=Filters({"tag": ("ÉTÉ",), "channel": ("web",)}))) == {ROYAL}
    first = find(core, index, sort=Sort.TITLE, limit=2)
    second = find(core, index, sort=Sort.TITLE, limit=2, cursor=first.next)
    assert [asset.id for asset in (*first.items, *second.items)] == [ROYAL, SHORE, DRAFT]
    assert second.next is None


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_is_neither_empty_nor_endless(core: Core, index: SearchIndex, limit: int) -> None:
    with pytest.raises(Invalid):
        find(core, index, limit=limit)


def test_a_change_is_found_once_it_is_indexed(core: Core, index: SearchIndex) -> None:
    with core.db.write() as session:
        added = add_rows(session, "dddddddddddddddd", title="Phare")
        session.delete(session.get_one(type(added), SHORE))
    index_assets(core, index, ["dddddddddddddddd", SHORE, "eeeeeeeeeeeeeeee"])
    assert ids(find(core, index, "phare")) == {"dddddddddddddddd"}
    assert index.count() == 3


def test_what_changes_while_it_is_indexed_is_indexed_again(core: Core, index: SearchIndex) -> None:
    class SlowIndex:
        """Puts, and during the first put the asset appears."""

        puts = 0

        def __getattr__(self, name: str) -> object:
            return getattr(index, name)

        def put(self, documents: list) -> None:  # type: ignore[type-arg]
            SlowIndex.puts += 1
            if SlowIndex.puts == 1:
                with core.db.write() as session:
                    add_rows(session, "dddddddddddddddd", title="Deuxième")
            index.put(documents)

    index_assets(core, SlowIndex(), ["dddddddddddddddd"])  # type: ignore[arg-type]
    assert ids(find(core, index, "deuxieme")) == {"dddddddddddddddd"}
    assert SlowIndex.puts == 2


def test_reindexing_tells_how_far_it_is_and_drops_what_is_no_asset(core: Core, index: SearchIndex) -> None:
    index.put([make_document(1)])
    heard: list[tuple[int, int]] = []
    assert reindex(core, index, lambda done, total: heard.append((done, total))) == 3
    assert (heard, index.count()) == ([(3, 3)], 3)
