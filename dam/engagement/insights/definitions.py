"""What each figure means, in one sentence each: shown where a figure is opened, and held against `infra/docs/insights.md`."""

DEFINITIONS: dict[str, str] = {
    "fetched": "Deliveries of a file: complete answers, and partial ones that begin at its first byte; not HEAD, 304, errors, later ranges or an edge's revalidations.",
    "rendered": "Times a page or a screen drew the asset, as its sender reported.",
    "seen": "Times at least half of the asset stood in view for one second, as its page or app reported.",
    "acted": "Clicks, scans, downloads, shares and plays.",
    "sold": "Conversions: sales and other goals that a shop, a till or a page reported.",
    "said": "Words coming back: ratings, survey answers, comments and mentions.",
    "events": "All classes together: fetched, rendered, seen, acted, sold and said.",
    "value": "The sum of the amounts of sales, each currency by itself, kept in whole minor units.",
    "uniques": "Distinct visitor keys, added up over UTC days and channels, because a key lives one day on one channel; at most 2 % off, and never more than events.",
}
"""By figure."""

METHODS: dict[str, str] = {
    "counts": "Added up from the roll-ups by hour and by day, which are written with the events they sum and can be rebuilt from them.",
    "value": "Added up from the roll-ups as whole minor units; nothing is converted between currencies.",
    "uniques": "United from mergeable sketches (HyperLogLog, 2^14 registers) that hold no key.",
}
"""How a figure is counted: `counts` for all classes and their sum."""


def method_of(figure: str) -> str:
    """Return how a figure is counted."""
    return METHODS.get(figure, METHODS["counts"])
