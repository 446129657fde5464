"""The formats that are read, by name, and how one is told from the first lines of a log."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl

from dam.engagement.foreign.caddy_json import CaddyJson
from dam.engagement.foreign.common_log import CommonLog
from dam.engagement.foreign.field_log import FieldLog, unplussed, unquoted
from dam.engagement.foreign.keyed_json import KeyedJson
from dam.engagement.foreign.nginx_json import NginxJson
from dam.engagement.foreign.s3_log import S3Log
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.errors import Invalid

AUTO = "auto"
"""The name that stands for looking at the first lines."""


class LineReader(Protocol):
    """Reads one log from its first line on. `heading` is the line that names the columns now, or empty."""

    heading: str

    def read(self, line: bytes) -> Seen:
        """Return what a line without its newline tells."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is, in a sentence, and how its reader is made from options and an earlier heading."""

    name: str
    meaning: str
    open: Callable[[Mapping[str, str], str], LineReader]


def _without_options(
    name: str, make: Callable[[str], LineReader]
) -> Callable[[Mapping[str, str], str], LineReader]:
    def open_(options: Mapping[str, str], heading: str) -> LineReader:
        if options:
            raise Invalid(f"The log format {name} has no options, and {sorted(options)[0]!r} came.")
        return make(heading)

    return open_


def _format(name: str, meaning: str, make: Callable[[str], LineReader]) -> Format:
    return Format(name, meaning, _without_options(name, make))


FORMATS = {
    each.name: each
    for each in (
        _format(
            "nginx",
            "JSON of the nginx configuration that is shipped (`log_format vitrine`).",
            lambda _: NginxJson(),
        ),
        _format("caddy", "JSON access log of Caddy.", lambda _: CaddyJson()),
        _format("cloudfront", "Standard logs of CloudFront.", lambda heading: FieldLog(unquoted, heading)),
        _format("w3c", "W3C extended, as IIS writes it.", lambda heading: FieldLog(unplussed, heading)),
        _format("s3", "Server access logs of Amazon S3.", lambda _: S3Log()),
        _format(
            "combined",
            "Common and combined log of Apache and nginx, with or without the host.",
            lambda _: CommonLog(),
        ),
        Format(
            "fastly",
            "Flat JSON as Fastly documents it; other keys as options, such as `fastly?status=code&url=path`.",
            lambda options, _: KeyedJson(options),
        ),
    )
}
"""Every format by its name, in the order in which they are tried."""


def open_reader(name: str, heading: str = "") -> LineReader:
    """Return a reader by `name`, which may carry options (`fastly?status=code`); an unknown one is `Invalid`."""
    plain, _, options = name.partition("?")
    if plain not in FORMATS:
        raise Invalid(f"A log format is one of {AUTO}, {', '.join(FORMATS)}; not {plain!r}.")
    return FORMATS[plain].open(dict(parse_qsl(options, keep_blank_values=True)), heading)


def check_format(name: str) -> None:
    """Raise `Invalid` for what is no name of a format."""
    if name != AUTO:
        open_reader(name)


def detect_format(lines: Sequence[bytes]) -> str | None:
    """Tell the format of a log from its first lines: the one that reads most of them, None where none reads any."""
    if any(line.startswith(b"#Fields:") for line in lines):
        return "cloudfront" if any(b"x-edge-location" in line for line in lines) else "w3c"
    counts = {name: sum(_is_seen(open_reader(name), line) for line in lines) for name in FORMATS}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _is_seen(reader: LineReader, line: bytes) -> bool:
    seen = reader.read(line)
    return isinstance(seen, SeenRequest) or seen is Unseen.BETWEEN_EDGES
