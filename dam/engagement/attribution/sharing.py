"""Sharing a whole number out by weights, so that the shares add up to it exactly."""

from collections.abc import Sequence


def share_out(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return one share of `amount` per weight, in proportion, whole, and exactly `amount` together.

    By the method of largest remainders (Hamilton's): each gets its whole part, and what is left goes one by one to those
    that lost most in the rounding, the earlier first where two lost the same. A negative amount is shared out as its
    opposite, so that a return takes back what the same sale gave. Weights are whole and not negative, one at least not 0.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError(f"expected weights from 0 up, one of them more than 0, not {list(weights)[:10]}.")
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    shares = [size * weight // total for weight in weights]
    lost = [size * weight % total for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda place: (-lost[place], place))
    for place in by_loss[: size - sum(shares)]:
        shares[place] += 1
    return tuple(sign * share for share in shares)
