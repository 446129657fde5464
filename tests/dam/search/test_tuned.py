"""What people change about search is checked, kept, and heeded by every process at its next search."""

from datetime import timedelta
from pathlib import Path

import pytest

from dam.accounts.caller import Caller, Role
from dam.core import Core
from dam.errors import Forbidden, Invalid, NotFound
from dam.search.find import SearchRequest, find_assets
from dam.search.open import open_index
from dam.search.port import SearchIndex
from dam.search.reindex import reindex
from dam.search.suggest import suggest
from dam.search.tuned.read import current_tuning
from dam.search.tuned.synonyms import (
    MAX_ENTRIES,
    MAX_TERMS,
    add_synonym,
    delete_synonym,
    edit_synonym,
    every_synonym,
    list_synonyms,
    replace_synonyms,
)
from dam.search.tuned.weights import list_weights, set_weights
from dam.search.weights import DEFAULTS, KNOBS
from tests.dam.search.rows import NOON, add_collection, add_rows

MANAGER = Caller("person", "marc", "Marc", Role.MANAGER)
VIEWER = Caller("person", "vera", "Vera", Role.VIEWER)


@pytest.fixture
def index(core: Core, tmp_path: Path) -> SearchIndex:
    """Three assets: one with the word in its title, one with it among its tags, one that nobody has approved."""
    with core.db.write() as session:
        add_rows(session, "a" * 16, title="Flacon", created_at=NOON - timedelta(days=400))
        add_rows(session, "b" * 16, title="Pierre", tags=("Flacon", "Flambeau"), fields={"code": "VT-77"})
        add_rows(session, "c" * 16, title="Flacon secret", status="draft", tags=("Flandres",))
        add_collection(session, "Flaconnage", "b" * 16)
        add_collection(session, "Flagrant", "c" * 16)
    index = open_index(f"whoosh://{tmp_path}/search", core.db)
    reindex(core, index)
    return index


def find(core: Core, index: SearchIndex, text: str, caller: Caller = MANAGER) -> list[str]:
    """Return the first letters of the ids that were found."""
    return [asset.id[0] for asset in find_assets(core, index, caller, SearchRequest(text)).items]


def test_a_weight_is_heeded_at_the_next_search_and_put_back(core: Core, index: SearchIndex) -> None:
    assert find(core, index, "flacon", VIEWER) == ["a", "b"]
    views = set_weights(core, MANAGER, {"title": 20, "tags": 100})
    assert {each.name: each.value for each in views}["title"] == 20
    assert find(core, index, "flacon", VIEWER) == ["b", "a"]
    set_weights(core, MANAGER, {"title": None, "tags": DEFAULTS["tags"]})
    assert find(core, index, "flacon", VIEWER) == ["a", "b"]
    assert [(each.value, each.default) for each in list_weights(core, MANAGER)] == [
        (knob.default, knob.default) for knob in KNOBS
    ]


