"""Films, sound and documents made to reach outside: each names a canary file or a canary port in its own way."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.films import run_plain


@dataclass(frozen=True, slots=True)
class Bait:
    """What a hostile file points at: a film that would play, and a port where somebody listens."""

    film: Path
    port: int

    @property
    def address(self) -> str:
        """The port as an address."""
        return f"http://127.0.0.1:{self.port}/canary"


def _hls(place: str) -> str:
    return (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n{place}\n#EXT-X-ENDLIST\n"
    )


def _dash(place: str) -> str:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        'mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:isoff-main:2011"><Period><AdaptationSet '
        'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>'
        f"{place}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )


def _session(bait: Bait) -> str:
    return f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {bait.port} RTP/AVP 96\na=rtpmap:96 H264/90000\n"


PLAYLISTS: dict[str, Callable[[Bait], str]] = {
    "hls of a path": lambda bait: _hls(str(bait.film)),
    "hls of a file address": lambda bait: _hls(f"file://{bait.film}"),
    "hls of an address": lambda bait: _hls(bait.address),
    "hls of a concat": lambda bait: _hls(f"concat:{bait.film}|{bait.film}"),
    "hls with a key": lambda bait: _hls("x.ts").replace(
        "#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{bait.address}"\n#EXTINF'
    ),
    "hls with a map": lambda bait: _hls("x.mp4").replace(
        "#EXTINF", f'#EXT-X-MAP:URI="file://{bait.film}"\n#EXTINF'
    ),
    "hls of lists": lambda bait: f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{bait.address}\n",
    "dash of a file": lambda bait: _dash(f"file://{bait.film}"),
    "dash of an address": lambda bait: _dash(bait.address),
    "concat": lambda bait: f"ffconcat version 1.0\nfile '{bait.film}'\n",
    "concat of an address": lambda bait: f"ffconcat version 1.0\nfile '{bait.address}'\n",
    "session": _session,
    "metadata": lambda bait: f";FFMETADATA1\ntitle={bait.film}\n",
    "smooth": lambda bait: (
        f'<SmoothStreamingMedia><StreamIndex Url="{bait.address}"/></SmoothStreamingMedia>'
    ),
    "asx": lambda bait: f'<asx version="3.0"><entry><ref href="{bait.address}"/></entry></asx>',
    "pls": lambda bait: f"[playlist]\nFile1={bait.address}\nNumberOfEntries=1\n",
}
"""Lists that name other files, by what they are."""


def with_reference(film: Path, target: Path, address: str) -> None:
    """Copy an MP4 so that its samples stand elsewhere: its data reference (`dref`) names an address, not itself."""
    data = bytearray(film.read_bytes())
    place = data.index(b"url \0\0\0\1") - 4
    name = address.encode() + b"\0"
    entry = struct.pack(">I", 12 + len(name)) + b"url \0\0\0\0" + name
    grown = len(entry) - 12
    data[place : place + 12] = entry
    for box in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        at = data.rindex(box, 0, place) - 4
        (size,) = struct.unpack_from(">I", data, at)
        struct.pack_into(">I", data, at, size + grown)
    target.write_bytes(data)


def with_attachment(film: Path, target: Path, attachment: Path) -> None:
    """Write a Matroska file that carries a playlist as a font, and chapters in their order."""
    run_plain(
        "-i", str(film), "-c", "copy", "-attach", str(attachment), "-metadata:s:t", "mimetype=application/x-truetype-font",
        f"file:{target}",
    )  # fmt: skip


def avi_of(inner: bytes) -> bytes:
    """An AVI whose only stream is a text: subtitles (GAB2) that are a playlist, the way in that was used in 2016."""
    gab2 = b"GAB2\0\2\0" + struct.pack("<IHI", 0, 4, len(inner)) + inner
    head = struct.pack("<IIIIIIIIIIIIII", 40_000, 0, 0, 0, 1, 0, 1, 0, 320, 180, 0, 0, 0, 0)
    stream = (
        b"txts" + bytes(4) + struct.pack("<IHHIIIIIIIIHHHH", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 320, 180)
    )
    streams = _list(b"strl", _part(b"strh", stream) + _part(b"strf", b"\0" * 4))
    body = _list(b"hdrl", _part(b"avih", head) + streams) + _list(b"movi", _part(b"00tx", gab2))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"AVI " + body


def _part(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _list(name: bytes, body: bytes) -> bytes:
    return _part(b"LIST", name + body)
