"""Nothing shared outside is about fewer than five, neither by itself nor by subtracting from the total."""

from hypothesis import given
from hypothesis import strategies as st

from dam.engagement.visitors.anonymity import K, shareable

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 12), max_size=8)


def test_a_small_group_is_withheld_and_the_next_smallest_with_it() -> None:
    rows = {"web": {"seen": 900}, "app": {"seen": 40}, "print": {"seen": 3}}
    shared = shareable(rows, {"seen": 943})
    assert shared.rows == {"web": {"seen": 900}, "app": {"seen": None}, "print": {"seen": None}}
    assert shared.totals == {"seen": 943}


def test_what_few_people_did_often_is_withheld_too() -> None:
    rows = {
        "lyon": {"seen": 300, "uniques": 2},
        "nice": {"seen": 80, "uniques": 30},
        "lille": {"seen": 0, "uniques": 0},
    }
    shared = shareable(rows, {"seen": 380, "uniques": 32})
    assert shared.rows["lyon"] == {"seen": None, "uniques": None}
    assert shared.rows["nice"]["seen"] is None, "or the total would tell"
    assert shared.rows["lille"] == {"seen": 0, "uniques": 0}


def test_amounts_go_with_the_sales_they_are_of() -> None:
    rows = {
        "shop": {"sold": 2, "value": 124_500},
        "web": {"sold": 70, "value": 900_000},
        "app": {"sold": 9, "value": 1},
    }
    shared = shareable(rows, {"sold": 81, "value": 1_024_501})
    assert [row["value"] for row in shared.rows.values()] == [None, 900_000, None]


def test_a_single_small_group_takes_its_total_along() -> None:
    shared = shareable({"web": {"seen": 4}}, {"seen": 4})
    assert shared.rows == {"web": {"seen": None}}
    assert shared.totals == {"seen": None}


@given(COUNTS)
def test_no_small_figure_can_be_read_or_worked_out(counts: dict[str, int]) -> None:
    rows = {name: {"seen": count} for name, count in counts.items()}
    shared = shareable(rows, {"seen": sum(counts.values())})
    shown = {name: row["seen"] for name, row in shared.rows.items() if row["seen"] is not None}
    assert all(count == counts[name] and not 0 < count < K for name, count in shown.items())
    total = shared.totals["seen"]
    withheld = [name for name in counts if name not in shown]
    if withheld and total is not None:
        assert len(withheld) >= 2
        assert total - sum(shown.values()) >= K


@given(COUNTS)
def test_what_is_large_enough_is_shown(counts: dict[str, int]) -> None:
    large = {name: {"seen": count + K} for name, count in counts.items()}
    totals = {"seen": sum(row["seen"] for row in large.values())}
    assert shareable(large, totals).rows == large
