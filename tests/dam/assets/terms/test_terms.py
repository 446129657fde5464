"""Vocabularies on assets: names that become terms, trees without circles, merges and promotions that assets follow."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE
from dam.accounts.models import AuditEntry
from dam.assets.edit import edit_asset
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.tags import MAX_TAGS, rename_tag
from dam.assets.terms.follow import follow_terms
from dam.assets.terms.promote import list_free_tags, offer_tags, promote_tag
from dam.assets.terms.words import words_of
from dam.changes import TermsChanged
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from dam.metadata.fields import save_field
from dam.metadata.vocabularies import edit as editing
from dam.metadata.vocabularies.edit import (
    add_term,
    delete_term,
    delete_vocabulary,
    edit_term,
    save_vocabulary,
)
from dam.metadata.vocabularies.limits import MAX_DEPTH
from dam.metadata.vocabularies.merge import merge_terms
from dam.metadata.vocabularies.models import Term
from dam.metadata.vocabularies.read import get_term, list_terms, list_vocabularies, suggest_terms
from dam.search.document import build_documents
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.factory import make_asset
from tests.databases import database_url, sqlite_url  # noqa: F401 - fixtures

Ids = dict[str, str]


@pytest.fixture
def ids(world: World) -> Ids:
    """Seasons and colours: `été` below `saison`, `rouge` below `couleur`, with names in two languages."""
    save_vocabulary(world.core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    return _planted(world)


def _planted(world: World) -> Ids:
    found: Ids = {}
    for name, english, parent, synonyms in (
        ("saison", "season", None, {}),
        ("été", "summer", "saison", {"en": ["summertime"]}),
        ("couleur", "colour", None, {}),
        ("rouge", "red", "couleur", {"fr": ["vermillon"]}),
    ):
        found[name] = add_term(
            world.core,
            HOUSE,
            "subjects",
            labels={"fr": name, "en": english},
            synonyms=synonyms,
            parent_id=found.get(parent or ""),
        ).id
    return found


def follow(world: World) -> list[str]:
    """Do what the jobs of the announced changes do."""
    told = [change for change in world.announced if isinstance(change, TermsChanged)]
    world.announced.clear()
    return [asset for change in told for asset in follow_terms(world.core, change.term_ids)]


def tags(world: World, asset_id: str) -> tuple[str, ...]:
    """The tags of an asset."""
    return get_asset(world.core, HOUSE, asset_id).tags


def test_a_tag_in_any_language_or_by_a_synonym_becomes_the_term(world: World, ids: Ids) -> None:
    asset = make_asset(world.core, tags=["Summer", "SUMMERTIME", "plage", "Vermillon"])
    assert tags(world, asset) == ("été", "plage", "rouge")
    edit_asset(world.core, HOUSE, asset, {"tags": ["ETE", "libre"]})
    assert tags(world, asset) == ("été", "libre")
    rename_tag(world.core, HOUSE, "libre", "red")
    assert tags(world, asset) == ("été", "rouge")


def test_a_tag_says_the_words_of_both_languages_and_of_what_is_above(world: World, ids: Ids) -> None:
    label = {"fr": "Couleur dominante"}
    save_field(world.core, HOUSE, "main", kind="term", label=label, rules={"vocabulary": "subjects"})
    asset = make_asset(world.core, tags=["summer"], fields={"main": "Vermillon"})
    assert get_asset(world.core, HOUSE, asset).fields == {"main": ids["rouge"]}
    with world.core.db.read() as session:
        pairs = words_of(session, [session.get_one(Asset, asset)])[asset]
    assert [text for key, text in pairs if key == "tag"] == [
        "été",
        "summer",
        "summertime",
        "saison",
        "season",
    ]
    assert [text for key, text in pairs if key == "main"] == [
        "rouge",
        "red",
        "vermillon",
        "couleur",
        "colour",
    ]
    with pytest.raises(Invalid, match="no term 'bleu'"):
        edit_asset(world.core, HOUSE, asset, {"fields": {"main": "bleu"}})


def test_the_index_finds_a_choice_a_place_and_a_text_by_all_their_names(world: World) -> None:
    choice = {"value": "ss26", "label": {"fr": "Printemps 2026", "en": "Spring 2026"}}
    save_field(world.core, HOUSE, "season", kind="choice", label={"fr": "S"}, choices=[choice])
    save_field(world.core, HOUSE, "at", kind="place", label={"fr": "Lieu"})
    save_field(world.core, HOUSE, "legend", kind="text", label={"fr": "L"}, rules={"is_by_locale": True})
    fields = {
        "season": "ss26",
        "at": {"name": "Lyon", "latitude": 45.7, "longitude": 4.8},
        "legend": {"fr": "Vue", "en": "View"},
    }
    asset = make_asset(world.core, fields=fields)
    with world.core.db.read() as session:
        [document] = build_documents(session, [asset])
    assert document.fields == (
        ("season", "ss26"),
        ("season", "Printemps 2026"),
        ("season", "Spring 2026"),
        ("at", "Lyon"),
        ("legend", "Vue"),
        ("legend", "View"),
    )


def test_no_term_stands_below_itself(world: World, ids: Ids) -> None:
    for parent in ("saison", "été"):
        with pytest.raises(Invalid) as refusal:
            edit_term(world.core, HOUSE, ids["saison"], {"parent_id": ids[parent]})
        assert refusal.value.errors[0].path == "parent_id"
    assert "circle" in str(refusal.value)
    moved = edit_term(world.core, HOUSE, ids["saison"], {"parent_id": ids["rouge"]})
    assert moved.ancestors == (ids["couleur"], ids["rouge"])
    with world.core.db.read() as session:
        assert get_term(session, ids["été"]).ancestors == (ids["couleur"], ids["rouge"], ids["saison"])
        assert [term.labels["fr"] for term in list_terms(session, "subjects")] == [
            "couleur",
            "rouge",
            "saison",
            "été",
        ]


def test_a_tree_is_bounded(world: World, ids: Ids, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = ids["été"]
    for level in range(MAX_DEPTH - 2):
        parent = add_term(world.core, HOUSE, "subjects", labels={"fr": f"n{level}"}, parent_id=parent).id
    with pytest.raises(Invalid, match="at most 12 levels"):
        add_term(world.core, HOUSE, "subjects", labels={"fr": "trop"}, parent_id=parent)
    with pytest.raises(Invalid, match="at most 12 levels"):
        edit_term(world.core, HOUSE, ids["saison"], {"parent_id": ids["couleur"]})
    with pytest.raises(Invalid, match="at most 12 levels"):
        merge_terms(world.core, HOUSE, ids["saison"], ids["rouge"])
    monkeypatch.setattr(editing, "MAX_TERMS", 4)
    with pytest.raises(Conflict, match="at most 4 terms"):
        add_term(world.core, HOUSE, "subjects", labels={"fr": "encore"})


def test_a_name_means_one_term(world: World, ids: Ids) -> None:
    with pytest.raises(Invalid, match="'Red' names the term 'couleur › rouge' already"):
        add_term(world.core, HOUSE, "subjects", labels={"fr": "Red"})
    with pytest.raises(Invalid):
        edit_term(world.core, HOUSE, ids["été"], {"synonyms": {"fr": ["VERMILLON"]}})
    for labels in ({}, {"fr": " "}, {"French": "x"}, {"fr": "x" * 101}, {"fr": "a\x00"}):
        with pytest.raises(Invalid):
            add_term(world.core, HOUSE, "subjects", labels=labels)


def test_a_merge_is_followed_and_the_old_name_and_id_answer(world: World, ids: Ids) -> None:
    label = {"fr": "Couleurs"}
    rules = {"vocabulary": "subjects", "is_several": True}
    save_field(world.core, HOUSE, "mains", kind="term", label=label, rules=rules)
    scarlet = add_term(world.core, HOUSE, "subjects", labels={"fr": "écarlate", "en": "scarlet"}).id
    below = add_term(world.core, HOUSE, "subjects", labels={"fr": "cerise"}, parent_id=scarlet).id
    fields = {"mains": ["scarlet", "rouge", "été"]}
    asset = make_asset(world.core, tags=["scarlet", "rouge", "cerise"], fields=fields)
    follow(world)
    before = get_asset(world.core, HOUSE, asset)
    merged = merge_terms(world.core, HOUSE, scarlet, ids["rouge"])
    assert merged.synonyms == {"fr": ("vermillon", "écarlate"), "en": ("scarlet",)}
    assert asset in follow(world)
    after = get_asset(world.core, HOUSE, asset)
    assert (after.tags, after.fields) == (("rouge", "cerise"), {"mains": [ids["rouge"], ids["été"]]})
    assert after.revision == before.revision + 1
    world.announced.clear()
    follow_terms(world.core, [scarlet])
    assert world.announced == []
    with world.core.db.read() as session:
        assert get_term(session, scarlet).id == ids["rouge"]
        assert get_term(session, below).ancestors == (ids["couleur"], ids["rouge"])
    edit_asset(world.core, HOUSE, asset, {"tags": ["Scarlet"], "fields": {"mains": [scarlet]}})
    assert get_asset(world.core, HOUSE, asset).fields == {"mains": [ids["rouge"]]}
    assert tags(world, asset) == ("rouge",)
    for gone, stays in ((ids["rouge"], ids["rouge"]), (ids["couleur"], ids["rouge"])):
        with pytest.raises(Invalid):
            merge_terms(world.core, HOUSE, gone, stays)
    with pytest.raises(NotFound):
        merge_terms(world.core, HOUSE, scarlet, ids["été"])


def test_a_new_label_reaches_every_tag(world: World, ids: Ids) -> None:
    asset = make_asset(world.core, tags=["rouge", "summer"])
    edit_term(world.core, HOUSE, ids["rouge"], {"labels": {"fr": "carmin", "en": "red"}})
    follow(world)
    assert tags(world, asset) == ("carmin", "été")
    edit_term(world.core, HOUSE, ids["saison"], {"labels": {"fr": "moment"}})
    assert follow(world) == [asset]  # its words say what stands above
    delete_term(world.core, HOUSE, ids["rouge"])
    follow(world)
    assert tags(world, asset) == ("carmin", "été")
    with pytest.raises(Conflict):
        delete_term(world.core, HOUSE, ids["saison"])


def test_a_free_tag_is_promoted_with_its_assets(world: World, ids: Ids) -> None:
    assets = [make_asset(world.core, number=number, tags=["Plage", "été"]) for number in range(12)]
    assert [(each.tag, each.count) for each in list_free_tags(world.core, HOUSE)] == [("Plage", 12)]
    labels = {"fr": "bord de mer", "en": "seaside"}
    term = promote_tag(world.core, HOUSE, "plage", "subjects", labels=labels, parent_id=ids["été"])
    assert term.synonyms == {"fr": ("Plage",)}
    follow(world)
    assert {tags(world, asset) for asset in assets} == {("bord de mer", "été")}
    assert list_free_tags(world.core, HOUSE) == []
    with pytest.raises(NotFound):
        promote_tag(world.core, HOUSE, "plage", "subjects")


def test_what_is_typed_is_answered_with_terms_and_then_free_tags(world: World, ids: Ids) -> None:
    make_asset(world.core, tags=["summer camp"])
    offered = offer_tags(world.core, HOUSE, "SUM")
    assert [(each.tag, each.path) for each in offered] == [("été", "saison › été"), ("summer camp", "")]
    assert offer_tags(world.core, HOUSE, " ") == []
    with world.core.db.read() as session:
        assert suggest_terms(session, "subjects", "%") == []


def test_a_contributor_tags_but_edits_no_vocabulary(world: World, ids: Ids) -> None:
    contributor = make_caller("contributor")
    for act in (
        lambda: add_term(world.core, contributor, "subjects", labels={"fr": "x"}),
        lambda: edit_term(world.core, contributor, ids["été"], {"labels": {"fr": "x"}}),
        lambda: merge_terms(world.core, contributor, ids["été"], ids["rouge"]),
        lambda: delete_term(world.core, contributor, ids["été"]),
        lambda: save_vocabulary(world.core, contributor, "x", label={"fr": "x"}),
        lambda: delete_vocabulary(world.core, contributor, "subjects"),
        lambda: promote_tag(world.core, contributor, "x", "subjects"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_vocabulary_is_removed_unless_a_field_needs_it(world: World, ids: Ids) -> None:
    asset = make_asset(world.core, tags=["summer"])
    save_field(world.core, HOUSE, "main", kind="term", label={"fr": "M"}, rules={"vocabulary": "subjects"})
    with pytest.raises(Conflict, match="'main'"):
        delete_vocabulary(world.core, HOUSE, "subjects")
    save_field(world.core, HOUSE, "main", kind="text", label={"fr": "M"})
    delete_vocabulary(world.core, HOUSE, "subjects")
    assert tags(world, asset) == ("été",)
    with world.core.db.read() as session:
        assert list_vocabularies(session) == []
        assert "vocabulary.deleted" in session.scalars(sa.select(AuditEntry.action)).all()


def test_ten_thousand_tags_are_refused_in_a_sentence(world: World, ids: Ids) -> None:
    with pytest.raises(Invalid, match=f"at most {MAX_TAGS} tags, and 10000 came"):
        make_asset(world.core, tags=[f"tag {number}" for number in range(10_000)])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=25))
def test_however_terms_are_moved_it_stays_a_tree(tmp_path: Path, moves: list[tuple[int, int | None]]) -> None:
    world = _grown(tmp_path)
    with world.core.db.read() as session:
        known = sorted(session.scalars(sa.select(Term.id)))
    for moved, below in moves:
        with suppress(Invalid):
            edit_term(world.core, HOUSE, known[moved], {"parent_id": None if below is None else known[below]})
    with world.core.db.read() as session:
        terms = {term.id: term for term in session.scalars(sa.select(Term))}
    for term in terms.values():
        above = terms[term.parent_id].path if term.parent_id else "/"
        assert term.path == f"{above}{term.id}/"
    world.core.db.dispose()


def _grown(folder: Path) -> World:
    (folder / "rows.sqlite").unlink(missing_ok=True)
    world = make_world(f"sqlite:///{folder / 'rows.sqlite'}")
    save_vocabulary(world.core, HOUSE, "v", label={"fr": "V"})
    for number in range(8):
        add_term(world.core, HOUSE, "v", labels={"fr": f"t{number}"})
    return world


@pytest.fixture
def any_world(database_url: str) -> Iterator[World]:  # noqa: F811 - the fixture is imported by its name
    """A world on each database."""
    made = make_world(database_url)
    yield made
    made.core.db.dispose()


def test_moves_merges_and_fields_hold_on_both_databases(any_world: World) -> None:
    save_vocabulary(any_world.core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    ids = _planted(any_world)
    test_no_term_stands_below_itself(any_world, ids)
    test_a_merge_is_followed_and_the_old_name_and_id_answer(any_world, ids)
