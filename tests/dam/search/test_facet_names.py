"""Facets as people read them, each by what they may see: own fields, terms above tags, collections, creators."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dam.accounts.caller import HOUSE, Caller, Role
from dam.core import Core
from dam.db import Database
from dam.metadata.fields import delete_field, save_field
from dam.metadata.vocabularies.edit import add_term, save_vocabulary
from dam.search.find import SearchRequest, find_assets
from dam.search.open import open_index
from dam.search.port import FacetCount, Filters, SearchIndex
from dam.search.reindex import reindex
from tests.cores import MakeCore
from tests.dam.search.rows import add_collection, add_rows

COLETTE = Caller("person", "colette", "Colette", Role.CONTRIBUTOR)
BERTHE = Caller("person", "berthe", "Berthe", Role.CONTRIBUTOR, "en")

DOG, SECRET = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"


@pytest.fixture
def core(sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore) -> Core:
    """A house with a tree of tags, fields, and a draft that only its owner sees."""
    core = make_core(open_database(sqlite_url))
    save_vocabulary(core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    animals = add_term(core, HOUSE, "subjects", labels={"fr": "Animaux", "en": "Animals"})
    add_term(core, HOUSE, "subjects", labels={"fr": "Chien", "en": "Dog"}, parent_id=animals.id)
    choices = [{"value": "summer", "label": {"fr": "Été", "en": "Summer"}}]
    save_field(core, HOUSE, "season", kind="choice", label={"fr": "Saison"}, choices=choices)
    save_field(core, HOUSE, "shot_on", kind="date", label={"fr": "Prise le"})
    with core.db.write() as session:
        add_rows(
            session,
            DOG,
            tags=("Chien",),
            fields={"season": "summer", "shot_on": "2026-03-21"},
            owner_name="Colette Renard",
        )
        add_rows(session, SECRET, status="draft", owner_id="berthe", owner_name="Berthe", tags=("Prototype",))
        add_collection(session, "Lancement", SECRET)
    return core


@pytest.fixture
def index(core: Core, tmp_path: Path) -> SearchIndex:
    """The index, filled."""
    index = open_index(f"whoosh://{tmp_path}/search", core.db)
    reindex(core, index)
    return index


def facets(core: Core, index: SearchIndex, caller: Caller) -> dict[str, tuple[FacetCount, ...]]:
    """Return what a caller is told."""
    return dict(find_assets(core, index, caller, SearchRequest(with_facets=True)).facets)


def test_terms_count_for_what_is_above_and_bear_the_callers_language(core: Core, index: SearchIndex) -> None:
    assert facets(core, index, COLETTE)["tag"] == (
        FacetCount("animaux", 1, "Animaux"),
        FacetCount("chien", 1, "Chien"),
    )
    english = {count.value: count.label for count in facets(core, index, BERTHE)["tag"]}
    assert english == {"animaux": "Animals", "chien": "Dog", "prototype": "Prototype"}
    found = find_assets(core, index, COLETTE, SearchRequest(filters=Filters({"tag": ("animaux",)})))
    assert [asset.id for asset in found.items] == [DOG]


def test_own_fields_are_named_and_gone_with_their_field(core: Core, index: SearchIndex) -> None:
    assert facets(core, index, COLETTE)["field.season"] == (FacetCount("summer", 1, "Été"),)
    delete_field(core, HOUSE, "season")
    assert "field.season" not in facets(core, index, COLETTE)


def test_neither_counts_nor_names_tell_of_what_one_may_not_see(core: Core, index: SearchIndex) -> None:
    theirs = facets(core, index, COLETTE)
    assert theirs["collection"] == ()
    assert theirs["creator"] == (FacetCount("colette", 1, "Colette Renard"),)
    for word in ("Lancement", "lancement", "Prototype", "Berthe", "draft"):
        assert word not in str(theirs), word
    own = facets(core, index, BERTHE)
    assert own["collection"] == (FacetCount("lancement", 1, "Lancement"),)
    assert {count.label for count in own["creator"]} == {"Berthe", "Colette Renard"}
