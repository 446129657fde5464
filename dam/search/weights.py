"""What counts how much when hits are put in order: one table of defaults with their reasons, and the values in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class How(StrEnum):
    """By which way a word of the query met a document."""

    EXACT = "exact"
    STEM = "stem"
    PREFIX = "prefix"
    SYNONYM = "synonym"
    INSIDE = "inside"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Knob:
    """One weight that people may turn, in whole per cent from 0 to 100."""

    name: str
    default: int
    reason: str


KNOBS = (
    Knob("title", 100, "People name a thing by its title first; every other place is measured against it."),
    Knob("tags", 60, "Tags and collections are chosen by hand, but one asset bears many of them."),
    Knob("fields", 45, "Descriptions, alt texts and your own fields also name what is only near by."),
    Knob("text", 20, "A page or a film says a thousand words, of which few are its subject."),
    Knob("filename", 10, "Cameras and agencies name files, seldom the people who look for them."),
    Knob("stem", 88, "Plurals and other forms of a word, beside 100 for the word as typed."),
    Knob("synonym", 80, "Words from your list of synonyms, beside 100 for the word as typed."),
    Knob("prefix", 75, "Words that begin as typed, where the query asks for beginnings."),
    Knob("inside", 30, "Longer words that hold the one typed: land in Finland. 0 looks for none."),
    Knob("freshness", 15, "Between hits that are as good, the newer one; it halves every 180 days."),
    Knob("popularity", 6, "Between hits that are as good, the one that people fetch more."),
)
"""Every weight with its default and why; tuned on the judged set of `make bench ONLY=search`."""

DEFAULTS: Mapping[str, int] = {knob.name: knob.default for knob in KNOBS}


@dataclass(frozen=True)
class Weights:
    """The weights in force, as fractions of 1, each under the name of its knob."""

    changed: Mapping[str, int] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Equal weights share what was computed for them."""
        return hash(tuple(sorted(self.changed.items())))

    def of(self, name: str) -> float:
        """Return one weight between 0 and 1."""
        return self.changed.get(name, DEFAULTS[name]) / 100

    def of_way(self, how: How) -> float:
        """Return what a way of meeting is worth beside the word as typed."""
        return 1.0 if how in (How.EXACT, How.TYPO) else self.of(how.value)
