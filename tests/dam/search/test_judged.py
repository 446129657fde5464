"""The order of hits stays as good as it was: a floor under a slice of the judged set."""

import statistics
from pathlib import Path

import pytest

from dam.search.whoosh_index import WhooshIndex
from tests.judged.measure import AT, asking, judge, ndcg
from tests.judged.queries import grade, queries
from tests.judged.records import make_records

SLICE = 500

FLOOR = 0.805
"""Below what was measured on the slice by some points, and above what flat weights reach."""


def test_the_judged_set_is_large_enough_and_always_the_same() -> None:
    records = make_records(3)
    assert records == make_records(3)
    asked = list(queries())
    assert len(asked) >= 60
    assert len({query.text for query in asked}) == len(asked)
    assert {grade(query, record) for query in asked for record in make_records(200)} == {0, 1, 2, 3}


def test_the_usual_weights_keep_the_best_first(tmp_path: Path) -> None:
    records = make_records(SLICE)
    index = WhooshIndex(tmp_path)
    index.put([record.document for record in records])
    scores = judge(asking(index), list(queries()), records)
    assert len(scores) >= 60
    assert statistics.mean(scores) >= FLOOR


@pytest.mark.parametrize(
    ("grades", "best", "expected"),
    [
        ([3, 2, 0], [0, 2, 3], 1.0),
        ([], [3], 0.0),
        ([0, 3], [3, 0], 0.6309),
        ([3] * AT, [3] * 40, 1.0),
        ([], [0], 1.0),
    ],
)
def test_the_measure(grades: list[int], best: list[int], expected: float) -> None:
    assert ndcg(grades, best) == pytest.approx(expected, abs=1e-4)
