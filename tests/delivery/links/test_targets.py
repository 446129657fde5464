"""Addresses that links may lead to: kept in one spelling, and never what could mislead."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import Invalid
from delivery.links.targets import check_address, home_of, is_on, with_journey

OWN = "https://assets.example.org"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  https://www.example.org  ", "https://www.example.org/"),
        (
            "HTTPS://WWW.Example.ORG/Été?q=é&x=%20#là",
            "https://www.example.org/%C3%89t%C3%A9?q=%C3%A9&x=%20#l%C3%A0",
        ),
        ("https://épicerie.example/", "https://xn--picerie-9xa.example/"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://example.org/?to=https://other.example/", "https://example.org/?to=https://other.example/"),
        (f"{OWN}/d/web/hero/x", f"{OWN}/d/web/hero/x"),
        (f"{OWN}/question", f"{OWN}/question"),
        ("https://elsewhere.example/q/abc", "https://elsewhere.example/q/abc"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert check_address(typed, "target", OWN) == kept
    assert check_address(kept, "target", OWN) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "example.org",
        "//example.org/",
        "/d/web/hero/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https:example.org",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://example.org@evil.example/",
        "https://example.org\\@evil.example/",
        "https://example.org/a b",
        "https://example.org/\r\nSet-Cookie: x=1",
        "https://example.org/\x00",
        "https://exa\u00admple.org\u2028/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://[::1/",
        "https://-example.org/",
        "https://exam_ple.org/",
        "https://example.org/" + "a" * 2_000,
        "https://example.org/" + "é" * 700,
        f"{OWN}/q/abc",
        f"{OWN}/q",
        f"{OWN}//q/abc",
        f"{OWN}/./q/abc",
        f"{OWN}/d/../q/abc",
        f"{OWN}/%71/abc",
        f"{OWN}/%2571/abc",
        "https://ASSETS.example.org:443/q/abc",
        "https://assets.example.org./q/abc",
        "https://a\ud800.example/",
    ],
)
def test_what_could_mislead_is_refused_and_named(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_address(typed, "fallback", OWN)
    assert [error.path for error in refused.value.errors] == ["fallback"]


@given(st.text(max_size=60), st.sampled_from(["", "https://", "http://", "https://example.org/", f"{OWN}/"]))
def test_whatever_is_typed_is_kept_as_ascii_or_refused(text: str, beginning: str) -> None:
    try:
        kept = check_address(beginning + text, "target", OWN)
    except Invalid:
        return
    assert kept.isascii()
    assert kept == "" or urlsplit(kept).scheme in ("http", "https")
    assert not set(kept) & set('\r\n\t \\<>"')
    assert check_address(kept, "target", OWN) == kept


def test_a_journey_stands_in_the_query_once() -> None:
    led = with_journey("https://shop.example.org/a?size=m%20l&vj=old&flag#top", "new")
    assert led == "https://shop.example.org/a?size=m%20l&flag&vj=new#top"
    assert with_journey("https://shop.example.org/", "new") == "https://shop.example.org/?vj=new"
    assert parse_qs(urlsplit(led).query)["vj"] == ["new"]
    assert is_on(led, ("shop.example.org",))
    assert not is_on("https://shop.example.org.evil.example/", ("shop.example.org",))
    assert not is_on("/d/web/hero/x", ("shop.example.org",))
    assert home_of(led) == "https://shop.example.org/"
    assert home_of("") == ""
