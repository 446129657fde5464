"""URLs of files: what is built is read back, and nothing else names a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.ids import ALPHABET, LENGTH
from delivery.disposition import attachment
from delivery.files.parse import ImmutableUrl, StableUrl, parse_path
from delivery.urls import MAX_SLUG, immutable_path, immutable_url, slug, stable_path, stable_url
from renditions.recipe import MEDIA_TYPES

NAMES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,59}", fullmatch=True)
IDS = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
VARIANTS = st.one_of(st.just(""), st.from_regex(r"[1-9][0-9]{0,4}[wx]", fullmatch=True))
FORMATS = st.sampled_from(sorted(MEDIA_TYPES))
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(NAMES, NAMES, VARIANTS, IDS, st.text(), st.one_of(st.just(""), FORMATS))
def test_a_stable_url_is_read_back(
    channel: str, preset: str, variant: str, asset_id: str, title: str, format_: str
) -> None:
    path = stable_path(channel, preset, variant, asset_id, title, format_)
    assert path.isascii()
    assert parse_path(path) == StableUrl(channel, preset, variant, asset_id, format_)
    assert (
        stable_url("https://a.example", channel, preset, variant, asset_id, title, format_)
        == f"https://a.example{path}"
    )


@given(NAMES, DIGESTS, st.text(), FORMATS)
def test_an_immutable_url_is_read_back(channel: str, digest: str, title: str, format_: str) -> None:
    path = immutable_path(channel, digest, title, format_)
    assert path.isascii()
    assert parse_path(path) == ImmutableUrl(channel, digest, format_)
    assert immutable_url("https://a.example", channel, digest, title, format_) == f"https://a.example{path}"


@given(st.one_of(st.text(), st.text("/di@-.abcwx0123456789"), st.from_regex(r"/[di]/.*")))
def test_any_path_is_read_or_names_nothing(path: str) -> None:
    url = parse_path(path)
    if isinstance(url, StableUrl):
        assert (
            parse_path(stable_path(url.channel, url.preset, url.variant, url.asset_id, "", url.format)) == url
        )


@given(st.text())
def test_a_slug_is_plain(title: str) -> None:
    written = slug(title)
    assert len(written) <= MAX_SLUG
    assert written == slug(written)
    assert set(written) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Façade d'été", "facade-d-ete"),
        ("Œuvre n° 3", "oeuvre-n-3"),
        ("東京", ""),
        ("--", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_slugs(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(min_size=1))
def test_any_file_name_makes_a_header_of_one_line(filename: str) -> None:
    line = attachment(filename.encode("utf-8", "replace").decode())
    assert line.isascii()
    assert line.isprintable()
    assert line.count('"') == 2
