"""A sale is shared out as the golden paths say, and always exactly."""

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.engagement.attribution.crediting import DAY, MODELS, WHOLE, WINDOWS, Model, Sale, credit_sale
from dam.engagement.attribution.sharing import share_out
from dam.engagement.attribution.touches import Touch

AT = 1_774_000_000_000
_MILLISECONDS = {"d": DAY, "h": 3_600_000, "m": 60_000}
_TOUCH = re.compile(r"(\w+)@(\w+)(?:/(\w+))?([+-]\d+)([dhm])")

PATHS = [
    [cell.strip() for cell in line.split("|")]
    for line in Path(__file__).with_name("golden_paths.txt").read_text(encoding="utf-8").splitlines()
    if re.match(r" *\d+ \|", line)
]


def _touches(path: str) -> list[Touch]:
    touches = []
    for asset, channel, campaign, number, unit in _TOUCH.findall(path):
        at = AT + int(number) * _MILLISECONDS[unit]
        touches.append(Touch(asset, channel, campaign, "", at, at))
    return touches


def _credits(path: str, window: str, value: str, model: Model, by: str) -> dict[str, int]:
    """Return the credits, by asset, or by channel and campaign where the table (`by`) tells them apart."""
    channel = path.partition("sale@")[2] or "web"
    found: Counter[str] = Counter()
    for share in credit_sale(Sale(AT, channel, int(value)), _touches(path), model, int(window)):
        campaign = f"/{share.campaign}" if share.campaign else ""
        found[f"{share.asset_id}@{share.channel}{campaign}" if "@" in by else share.asset_id] += (
            share.value_minor
        )
    return dict(found)


@pytest.mark.parametrize("row", PATHS, ids=[row[0] for row in PATHS])
def test_the_golden_paths_are_credited_as_worked_out_by_hand(row: list[str]) -> None:
    _, path, window, value, *expected = row
    for model, text in zip(MODELS, expected, strict=True):
        wanted = {
            name: int(minor) for name, minor in (each.split(":") for each in text.split() if each != "-")
        }
        assert _credits(path, window, value, model, text) == wanted, model


def test_there_are_enough_golden_paths() -> None:
    assert len(PATHS) >= 40
    assert [row[0] for row in PATHS] == [str(number + 1) for number in range(len(PATHS))]


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 1 << 32), min_size=1, max_size=40))
def test_what_is_shared_out_is_all_there_and_nobody_is_a_unit_off(amount: int, weights: list[int]) -> None:
    if not any(weights):
        with pytest.raises(ValueError, match="weights"):
            share_out(amount, weights)
        return
    shares = share_out(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * sum(weights) - amount * weight) < sum(weights)
    assert share_out(-amount, weights) == tuple(-share for share in shares)


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        share_out(100, [2, -1])


TOUCHES = st.lists(
    st.builds(
        lambda asset, channel, campaign, age: Touch(asset, channel, campaign, "", AT - age, AT - age),
        st.sampled_from("abcd"),
        st.sampled_from(["web", "email", "social"]),
        st.sampled_from(["", "spring"]),
        st.integers(-DAY, 100 * DAY),
    ),
    max_size=30,
)


@given(
    TOUCHES, st.integers(-(10**13), 10**13), st.sampled_from(MODELS), st.sampled_from(WINDOWS), st.randoms()
)
def test_credits_of_any_path_add_up_to_the_sale_in_any_order(
    touches: list[Touch], value: int, model: Model, window: int, random: Random
) -> None:
    sale = Sale(AT, "web", value)
    shares = credit_sale(sale, touches, model, window)
    in_window = [touch for touch in touches if 0 <= AT - touch.first_at <= window * DAY]
    if not in_window:
        assert shares == ()
        return
    assert sum(share.value_minor for share in shares) == value
    assert sum(share.permille for share in shares) == WHOLE
    assert {share.asset_id for share in shares} <= {touch.asset_id for touch in in_window}
    shuffled = list(touches)
    random.shuffle(shuffled)
    assert credit_sale(sale, shuffled, model, window) == shares
