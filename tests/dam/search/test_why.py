"""Every hit says why it is there."""

import pytest

from dam.search.language import fold
from dam.search.planning import plan_text
from dam.search.thesaurus import Entry, build_thesaurus
from dam.search.tuning import Tuning
from dam.search.weights import How, Weights
from dam.search.why import Why, explain, with_typos
from tests.contracts.search_index import make_document

FLACON = make_document(
    1,
    title="Flacon ambré, édition d'été",
    tags=("Parfum", "Mer du Nord"),
    collections=(("c1", "Printemps 2026"),),
    fields=(("reference", "VT-1204"),),
    description="Un flacon posé sur des pierres chaudes",
    alt=("A bottle on warm stones",),
    filename="IMG_2041.jpg",
    text="La collection de Finlande, page 12",
    subtitles="Bonjour à toutes",
)

WEIGHTS = Weights()


def why(text: str, **changes: object) -> list[tuple[str, str, str, str]]:
    """Explain the one document."""
    tuning = Tuning(WEIGHTS, **changes)  # type: ignore[arg-type]
    found = explain(plan_text(text, tuning), FLACON, WEIGHTS)
    return [(each.typed, each.met, each.how.value, each.place) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flacon", [("flacon", "Flacon", "exact", "title")]),
        ("flacons", [("flacons", "Flacon", "stem", "title")]),
        ("ete", [("ete", "d'été", "exact", "title")]),
        ("parfums", [("parfums", "Parfum", "stem", "tag")]),
        ("printemps", [("printemps", "Printemps", "exact", "collection")]),
        ("vt-1204", [("vt 1204", "VT-1204", "exact", ".reference")]),
        ("1204", [("1204", "VT-1204", "exact", ".reference")]),
        ("pierre", [("pierre", "pierres", "stem", "description")]),
        ("warm", [("warm", "warm", "exact", "alt")]),
        ("2041", [("2041", "2041", "exact", "filename")]),
        ("finlande", [("finlande", "Finlande", "exact", "text")]),
        ("land", [("land", "Finlande", "inside", "text")]),
        ("bonjour", [("bonjour", "Bonjour", "exact", "subtitles")]),
        ("fla*", [("fla*", "Flacon", "prefix", "title")]),
        ('"mer du nord"', [("mer du nord", "Mer du Nord", "exact", "tag")]),
        ("title:flacon -rouge", [("flacon", "Flacon", "exact", "title")]),
        ("tag:parfum", [("parfum", "Parfum", "exact", "tag")]),
        ("status:approved", []),
        ('tag:"mer du nord"', [("mer du nord", "Mer du Nord", "exact", "tag")]),
        ("-rouge", []),
    ],
)
def test_each_word_tells_its_best_place_and_way(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert why(text) == expected


def test_a_synonym_says_so() -> None:
    synonyms = build_thesaurus("1", [Entry(("bouteille", "flacon"))])
    assert why("bouteilles", synonyms=synonyms) == [("bouteilles", "Flacon", "synonym", "title")]


def test_the_weights_choose_the_place() -> None:
    weights = Weights({"title": 10})
    (reason,) = explain(plan_text("flacon", Tuning(weights)), FLACON, weights)
    assert reason.place == "description"


def test_what_was_corrected_is_a_typo() -> None:
    reasons = (Why("flacon", "Flacon", How.EXACT, "title"), Why("ete", "été", How.EXACT, "title"))
    assert [each.how for each in with_typos(reasons, "flacno été")] == [How.TYPO, How.EXACT]
    assert fold("été") == "ete"
