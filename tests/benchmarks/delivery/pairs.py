"""Two servers asked in turn, and what comes out of it."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from tests.benchmarks.asking import CONNECTIONS, Asked, keep_asking
from tests.benchmarks.report import bench, median_ratio, note

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept-Language": "fr,en;q=0.5",
    "Referer": "https://shop.example.org/",
    "Sec-Fetch-Dest": "image",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Processes that serve the file at `url`."""

    processes: Sequence[int]
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def again(self) -> "Server":
        """Return the same, asked by somebody who has the file."""
        return Server(self.processes, self.url, {"If-None-Match": httpx.get(self.url).headers["etag"]})


@dataclass(frozen=True, slots=True)
class Pair:
    """What two servers did in each round."""

    ours: Sequence[Asked]
    theirs: Sequence[Asked]


def ask_both(
    ours: Server,
    theirs: Server,
    *,
    rounds: int,
    seconds: int,
    status: int = 200,
    connections: int = CONNECTIONS,
) -> Pair:
    """Ask both in turn, in the other order in every other round."""
    found: dict[str, list[Asked]] = {"ours": [], "theirs": []}
    for number in range(rounds):
        turn = [("ours", ours), ("theirs", theirs)]
        for name, server in turn if number % 2 else turn[::-1]:
            found[name].append(
                keep_asking(
                    server.url,
                    {**BROWSER, **server.headers},
                    seconds=seconds,
                    servers=server.processes,
                    status=status,
                    connections=connections,
                )
            )
    return Pair(found["ours"], found["theirs"])


def tell(name: str, pair: Pair, peer: str) -> None:
    """Print how many times as fast as the peer we are, by the clock and by the processor, and the ratio of the p99."""
    rates, their_rates = ([each.rate for each in side] for side in (pair.ours, pair.theirs))
    costs, their_costs = ([each.microseconds for each in side] for side in (pair.ours, pair.theirs))
    waits, their_waits = ([each.p99 for each in side] for side in (pair.ours, pair.theirs))
    bench(f"delivery.{name}", median_ratio(rates, their_rates), "x", peer)
    note(f"answers a second: {spread(rates)} beside {spread(their_rates)}")
    bench(f"delivery.{name}.processor", median_ratio(their_costs, costs), "x", peer)
    note(f"µs of processor time for each: {spread(costs)} beside {spread(their_costs)}")
    bench(f"delivery.{name}.p99", median_ratio(waits, their_waits), "x", peer)
    note(f"ms at the 99th percentile, less is better: {spread(waits)} beside {spread(their_waits)}")


def spread(values: Sequence[float]) -> str:
    """Return median, lowest and highest."""
    digits = 0 if statistics.median(values) >= 100 else 1
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
