"""Sums of single assets or versions, added up from packs: the totals of all of them as one array, figures of the foremost.

All assets are ranked by one number each; only those that are told get all their figures.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.engagement.insights.counted import Sums
from dam.engagement.insights.loose_sums import loose_sums
from dam.engagement.insights.packed_period import Narrowed, Pack, PackedPeriod, narrowed_to, packed_period
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.shape_sums import run_places
from dam.engagement.models import PackWord
from dam.engagement.rollups.pack_words import known_numbers, words_of
from dam.engagement.rollups.packs import Column, Numbers

ASSET, VERSION = "asset", "version"


@dataclass(frozen=True)
class AssetSums:
    """The sums of a question by asset or version.

    `loose` are those of hours without a pack, by word; `numbers` are the numbers of these words, as far as they have any.
    """

    query: InsightsQuery
    group: str
    period: PackedPeriod
    loose: Mapping[str, Sums]
    numbers: Mapping[str, int]
    narrowed: Narrowed = field(default_factory=Narrowed)

    def totals(self, sort: str = "events") -> tuple[Numbers, dict[str, int]]:
        """Return a figure of all groups: by number, and by word of those that have no number yet."""
        size = max((int(self._keys(pack).max(initial=0)) for pack in self.period.packs), default=0)
        totals = np.zeros(max(size, *self.numbers.values(), 0) + 1, dtype=np.int64)
        wanted = None if sort == "events" else self.period.shapes.code("class", sort)
        for pack in self.period.packs:
            if not len(pack.rows.starts):
                continue
            weighed = pack.weighed
            if wanted is not None:
                classes = self.period.shapes.codes("class")[pack.sums.shapes]
                weighed = weighed * (classes == wanted)[pack.rows.codes]
            runs = np.add.reduceat(weighed, pack.rows.starts)
            np.add.at(totals, self._keys(pack), runs * self._asked(pack))
        others = {}
        for word, sums in self.loose.items():
            if word in self.numbers:
                totals[self.numbers[word]] += sums.of(sort)
            else:
                others[word] = sums.of(sort)
        return totals, others

    def figures(self, session: Session, numbers: Collection[int], words: Collection[str]) -> dict[str, Sums]:
        """Return all figures of some groups, by word; `words` are those without a number."""
        chosen = np.array(sorted(numbers), dtype=np.int64)
        names = words_of(session, [int(number) for number in chosen if number])
        names[0] = ""
        found = {names[int(number)]: Sums() for number in chosen if int(number) in names}
        for word in words:
            found[word] = Sums()
        shapes = self.period.shapes
        classes, currencies = shapes.words("class"), shapes.words("currency")
        for number, shape, count, value in self._rows(chosen):
            if number in names:
                class_ = classes[shapes.codes("class")[shape]]
                found[names[number]].add(class_, currencies[shapes.codes("currency")[shape]], count, value)
        for word, sums in self.loose.items():
            if word in found:
                found[word].merge(sums)
        return found

    def by_name(self, session: Session, *, is_turned: bool) -> Iterator[tuple[int, str]]:
        """Walk the numbers and names of all groups with a number, in the order of their names."""
        order = PackWord.word.desc() if is_turned else PackWord.word
        found = session.execute(sa.select(PackWord.number, PackWord.word).order_by(order))
        return ((number, word) for number, word in found)

    def _keys(self, pack: Pack) -> Column:
        return pack.rows.assets if self.group == ASSET else pack.rows.versions

    def _asked(self, pack: Pack) -> Column:
        """Return of each run whether it is asked for."""
        asked = np.zeros(len(pack.rows.assets), dtype=bool)
        asked[self.narrowed.runs(pack.rows)] = True
        return asked

    def _rows(self, chosen: Numbers) -> Iterator[tuple[int, int, int, int]]:
        """Yield number, shape, count and value of the chosen groups' rows, added up over all packs by the first two."""
        tables = []
        for pack in self.period.packs:
            rows = pack.rows
            runs = np.flatnonzero(np.isin(self._keys(pack), chosen) & self._asked(pack))
            places = run_places(rows.starts, rows.lengths, runs)
            keys = np.repeat(self._keys(pack)[runs].astype(np.int64), rows.lengths[runs])
            table = np.zeros((len(places), 4), dtype=np.int64)
            table[:, 0], table[:, 1] = keys, pack.sums.shapes[rows.codes[places]]
            table[:, 2] = rows.counts[places]
            if len(rows.valued):
                at = np.minimum(np.searchsorted(rows.valued, places), len(rows.valued) - 1)
                has = rows.valued[at] == places
                table[has, 3] = rows.values[at[has]]
            tables.append(table[pack.taken[rows.codes[places]].astype(bool)])
        if not tables:
            return
        whole = np.concatenate(tables)
        classes = self.period.shapes.codes("class")[whole[:, 1]]
        currencies = self.period.shapes.codes("currency")[whole[:, 1]]
        key = (whole[:, 0] * 1_024 + classes) * 1_024 + currencies
        _, firsts, places = np.unique(key, return_index=True, return_inverse=True)
        added = np.zeros((len(firsts), 2), dtype=np.int64)
        np.add.at(added, places, whole[:, 2:])
        for first, (count, value) in zip(firsts, added, strict=True):
            yield int(whole[first, 0]), int(whole[first, 1]), int(count), int(value)


def asset_sums(session: Session, query: InsightsQuery, group: str) -> AssetSums:
    """Read the sums of a question by asset or by version."""
    period = packed_period(session, query, with_rows=True)
    loose = loose_sums(session, query, group, period.loose)
    numbers = known_numbers(session, [word for word in loose if word])
    if "" in loose:
        numbers[""] = 0
    return AssetSums(query, group, period, loose, numbers, narrowed_to(session, query))
