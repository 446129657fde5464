"""Logs of other servers imported, beside a loop that only splits their lines and sums them up."""

import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.foreign.guests import Guests
from dam.engagement.foreign.importing import import_log
from dam.engagement.foreign.judge import Judge
from dam.engagement.foreign.reading import DiskLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from delivery.files.named import files_of
from infra.tables import create_all
from tests.benchmarks.report import bench, median_ratio, note
from tests.dam.engagement.world import add_asset

LINES = {"small": 100_000, "full": 1_000_000}
ROUNDS = 3
_ASSETS, _VISITORS, _PAGES, _MINUTES = 300, 5_000, 200, 30


def main(scale: str) -> None:
    """Print lines a second of our nginx's JSON and of the combined format, on one core."""
    bares = {"nginx": _bare_json, "combined": _bare_regex}
    for name, bare in bares.items():
        ours, theirs = [], []
        for seed in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                mine, its = _measure(Path(folder), name, LINES[scale], seed, bare)
                ours.append(mine)
                theirs.append(its)
        bench(f"engagement.import.{name}", median_ratio(ours, theirs), "x", "bare-loop-counting-only")
        note(
            f"lines/s {[round(rate) for rate in ours]} imported, beside {[round(rate) for rate in theirs]} summed only"
        )


def _measure(
    folder: Path, name: str, lines: int, seed: int, bare: Callable[[Path], int]
) -> tuple[float, float]:
    """Return lines a second of processor time, imported into an empty SQLite and only summed."""
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_all(database)
    core = Core(database, MemoryStore(), ImmediateJobs(), announce=lambda _session, _change: None)
    keys = VisitorKeys(database)
    keys.refresh(core.now())
    log = folder / "access.log"
    _write(log, name, lines, [add_asset(core) for _ in range(_ASSETS)], random.Random(seed))
    judge = Judge(core, files_of(database), Guests(keys))
    theirs = lines / _timed(partial(bare, log))
    ours = lines / _timed(lambda: import_log(core, HOUSE, DiskLog(log), judge))
    database.dispose()
    return ours, theirs


def _write(log: Path, name: str, lines: int, assets: list[str], random_: random.Random) -> None:
    """Write half an hour of traffic: some thousand visitors of two hundred pages, one request in seven a 304."""
    browsers = [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36"
        for n in range(100, 140)
    ]
    visitors = [(f"10.{n % 7}.{n % 200}.{n // 200}", random_.choice(browsers)) for n in range(_VISITORS)]
    begin, encode = time.time() - _MINUTES * 60, msgspec.json.Encoder().encode
    with log.open("wb") as file:
        for number in range(lines):
            at = begin + number * _MINUTES * 60 / lines
            asset, (address, agent) = random_.choice(assets), random_.choice(visitors)
            path, status = f"/d/web/hero/{asset}-coat.jpg", 200 if number % 7 else 304
            referer = f"https://shop.example/page/{random_.randrange(_PAGES)}"
            if name == "combined":
                moment = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(at))
                request = f'{address} - - [{moment}] "GET {path} HTTP/1.1" {status} 48211'
                file.write(f'{request} "{referer}" "{agent}"\n'.encode())
            else:
                line = {
                    "time": "", "msec": f"{at:.3f}", "method": "GET", "host": "assets.example.org", "uri": path,
                    "args": "", "status": status, "bytes": 48_211, "range": "", "referer": referer, "agent": agent,
                    "address": address, "forwarded": "", "purpose": "", "gpc": "", "dnt": "", "cache": "HIT",
                    "etag": "", "keys": f"asset-{asset} version-v1 channel-web preset-web-hero", "session": "",
                    "seconds": 0.0,
                }  # fmt: skip
                file.write(encode(line) + b"\n")


class _Line(msgspec.Struct):
    uri: str
    status: int
    agent: str


def _bare_json(log: Path) -> int:
    """Decode each line and count it by path: what reading the log costs at the least."""
    decode = msgspec.json.Decoder(_Line).decode
    counts: Counter[str] = Counter()
    with log.open("rb") as file:
        for text in file:
            line = decode(text)
            if line.status == 200:
                counts[line.uri] += 1
    return counts.total()


_COMBINED = re.compile(rb'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d{3}) (\S+) "([^"]*)" "([^"]*)"')


def _bare_regex(log: Path) -> int:
    """Split each line by a regular expression and count it by path."""
    counts: Counter[bytes] = Counter()
    with log.open("rb") as file:
        for text in file:
            match = _COMBINED.match(text)
            if match and match[5] == b"200":
                counts[match[4]] += 1
    return counts.total()


def _timed(do: Callable[[], object]) -> float:
    start = time.process_time()
    do()
    return time.process_time() - start


if __name__ == "__main__":
    main("small")