@pytest.mark.parametrize(
    "wanted", [{"title": 101}, {"title": -1}, {"title": "many"}, {"title": True}, {"x": 1}]
)
def test_a_weight_that_is_none_is_refused_and_nothing_changes(core: Core, wanted: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        set_weights(core, MANAGER, {"tags": 5, **wanted})
    assert refusal.value.errors[0].path.startswith("weights.")
    assert all(each.value == each.default for each in list_weights(core, MANAGER))


def test_who_may_not_tune_is_told(core: Core) -> None:
    for act in (
        lambda: list_weights(core, VIEWER),
        lambda: set_weights(core, VIEWER, {}),
        lambda: add_synonym(core, VIEWER, ["a", "b"]),
        lambda: replace_synonyms(core, VIEWER, []),
        lambda: list_synonyms(core, VIEWER),
        lambda: every_synonym(core, VIEWER),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_line_of_synonyms_lives_its_life(core: Core, index: SearchIndex) -> None:
    assert find(core, index, "bouteille") == []
    line = add_synonym(core, MANAGER, [" bouteille ", "flacon", "FLACON"])
    assert line.terms == ("bouteille", "FLACON")
    assert find(core, index, "bouteille") == ["c", "a", "b"]
    (why,) = find_assets(core, index, VIEWER, SearchRequest("bouteilles")).why["a" * 16]
    assert (why.typed, why.met, why.how.value, why.place) == ("bouteilles", "Flacon", "synonym", "title")
    edit_synonym(core, MANAGER, line.id, {"terms": ["bouteille"], "meanings": ["pierre"]})
    assert find(core, index, "bouteille") == ["b"]
    assert find(core, index, "pierre") == ["b"]
    delete_synonym(core, MANAGER, line.id)
    assert find(core, index, "bouteille") == []
    with pytest.raises(NotFound):
        delete_synonym(core, MANAGER, line.id)


def test_a_circle_of_lines_is_followed_one_step(core: Core, index: SearchIndex) -> None:
    for terms in (["urne", "jarre"], ["jarre", "flacon"], ["flacon", "urne"]):
        add_synonym(core, MANAGER, terms)
    assert find(core, index, "urne") == ["c", "a", "b"]
    assert find(core, index, "jarre") == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("terms", "meanings", "said"),
    [
        ([], [], "two terms"),
        (["seul"], [], "two terms"),
        (["même", "MEME"], [], "two terms"),
        (["a", "un deux trois quatre cinq six sept"], [], "one to 6 words"),
        (["a", "x" * 81], [], "at most 80 characters"),
        (["a", "???"], [], "one to 6 words"),
        ([f"t{number}" for number in range(MAX_TERMS + 1)], [], f"at most {MAX_TERMS} terms"),
        ("a, b", [], "list of texts"),
        (["a", 1], [], "list of texts"),
    ],
)
def test_a_line_that_says_nothing_is_refused_in_a_sentence(
    core: Core, terms: object, meanings: object, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        add_synonym(core, MANAGER, terms, meanings)


def test_a_list_is_replaced_as_a_whole_or_not_at_all(core: Core) -> None:
    assert (
        replace_synonyms(core, MANAGER, [{"terms": ["a", "b\x00 c"]}, {"terms": ["d"], "meanings": ["e"]}])
        == 2
    )
    assert sorted(each.terms for each in every_synonym(core, MANAGER)) == [("a", "b c"), ("d",)]
    with pytest.raises(Invalid) as refusal:
        replace_synonyms(core, MANAGER, [{"terms": ["x", "y"]}, {"terms": ["z"]}])
    assert refusal.value.errors[0].path == "items[1].terms"
    with pytest.raises(Invalid, match=f"at most {MAX_ENTRIES} lines, and 10000 came"):
        replace_synonyms(core, MANAGER, [{"terms": ["a", "b"]}] * 10_000)
    assert list_synonyms(core, MANAGER).total == 2
    assert list_synonyms(core, MANAGER, "B C").total == 1
    first = list_synonyms(core, MANAGER, limit=1)
    rest = list_synonyms(core, MANAGER, limit=1, cursor=first.next)
    assert (len(first.items), len(rest.items), rest.next) == (1, 1, None)


def test_a_full_list_is_read_once_after_each_change(core: Core) -> None:
    replace_synonyms(core, MANAGER, [{"terms": [f"mot{n}", f"autre{n}"]} for n in range(MAX_ENTRIES)])
    with core.db.read() as session:
        first, second = current_tuning(session, NOON), current_tuning(session, NOON)
    assert first.synonyms is second.synonyms
    assert len(first.synonyms.others) >= MAX_ENTRIES


def test_suggestions_name_only_what_the_caller_may_see(core: Core, index: SearchIndex) -> None:
    def offered(caller: Caller) -> set[tuple[str, str]]:
        return {(each.kind, each.text) for each in suggest(core, index, caller, "fla")}

    seen = {("title", "Flacon"), ("tag", "Flacon"), ("tag", "Flambeau"), ("collection", "Flaconnage")}
    hidden = {("title", "Flacon secret"), ("tag", "Flandres"), ("collection", "Flagrant")}
    assert offered(VIEWER) == seen
    assert offered(MANAGER) == seen | hidden
    assert suggest(core, index, VIEWER, "f") == suggest(core, index, VIEWER, "  ") == []


def test_each_suggestion_finds_what_it_names(core: Core, index: SearchIndex) -> None:
    for each in suggest(core, index, VIEWER, "fla"):
        found = find_assets(core, index, VIEWER, SearchRequest(each.query))
        assert found.total >= each.count >= 1
        assert not found.corrected
