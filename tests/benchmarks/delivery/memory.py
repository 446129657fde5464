"""What a web process holds after a thousand and after ten thousand mixed requests."""

import random
from urllib.parse import urlsplit

from tests.benchmarks.delivery.shelf import Shelf
from tests.benchmarks.processes import memory
from tests.benchmarks.report import bench, note
from tests.journeys.running import RunningHouse
from tests.raw_line import RawLine

ACCEPTS = ("image/avif,image/webp,*/*;q=0.8", "image/webp,*/*;q=0.8", "*/*", "image/png,image/*;q=0.5")
EXTRAS = ("", "", "", "Range: bytes=0-999\r\n", 'If-None-Match: "0"\r\n', "Range: bytes=0-9,100-199\r\n")
FIRST, ALL = 1_000, 10_000


def watch(house: RunningHouse, shelf: Shelf) -> None:
    """Ask for hits, misses, ranges, conditions and files that are not there; 1.2 is a fifth more than after the first."""
    base = house.serve("--no-worker")
    web = house.processes[-1]
    chance = random.Random(7)
    after_first = 0
    with RawLine(urlsplit(base).port or 0) as line:
        for number in range(ALL):
            line.ask(_request(chance, shelf))
            if number + 1 == FIRST:
                after_first = memory(web.pid)
    bench("delivery.memory", memory(web.pid) / after_first, "x", "after-1000")
    note(f"{memory(web.pid) / 1e6:.0f} MB after {ALL:,} beside {after_first / 1e6:.0f} MB after {FIRST:,}")
    house.kill(web)


def _request(chance: random.Random, shelf: Shelf) -> bytes:
    path = chance.choice(shelf.many)
    ending = chance.choice(("", "", ".jpeg", ".webp", ".avif", f"-slug-{chance.randrange(50)}", ".png", "x"))
    method = chance.choice(("GET", "GET", "GET", "HEAD"))
    head = f"{method} {path}{ending} HTTP/1.1\r\nHost: assets.example.org\r\nUser-Agent: Mozilla/5.0\r\n"
    return f"{head}Accept: {chance.choice(ACCEPTS)}\r\n{chance.choice(EXTRAS)}\r\n".encode()
