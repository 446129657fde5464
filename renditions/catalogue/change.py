"""Counting what a change of one preset means for each original: arithmetic only, no row is read or written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from renditions.catalogue.costs import Cost, Costs
from renditions.catalogue.needs import Original, why_not
from renditions.catalogue.possible import is_drawn
from renditions.geometry import Size
from renditions.presets import PresetSpec
from renditions.recipe import Recipe

UNREAD = Size(3000, 2000)
"""Stands for a size that no facts tell: documents are drawn at any, and of the others most are photographs."""

AS_LARGE_AS_ASKED = 10_000
"""What is drawn (SVG, PDF) is large enough for every preset, whatever size it names."""

Files = Mapping[tuple[str, str], Recipe]
"""Variant and format → recipe."""


@dataclass(slots=True)
class Tally:
    """Sums over all originals; `error` is the share by which bytes and seconds may be wrong."""

    assets: int = 0
    made: int = 0
    learnt: int = 0
    dropped: int = 0
    bytes_made: float = 0.0
    bytes_before: float = 0.0
    bytes_after: float = 0.0
    seconds: float = 0.0
    doubt: float = 0.0

    @property
    def error(self) -> float:
        """Errors of one house go in one direction, so that they do not cancel: their mean, weighed by bytes."""
        whole = self.bytes_after + self.bytes_before
        return self.doubt / whole if whole else 0.0


def tally(originals: Iterable[Original], before: PresetSpec | None, after: PresetSpec, costs: Costs) -> Tally:
    """Hold the files that each original would have against those that it has."""
    old, new = _files(before), _files(after)
    known: dict[tuple[object, ...], _One] = {}
    total = Tally()
    for original in originals:
        languages = tuple(sorted(original.subtitles))
        like = (original.kind, original.media_type, original.size, original.duration, languages)
        if like not in known:
            known[like] = _One(original, costs, old, new)
        known[like].add_to(total)
    return total


class _One:
    """What the change means for originals of one kind, type and size, with subtitles in the same languages."""

    def __init__(self, original: Original, costs: Costs, old: Files, new: Files) -> None:
        words = original.subtitles
        both = old.keys() & new.keys()
        kept = {key for key in both if old[key].subtitled(words) == new[key].subtitled(words)}
        before = _costs(original, costs, old)
        after = _costs(original, costs, new)
        self.made = [cost for key, cost in after.items() if key not in kept]
        self.dropped = sum(key not in after for key in before)
        self.before, self.after = list(before.values()), list(after.values())

    def add_to(self, total: Tally) -> None:
        total.assets += bool(self.made or self.dropped)
        total.made += len(self.made)
        total.learnt += sum(cost.is_learnt for cost in self.made)
        total.dropped += self.dropped
        total.bytes_made += sum(cost.bytes for cost in self.made)
        total.seconds += sum(cost.seconds for cost in self.made)
        total.bytes_before += sum(cost.bytes for cost in self.before)
        total.bytes_after += sum(cost.bytes for cost in self.after)
        total.doubt += sum(cost.bytes * cost.error for cost in (*self.before, *self.after))


def _costs(original: Original, costs: Costs, files: Files) -> dict[tuple[str, str], Cost]:
    """Return the cost of each file that is possible; sizes that collapse into one file cost once."""
    size = _size(original)
    found: dict[tuple[str, str], Cost] = {}
    seen: set[tuple[Recipe, Size]] = set()
    for key, recipe in files.items():
        if why_not(original, recipe) is not None:
            continue
        drawn = recipe.frame(size).size
        same = (replace(recipe, width=0, height=0), drawn)
        cost = costs.of(recipe, drawn, original.duration)
        found[key] = replace(cost, bytes=0.0, seconds=0.0) if same in seen else cost
        seen.add(same)
    return found


def _size(original: Original) -> Size:
    size = original.size or UNREAD
    if is_drawn(original.kind, original.media_type):
        return Size(size.width * AS_LARGE_AS_ASKED, size.height * AS_LARGE_AS_ASKED)
    return size


def _files(spec: PresetSpec | None) -> Files:
    if spec is None:
        return {}
    return {(output.variant, output.recipe.format): output.recipe for output in spec.outputs()}
