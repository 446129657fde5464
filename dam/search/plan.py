"""What to look up for a query, as plain values: the same plan for both back ends."""

from dataclasses import dataclass

from dam.search.weights import How


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Has one of the lexemes."""

    lexemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InOrder:
    """Has, at places that follow each other, one lexeme of each step."""

    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Has a lexeme that starts so."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Inside:
    """Has a word as spelt that holds these letters anywhere; the most frequent of such words are looked up."""

    letters: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet a word: what to look up, and how that compares with the word as typed."""

    how: How
    plan: "Plan"


@dataclass(frozen=True, slots=True)
class Ways:
    """Satisfies at least one of the ways, of which the best counts."""

    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Satisfies every part; without any, everything does."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """Satisfies at least one part."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Does not satisfy the part."""

    part: "Plan"


Plan = AnyOf | InOrder | StartsWith | Inside | Ways | AllOf | OneOf | Without

EVERYTHING = AllOf(())
"""The plan of an empty query."""


def wanted_steps(plan: Plan) -> list[Plan]:
    """Return the words of a plan whose scores add up: those that are wanted, and those of which any is."""
    match plan:
        case AllOf(parts) | OneOf(parts):
            return [step for part in parts for step in wanted_steps(part)]
        case InOrder(steps):
            return [AnyOf(step) for step in steps]
        case Without(_):
            return []
        case _:
            return [plan]
