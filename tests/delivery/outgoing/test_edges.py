"""The setting that names the edges: what it takes, what it refuses in one sentence, and that it never shows a secret."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import Invalid
from delivery.outgoing.edges import read_edges


def test_several_edges_are_read_with_their_names_and_without_their_secrets() -> None:
    edges = read_edges(
        "http://10.0.0.5:8080?by=keys&token=hush  nginx+https://edge.example.org/x/ fastly://SU1Z0isX?token=hush&soft=1"
        " cloudflare://023e?token=hush&public=https://cdn.example.org/ cloudfront://EDFDVBD6EXAMPLE"
    )
    assert [(edge.kind, edge.name, edge.address, edge.public_url) for edge in edges] == [
        ("http", "http://10.0.0.5:8080", "http://10.0.0.5:8080", ""),
        ("nginx", "nginx+https://edge.example.org/x", "https://edge.example.org/x", ""),
        ("fastly", "fastly SU1Z0isX", "SU1Z0isX", ""),
        ("cloudflare", "cloudflare 023e", "023e", "https://cdn.example.org"),
        ("cloudfront", "cloudfront EDFDVBD6EXAMPLE", "EDFDVBD6EXAMPLE", ""),
    ]
    assert "hush" not in repr(edges)
    assert read_edges("") == read_edges("  ") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("10.0.0.5:8080", "begins with http://, https://"),
        ("ftp://x", "not with 'ftp'"),
        ("http://", "names one host"),
        ("http://user:hush@x", "names one host"),
        ("http://x#hush", "names one host"),
        ("http://x:port", "cannot be read"),
        ("http://[::1", "cannot be read"),
        ("http://x?hush", "cannot be read"),
        ("fastly://SU1", "the edge fastly SU1 needs token=…"),
        ("cloudflare://z?token=", "needs token=…"),
        ("fastly://SU1?token=hush&sofft=1", "and no 'sofft'"),
        ("fastly://SU1?token=hush&soft=yes", "soft of the edge fastly SU1 is 0 or 1"),
        ("http://x?method=GET", "method of the edge http://x is PURGE or BAN or DELETE"),
        ("http://x?by=tags", "by of the edge http://x is urls or keys"),
        ("http://x?public=cdn.example.org", "public of the edge http://x looks like https://cdn.example.org"),
        ("http://x?public=https://cdn:hush", "looks like https://cdn.example.org"),
        ("http://x?token=hush%0d%0aX:1", "a character that no header takes"),
        ("http://x?token=h%C3%A9ush", "a character that no header takes"),
        ("http://x http://x?by=keys", "names the edge http://x twice"),
    ],
)
def test_a_wrong_edge_is_refused_in_one_sentence_without_its_secret(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_edges(text)
    assert sentence in str(caught.value)
    assert "VITRINE_EDGES" in str(caught.value)
    assert "hush" not in str(caught.value)


@given(
    st.text(max_size=60)
    | st.from_regex(r"(http|fastly|cloudflare|nginx\+http)://[\x21-\x7e]{0,40}", fullmatch=True)
)
def test_any_words_are_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert len(read_edges(text)) == len(text.split())
