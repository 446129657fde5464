"""What a person types is read as meant, and anything can be typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.search.correct import correct_text, one_letter_away
from dam.search.language import split_words
from dam.search.plan import EVERYTHING, AllOf, AnyOf, InOrder, OneOf, StartsWith, Way, Ways, Without
from dam.search.planning import plan_query
from dam.search.query import MAX_TERMS, And, Not, Or, parse_query, terms_of
from dam.search.weights import How


def word(spelt: str, *stems: str, space: str = "") -> Ways:
    """Return the plan of a word: as typed, and by its stems."""
    exact = AnyOf((f"{space}={spelt}",))
    return Ways((Way(How.EXACT, exact), Way(How.STEM, AnyOf(tuple(space + stem for stem in stems)))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'été", word("ete", "ete")),
        ("photo de plage", AllOf((word("photo", "photo"), word("plage", "plag", "plage")))),
        ("de la", AllOf((word("de", "de"), word("la", "la")))),
        ("« belle île »", InOrder((("bel", "bell", "beau"), ("ile",)))),
        ("“belle île", InOrder((("bel", "bell", "beau"), ("ile",)))),
        ("châ*", Ways((Way(How.PREFIX, StartsWith("=cha")),))),
        (
            "AB-12*",
            Ways(
                (
                    Way(How.PREFIX, AllOf((AnyOf(("ab",)), StartsWith("=12")))),
                    Way(How.PREFIX, StartsWith("=ab12")),
                )
            ),
        ),
        (
            "AB12",
            Ways(
                (
                    Way(How.EXACT, InOrder((("ab",), ("12",)))),
                    Way(How.EXACT, AnyOf(("ab12",))),
                )
            ),
        ),
        ("-rouge", Without(word("rouge", "roug"))),
        ("--rouge", word("rouge", "roug")),
        ("NOT rouge", Without(word("rouge", "roug"))),
        ("a OR", word("a", "a")),
        ("OR a", word("a", "a")),
        ("a OU b", OneOf((word("a", "a"), word("b", "b")))),
        ("x or z", AllOf((word("x", "x"), word("z", "z")))),
        ("??? OR !!!", EVERYTHING),
        ("-", EVERYTHING),
        ("-()", EVERYTHING),
        ('""', EVERYTHING),
        ("tag:Été", AnyOf(("tag:ete",))),
        ("tag:", word("tag", "tag")),
        ("10:30", InOrder((("10",), ("30",)))),
        ("re:invent", OneOf((word("invent", "invent", space=".re:"), InOrder((("re",), ("invent",)))))),
    ],
)
def test_what_is_typed_is_read_as_meant(text: str, expected: object) -> None:
    assert plan_query(parse_query(text)) == expected


def test_a_query_is_bounded() -> None:
    assert len(list(terms_of(parse_query("a " * 5000)))) == MAX_TERMS
    assert len(list(terms_of(parse_query("(" * 400 + "a")))) == 1


@given(st.one_of(st.text(), st.text('abé"«»()*:|&- ORT', max_size=60)))
def test_any_text_is_read_and_its_terms_stand_where_they_say(text: str) -> None:
    clause = parse_query(text)
    plan_query(clause)
    for term in terms_of(clause):
        assert text[term.start : term.end] == term.text


@given(st.text())
def test_what_is_parsed_holds_no_empty_group(text: str) -> None:
    def check(clause: object, is_root: bool = False) -> None:
        if isinstance(clause, Not):
            check(clause.clause)
        if isinstance(clause, And | Or):
            assert is_root or len(clause.clauses) > 1
            for part in clause.clauses:
                check(part)

    check(parse_query(text), is_root=True)


@given(st.text(), st.text())
def test_words_are_cut_alike_wherever_they_stand(before: str, after: str) -> None:
    def surfaces(text: str) -> list[str]:
        return [word.surface for word in split_words(text)]

    assert surfaces(f"{before} \n {after}") == surfaces(before) + surfaces(after)


def test_one_slip_is_one_letter_away() -> None:
    slips = one_letter_away("robe")
    assert {"rob", "roble", "rbe", "orbe", "rone", "robes", "brobe"} <= slips
    assert "robe" not in slips
    assert "rabot" not in slips


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vrobe", "robe"),
        ("ROBZE bleu", "robe bleu"),
        ('"roube bleu" -nuiit', '"robe bleu" -nuiit'),
        ("tag:roube robbe", "tag:roube robe"),
        ("robe bleu", None),
        ("roube zzzzzz", None),
        ("r0be", None),
    ],
)
def test_only_unknown_words_are_replaced(typed: str, expected: str | None) -> None:
    known = {"rob": 2, "robe": 2, "=robe": 2, "bleu": 1, "=bleu": 1}

    def count(lexemes: object) -> dict[str, int]:
        assert isinstance(lexemes, list)
        return {lexeme: known[lexeme] for lexeme in lexemes if lexeme in known}

    assert correct_text(typed, count) == expected


def test_short_words_are_left_alone() -> None:
    assert correct_text("zob", lambda lexemes: {"=rob": 5} if "zob" not in lexemes else {}) is None
