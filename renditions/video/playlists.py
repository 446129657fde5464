"""Playlists of HTTP live streaming (RFC 8216) as text: what ffmpeg says of a rung is read, what players read is written."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MASTER_HEAD = ("#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS")
GROUP = "subtitles"
"""The name by which rungs refer to the tracks of subtitles."""

BEGIN_WITH = 720
"""Pixels of the shorter side of the rung that players begin with, unless there are only larger ones."""

_IN_GROUP = f',SUBTITLES="{GROUP}"'
_TRACK = "#EXT-X-MEDIA:TYPE=SUBTITLES"
_RUNG = "#EXT-X-STREAM-INF:"
_MAP = re.compile(r'#EXT-X-MAP:.*BYTERANGE="(\d+)@0"')
_SEGMENT = re.compile(r"#EXTINF:([\d.]+),[^\n]*\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n")
_SECONDS = re.compile(r"#EXTINF:([\d.]+),")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a rung: seconds of film, and where its bytes lie in the rung's file."""

    seconds: float
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One size of a film in one file: the first `head` bytes set a decoder up for all segments. `rate` in frames a second."""

    name: str
    width: int
    height: int
    codecs: str
    rate: float
    head: int
    segments: tuple[Segment, ...]

    @property
    def seconds(self) -> float:
        """How long the rung plays."""
        return sum(segment.seconds for segment in self.segments)

    @property
    def average_bandwidth(self) -> int:
        """Bits a second over the whole film."""
        return _rate_of(self.segments)

    @property
    def peak_bandwidth(self) -> int:
        """Bits a second of the heaviest stretch of segments that lasts from half to one and a half targets (RFC 8216, 4.1)."""
        target = _target(segment.seconds for segment in self.segments)
        stretches = (
            _rate_of(self.segments[first:last])
            for first in range(len(self.segments))
            for last in range(first + 1, min(first + 3, len(self.segments)) + 1)
            if 0.5 * target <= sum(each.seconds for each in self.segments[first:last]) <= 1.5 * target
        )
        return max(stretches, default=self.average_bandwidth)

    def to_json(self) -> dict[str, Any]:
        """Return the value form."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Rung":
        """Read the value form back."""
        return cls(**{**value, "segments": tuple(Segment(**each) for each in value["segments"])})


@dataclass(frozen=True, slots=True)
class TrackLine:
    """A track of subtitles as the master playlist names it: language tag, the language's own name, and where it lies."""

    locale: str
    name: str
    uri: str


def read_segments(text: str) -> tuple[int, tuple[Segment, ...]]:
    """Read the playlist that ffmpeg wrote of one file: bytes of its head, and its segments."""
    head = _MAP.search(text)
    segments = tuple(
        Segment(float(seconds), int(start), int(length)) for seconds, length, start in _SEGMENT.findall(text)
    )
    if head is None or "#EXT-X-ENDLIST" not in text or not sum(each.seconds for each in segments):
        raise ValueError("expected a playlist of byte ranges of one file, from its first to its last segment")
    return int(head[1]), segments


def rung_playlist(rung: Rung, uri: str) -> str:
    """Return the media playlist of a rung whose file lies at `uri`."""
    lines = [*_media_head(_target(each.seconds for each in rung.segments)), "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines.append(f'#EXT-X-MAP:URI="{uri}",BYTERANGE="{rung.head}@0"')
    for each in rung.segments:
        lines += [f"#EXTINF:{each.seconds:.6f},", f"#EXT-X-BYTERANGE:{each.length}@{each.start}", uri]
    return _text([*lines, "#EXT-X-ENDLIST"])


def track_playlist(seconds: float, uri: str) -> str:
    """Return the media playlist of a track of subtitles: one segment as long as the film."""
    return _text([*_media_head(_target([seconds])), f"#EXTINF:{seconds:.6f},", uri, "#EXT-X-ENDLIST"])


def master_playlist(rungs: Sequence[tuple[Rung, str]]) -> str:
    """Return the master playlist of rungs and where their media playlists lie.

    Players begin with what stands first: the largest that most networks carry.
    """
    lines = list(MASTER_HEAD)
    for rung, uri in sorted(rungs, key=lambda each: min(each[0].width, each[0].height) > BEGIN_WITH):
        lines += [
            f"{_RUNG}BANDWIDTH={rung.peak_bandwidth},AVERAGE-BANDWIDTH={rung.average_bandwidth}"
            f',CODECS="{rung.codecs}",RESOLUTION={rung.width}x{rung.height},FRAME-RATE={rung.rate:.3f}',
            uri,
        ]
    return _text(lines)


def with_tracks(master: str, tracks: Sequence[TrackLine]) -> str:
    """Return a master playlist with exactly these tracks of subtitles, whichever it had before."""
    found = [
        f'{_TRACK},GROUP-ID="{GROUP}",NAME="{track.name}",LANGUAGE="{track.locale}"'
        f',DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="{track.uri}"'
        for track in tracks
    ]
    rungs = [
        line.replace(_IN_GROUP, "") + (_IN_GROUP if tracks and line.startswith(_RUNG) else "")
        for line in master.splitlines()[len(MASTER_HEAD) :]
        if not line.startswith(_TRACK)
    ]
    return _text([*MASTER_HEAD, *found, *rungs])


def seconds_of(playlist: str) -> float:
    """Return how long a media playlist plays."""
    return sum(float(seconds) for seconds in _SECONDS.findall(playlist))


def _media_head(target: int) -> list[str]:
    return [
        *MASTER_HEAD[:2],
        f"#EXT-X-TARGETDURATION:{target}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]


def _target(seconds: Iterable[float]) -> int:
    """The longest segment, rounded to the nearest whole second (RFC 8216, 4.3.3.1)."""
    return max(1, math.floor(max(seconds) + 0.5))


def _rate_of(segments: Sequence[Segment]) -> int:
    return math.ceil(8 * sum(each.length for each in segments) / sum(each.seconds for each in segments))


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
