"""Lines of logs to import, and what a house would say of its files."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from dam.core import Core
from dam.engagement.foreign.files import Files, NamedFile, Owned
from dam.engagement.foreign.guests import Guests
from dam.engagement.foreign.judge import Judge
from dam.engagement.visitors.keys import SaltedKeys
from tests.dam.engagement.world import CHROME

ADDRESS = "203.0.113.7"


def nginx_line(core: Core, path: str, **more: object) -> str:
    """Return a line of our nginx's log for a request of now."""
    at = more.pop("at", None) or core.now()
    assert isinstance(at, datetime)
    said = {
        "msec": f"{at.timestamp():.3f}",
        "method": "GET",
        "host": "assets.example.org",
        "uri": path,
        "args": "",
        "status": 200,
        "bytes": 48_211,
        "range": "",
        "referer": "https://shop.example/coats?size=m",
        "agent": CHROME,
        "address": ADDRESS,
        "forwarded": "",
        "cache": "HIT",
        "etag": "",
        "keys": "",
    }
    return json.dumps({**said, **more}) + "\n"


def combined_line(core: Core, path: str, number: int = 0) -> str:
    """Return a line of the combined format, each `number` another one."""
    at = core.now().strftime("%d/%b/%Y:%H:%M:%S +0000")
    return (
        f'{ADDRESS} - - [{at}] "GET {path}?n={number} HTTP/1.1" 200 5000 "https://shop.example/" "{CHROME}"\n'
    )


def name_file(path: str) -> NamedFile | None:
    """Read `/d/CHANNEL/PRESET/ASSET` and `/i/CHANNEL/DIGEST`."""
    parts = path.split("/")
    if len(parts) == 5 and parts[1] == "d":
        return NamedFile(parts[2], parts[3], parts[4], "")
    return NamedFile(parts[2], "", "", parts[3]) if len(parts) == 4 and parts[1] == "i" else None


def judge_of(
    core: Core,
    owners: Mapping[str, Sequence[Owned]] | None = None,
    keys: SaltedKeys | None = None,
    trusted_proxies: int = 0,
    since: int = 0,
) -> Judge:
    """Return a judge that knows these owners of digests."""

    def find(digests: Collection[str]) -> Mapping[str, Sequence[Owned]]:
        return {digest: owned for digest, owned in (owners or {}).items() if digest in digests}

    return Judge(core, Files(name_file, find), Guests(keys, trusted_proxies), since=since)
