"""Golden samples of each format: what every line tells, odd and broken ones included."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.engagement.foreign.formats import FORMATS, check_format, detect_format, open_reader
from dam.engagement.foreign.seen import Seen, SeenRequest, Unseen
from dam.errors import Invalid

SAMPLES = Path(__file__).parent / "samples"
ASSET, DIGEST = "0a1b2c3d4e5f6g7h", "ab" * 32
FIRST = 1_795_335_301_000
"""2026-11-22 08:15:01 UTC, when every sample begins."""
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
BAD, REMARK = Unseen.UNREADABLE, Unseen.REMARK


def read(name: str, as_format: str = "") -> list[Seen]:
    """Read a sample, a line after the other."""
    reader = open_reader(as_format or name)
    lines = (SAMPLES / f"{name}.log").read_bytes().split(b"\n")[:-1]
    return [reader.read(line.rstrip(b"\r")) for line in lines]


def of(seen: Seen, *names: str) -> tuple[object, ...]:
    """Return some fields of a request."""
    assert isinstance(seen, SeenRequest)
    return tuple(getattr(seen, name) for name in names)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_is_told_from_its_first_lines(name: str) -> None:
    assert detect_format((SAMPLES / f"{name}.log").read_bytes().splitlines()) == name


def test_what_is_no_log_has_no_format() -> None:
    assert detect_format([b"Dear colleagues,", b"", b"{}", gzip.compress(b"x")]) is None


def test_combined() -> None:
    seen = read("combined")
    path = f"/d/web/hero/{ASSET}-coat.jpg"
    assert of(seen[0], "at", "method", "path", "status", "bytes", "range", "address") == (
        FIRST, "GET", path, 200, 48_211, None, "192.0.2.1"
    )  # fmt: skip
    assert of(seen[0], "referer", "agent") == ("https://shop.example.org/coats?size=m", CHROME)
    assert of(seen[1], "at", "query", "status", "range", "referer", "agent", "address") == (
        FIRST + 1000, "download=1", 206, "bytes=0-999", "", FIREFOX, "2001:db8::7"
    )  # fmt: skip
    assert of(seen[2], "method", "bytes") == ("HEAD", 0)
    assert of(seen[3], "status", "referer", "agent") == (304, 'https://example.org/a "b"', 'An "agent" \\ é')
    assert of(seen[4], "path", "status", "agent", "address") == ("", 408, "", "-")
    assert of(seen[5], "path", "status") == ("", 400)
    assert of(seen[6], "host", "path", "address") == (
        "shop.example.org",
        f"/i/web/{DIGEST}/coat.jpg",
        "192.0.2.5",
    )
    assert of(seen[7], "path", "referer", "agent") == (f"/d/web/card/{ASSET}.webp", "", "")
    assert seen[8:] == [BAD, BAD]


def test_our_nginx() -> None:
    seen = read("nginx")
    assert of(seen[0], "at", "method", "path", "status", "bytes", "range", "host") == (
        FIRST + 250, "GET", f"/d/web/hero/{ASSET}-coat.jpg", 200, 48_211, "", "assets.example.org"
    )  # fmt: skip
    assert of(seen[0], "cache_status", "etag", "is_session") == ("HIT", f'"{DIGEST}"', False)
    assert of(seen[1], "method") == ("HEAD",)
    assert of(seen[2], "range", "address", "forwarded", "purpose", "gpc", "dnt", "is_session") == (
        "bytes=0-", "2001:db8::7", "198.51.100.9, 10.0.0.1", "prefetch", "1", "1", True
    )  # fmt: skip
    assert of(seen[3], "agent") == ('An "agent" \\ é',)
    assert of(seen[4], "agent") == ("caf\ufffd",)
    assert seen[5:] == [BAD, BAD]


def test_caddy() -> None:
    seen = read("caddy")
    assert of(seen[0], "at", "path", "query", "status", "bytes", "range", "agent", "etag") == (
        FIRST + 250, f"/d/web/hero/{ASSET}-coat.jpg", "download=1", 200, 48_211, "", CHROME, f'"{DIGEST}"'
    )  # fmt: skip
    assert of(seen[1], "at", "range", "address", "forwarded", "purpose", "gpc", "dnt", "status") == (
        FIRST + 1500, "bytes=0-", "2001:db8::7", "198.51.100.9", "prefetch", "1", "1", 206
    )  # fmt: skip
    assert seen[2:] == [BAD, BAD]


def test_cloudfront() -> None:
    seen = read("cloudfront")
    assert seen[:2] == [REMARK, REMARK]
    assert of(seen[2], "at", "path", "status", "bytes", "range", "host", "agent", "cache_status") == (
        FIRST, f"/d/web/hero/{ASSET}-coat.jpg", 200, 48_700, "", "assets.example.org", CHROME, "Hit"
    )  # fmt: skip
    assert of(seen[3], "range", "address", "agent", "referer") == ("bytes=0-", "2001:db8::7", FIREFOX, "")
    assert of(seen[4], "range") == ("bytes=1000-",)
    assert of(seen[5], "method") == ("HEAD",)
    assert of(seen[6], "is_session") == (True,)
    assert seen[7:] == [BAD]


def test_w3c_and_columns_that_change_on_the_way() -> None:
    seen = read("w3c")
    assert seen[:4] == [REMARK] * 4
    assert of(seen[4], "at", "path", "query", "status", "bytes", "range", "agent", "referer") == (
        FIRST, f"/d/web/hero/{ASSET}-coat.jpg", "download=1", 200, 0, None, CHROME, "https://shop.example.org/coats"
    )  # fmt: skip
    assert of(seen[5], "address", "status", "query") == ("2001:db8::7", 206, "")
    assert seen[6] is REMARK
    assert of(seen[7], "at", "bytes", "agent", "address") == (FIRST + 2000, 77, CHROME, "192.0.2.3")
    assert seen[8:] == [BAD, BAD]


def test_reading_goes_on_later_with_the_columns_that_held() -> None:
    lines = (SAMPLES / "w3c.log").read_bytes().splitlines()
    first = open_reader("w3c")
    for line in lines[:7]:
        first.read(line)
    assert of(open_reader("w3c", first.heading).read(lines[7]), "bytes") == (77,)
    assert open_reader("w3c").read(lines[7]) is BAD


def test_s3() -> None:
    seen = read("s3")
    path = f"/i/web/{DIGEST}/coat.jpg"
    assert of(seen[0], "at", "method", "path", "status", "bytes", "range", "host", "agent") == (
        FIRST, "GET", path, 200, 48_211, None, "assets.s3.eu-west-3.amazonaws.com", CHROME
    )  # fmt: skip
    assert of(seen[1], "path", "query", "status", "address") == (path, "x=1", 206, "2001:db8::7")
    assert of(seen[2], "path") == ("",)
    assert of(seen[3], "path", "status") == ("", 0)
    assert seen[4:] == [BAD]


def test_fastly() -> None:
    seen = read("fastly")
    assert of(seen[0], "at", "path", "query", "status", "bytes", "range", "address", "cache_status") == (
        FIRST, f"/d/web/hero/{ASSET}-coat.jpg", "download=1", 200, 48_211, None, "192.0.2.1", "HIT"
    )  # fmt: skip
    assert seen[1] is Unseen.BETWEEN_EDGES
    assert of(seen[2], "at", "status", "range", "etag", "referer") == (
        FIRST + 1500, 206, "bytes=0-9", f'"{DIGEST}"', ""
    )  # fmt: skip
    assert seen[3:] == [BAD, BAD]


def test_fastly_by_other_keys() -> None:
    reader = open_reader("fastly?at=t&url=u&status=s&method=m&is_edge=e")
    assert of(reader.read(b'{"t": 1795335301, "u": "/x?y", "s": 200, "m": "HEAD"}'), "at", "path", "method") == (
        FIRST, "/x", "HEAD"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["apache", "nginx?a=b", "fastly?colour=c", ""])
def test_a_format_that_is_none_is_said_so(name: str) -> None:
    with pytest.raises(Invalid, match="log"):
        check_format(name)


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(line=st.binary(max_size=200), place=st.integers(0, 400), which=st.integers(0, 5))
def test_no_line_breaks_a_reader(name: str, line: bytes, place: int, which: int) -> None:
    reader = open_reader(name)
    lines = (SAMPLES / f"{name}.log").read_bytes().splitlines()
    for each in lines[:2]:
        reader.read(each)
    good = lines[which % len(lines)]
    for each in (line, good[:place] + line + good[place:], good[:place]):
        assert isinstance(reader.read(each), SeenRequest | Unseen)
