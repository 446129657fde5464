"""Reads `answers.txt`: each line becomes a question and everything that its answer must be.

A line has eight columns. `asked` and `more` hold headers as `name=value`, two spaces between; a name that comes twice is
sent in two lines. `body` names the file that answers, `asset:channel/preset@variant.format` (of `lit` when no asset is
named), with the parts of it in brackets; from it follow the type, tag, digests, length, names for purges and the bytes.
`kept` is a word of `KEPT` or the value of `Cache-Control`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from renditions.recipe import MEDIA_TYPES
from tests.delivery.files import conftest
from tests.delivery.files.library import body_of, digest_of

ANSWERS = Path(__file__).with_name("answers.txt")

ASSETS: dict[str, str] = {
    name.lower().replace("_", " "): getattr(conftest, name)
    for name in (
        *(
            "LIT",
            "DRAFT",
            "REVIEW",
            "WITHDRAWN",
            "ARCHIVED",
            "TRASHED",
            "ENDED",
            "EMBARGO",
            "ENDING",
            "LEAVING",
        ),
        *("TOMORROW", "PRINT_ONLY", "FRANCE_ONLY", "UNPLANNED", "FILM", "STAND_IN"),
    )
}

KEPT = {
    "short": "public, max-age=30, stale-while-revalidate=60, stale-if-error=300",
    "year": "public, max-age=31536000, immutable",
    "none": "no-store",
    "alone": "private, no-store",
    "here": "private, max-age=30",
    "own": "private, max-age=60",
}

WORDS: dict[str, str] = {
    **ASSETS,
    "browser": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "old": "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
    "nul": "\0",
    "break": "\n",
    "viewer": "{viewer}",
    "pdf policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
    "saved jpg": "attachment; filename=\"Facade d'ete.jpg\"; filename*=UTF-8''Fa%C3%A7ade%20d%27%C3%A9t%C3%A9.jpg",
    "saved m3u8": "attachment; filename=\"Facade d'ete.m3u8\"; filename*=UTF-8''Fa%C3%A7ade%20d%27%C3%A9t%C3%A9.m3u8",
    "preflight": "allow=GET, HEAD, OPTIONS  access-control-allow-methods=GET, HEAD  access-control-max-age=86400  "
    "access-control-allow-headers=accept, authorization, if-modified-since, if-none-match, if-range, range",
}

_FILE = re.compile(
    r"(?:(?P<asset>[a-z0-9 ]+):)?(?P<channel>[a-z]+)/(?P<preset>[a-z-]+)(?:@(?P<variant>\w+))?\.(?P<format>\w+)"
    r"(?P<parts>(?:\[\d+:\d+\])*)(?: for (?P<in_place_of>[a-z ]+))?"
)


@dataclass(frozen=True)
class Shown:
    """The file that answers; `parts` are its spans, none for the whole; `names` those for purges."""

    body: bytes
    media_type: str
    names: tuple[str, ...]
    parts: tuple[slice, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        return digest_of(self.body)


@dataclass(frozen=True)
class Row:
    """One question and its whole answer; `house` is the number of the section, `body` None for a problem or nothing."""

    name: str
    house: int
    method: str
    target: str
    asked: tuple[tuple[str, str], ...]
    status: int
    body: Shown | None
    is_problem: bool
    kept: str
    more: dict[str, str] = field(default_factory=dict)


def read_rows(text: str) -> list[Row]:
    """Read every line of the table."""
    rows, house = [], 0
    for line in text.splitlines():
        if line.startswith("# ==="):
            house += 1
        elif line and not line.startswith("#"):
            rows.append(_row(line, house))
    return rows


def _row(line: str, house: int) -> Row:
    name, method, target, asked, status, body, kept, *more = (cell.strip() for cell in line.split(" | "))
    is_problem = body == "problem"
    return Row(
        name,
        house,
        method,
        _filled(target),
        _pairs(asked),
        int(status),
        None if is_problem or body == "none" else read_shown(body),
        is_problem,
        KEPT.get(kept.removesuffix("|").strip(), kept.removesuffix("|").strip()),
        dict(_pairs(more[0])) if more else {},
    )


def _pairs(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        pair.partition("=") for pair in re.split(r" {2,}", _filled(cell.removesuffix("|").strip())) if pair
    )
    return tuple((name, value) for name, _, value in pairs)


def _filled(text: str) -> str:
    """Put in what stands in braces: a word, or `tag`, `digest` and `DIGEST` of a file."""

    def fill(match: re.Match[str]) -> str:
        kind, _, shown = match[1].partition(" ")
        if kind not in ("tag", "digest", "DIGEST"):
            return WORDS[match[1]]
        digest = read_shown(shown).digest
        return {"tag": f'"{digest}"', "digest": digest, "DIGEST": digest.upper()}[kind]

    return re.sub(r"\{([^}]+)\}", fill, text)


def read_shown(text: str) -> Shown:
    """Read the name of a file, with its parts and the asset in whose place it stands."""
    if text == "shared":
        return Shown(conftest.SHARED, "image/jpeg", _names(conftest.LIT, "v1", "email", "hero"))
    found = _FILE.fullmatch(text)
    assert found is not None, text
    asset, version = ("lit", "v2") if found["asset"] == "v2" else (found["asset"] or "lit", "v1")
    variant, format_ = found["variant"] or "", found["format"]
    is_large = asset == "film" and variant and format_ != "hls"
    place = f"{version}-{ASSETS[asset]}{found['channel']}{found['preset']}{variant}"
    names = _names(ASSETS[asset], version, found["channel"], found["preset"])
    if found["in_place_of"]:
        names = (*names, f"asset-{ASSETS[found['in_place_of']]}")
    parts = tuple(
        slice(int(first), int(end)) for first, end in re.findall(r"\[(\d+):(\d+)\]", found["parts"])
    )
    body = body_of(place, format_, 1_500_000 if is_large else 1000)
    return Shown(body, MEDIA_TYPES[format_], names, parts)


def _names(asset_id: str, version: str, channel: str, preset: str) -> tuple[str, ...]:
    return (
        f"asset-{asset_id}",
        f"version-{version}-{asset_id}",
        f"channel-{channel}",
        f"preset-{channel}-{preset}",
    )
