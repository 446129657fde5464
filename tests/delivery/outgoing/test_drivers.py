"""Each driver against what its edge really takes: the request, its limits, and what is made of a refusal."""

import json
from collections.abc import Sequence

import pytest

from delivery.outgoing import reasons
from delivery.outgoing.edges import read_edges
from delivery.outgoing.purge.drivers import driver_of
from delivery.outgoing.purge.nginx import TASTES
from delivery.outgoing.purge.port import Order, Place, PurgeFailed, seconds_asked
from tests.delivery.outgoing.vendors import Said, Speak, cloudflare, cloudfront, fastly, vendor

PLACE = Place("https://assets.example.org", "from-our-edge")
PATHS = ("/d/web/card/aaaaaaaaaaaaaaaa", "/d/web/card/aaaaaaaaaaaaaaaa.jpeg?download=1")


def order(keys: Sequence[str] = ("asset-a", "preset-web-card"), *, is_hard: bool = True) -> Order:
    """An order for two paths."""
    return Order(keys, lambda: PATHS, is_hard)


def send(setting: str, wanted: Order, place: Place = PLACE) -> None:
    """Send an order to the one edge that the setting names."""
    (edge,) = read_edges(setting)
    driver_of(edge, place).purge(wanted)


def refused(setting: str, wanted: Order) -> PurgeFailed:
    """Return why an order was not acknowledged."""
    with pytest.raises(PurgeFailed) as caught:
        send(setting, wanted)
    return caught.value


def keys(count: int) -> list[str]:
    """Return so many keys."""
    return [f"asset-{number:016d}" for number in range(count)]


def test_purge_by_url_is_one_request_for_each_path_under_the_public_name() -> None:
    with vendor(lambda _: Said(200)) as (url, asked):
        send(url, order())
    assert [(one.method, one.path) for one in asked] == [("PURGE", path) for path in PATHS]
    assert {one.headers["host"] for one in asked} == {"assets.example.org"}


@pytest.mark.parametrize("status", [404, 412])
def test_what_an_edge_does_not_keep_is_forgotten(status: int) -> None:
    with vendor(lambda _: Said(status)) as (url, asked):
        send(url, order())
        assert len(asked) == 2
        assert str(refused(f"{url}?by=keys", order())) == f"HTTP {status}"


def test_ban_by_key_lists_the_keys_in_the_header_that_the_edge_reads() -> None:
    with vendor(lambda _: Said(200)) as (url, asked):
        send(
            f"{url}/souin-api/souin?method=BAN&by=keys&key_header=X-Keys&join=comma&token=s3&host=h.example",
            order(keys(101)),
        )
    assert [(one.method, one.path, one.headers["host"]) for one in asked] == [
        ("BAN", "/souin-api/souin", "h.example")
    ] * 2
    assert [len(one.headers["x-keys"].split(", ")) for one in asked] == [100, 1]
    assert asked[0].headers["authorization"] == "Bearer s3"


def test_a_soft_purge_says_so_in_the_header_that_the_edge_reads() -> None:
    with vendor(lambda _: Said(200)) as (url, asked):
        setting = f"{url}?by=keys&soft_header=xkey-soft&token=t&token_header=X-Key"
        send(setting, order(is_hard=False))
        send(setting, order(is_hard=True))
    assert [one.headers.get("xkey-soft") for one in asked] == ["1", None]
    assert {one.headers["x-key"] for one in asked} == {"t"}


def test_nginx_asks_every_path_in_every_taste_past_its_cache() -> None:
    with vendor(lambda _: Said(410)) as (url, asked):
        send(f"nginx+{url}", order())
    assert [(one.method, one.path, one.headers["accept"]) for one in asked] == [
        ("GET", path, taste) for path in PATHS for taste in TASTES
    ]
    assert {one.headers["vitrine-refresh"] for one in asked} == {"1"}
    assert {one.headers["vitrine-edge"] for one in asked} == {"from-our-edge"}
    assert {one.headers["host"] for one in asked} == {"assets.example.org"}


def test_fastly_takes_256_keys_at_a_time_softly_where_it_may() -> None:
    with vendor(fastly("tok", "SU1Z0is")) as (url, asked):
        setting = f"fastly://SU1Z0is?token=tok&soft=1&api={url}"
        send(setting, order(keys(300), is_hard=False))
        send(setting, order(keys(2)))
        assert [len(one.json["surrogate_keys"]) for one in asked] == [256, 44, 2]  # type: ignore[arg-type]
        assert [one.headers.get("fastly-soft-purge") for one in asked] == ["1", "1", None]
        told = refused(f"fastly://SU1Z0is?token=wrong&api={url}", order())
    assert str(told) == 'HTTP 401: {"msg":"Provided credentials are missing or invalid"}'


def test_cloudflare_takes_30_tags_at_a_time_and_says_success_in_the_body() -> None:
    with vendor(cloudflare("tok", "023e105f4ecef8ad")) as (url, asked):
        send(f"cloudflare://023e105f4ecef8ad?token=tok&api={url}", order(keys(61)))
        assert [len(one.json["tags"]) for one in asked] == [30, 30, 1]  # type: ignore[arg-type]
        assert "Authentication error" in str(
            refused(f"cloudflare://023e105f4ecef8ad?token=x&api={url}", order())
        )
    for body in (b'{"success":false}', b"[]", b"<html>", b""):
        with vendor(lambda _, body=body: Said(200, body=body)) as (url, _asked):  # type: ignore[misc]
            assert "without success" in str(refused(f"cloudflare://z?token=t&api={url}", order()))


@pytest.mark.parametrize(("by", "items"), [("urls", PATHS), ("keys", ("#asset-a", "#preset-web-card"))])
def test_cloudfront_invalidates_paths_or_tags(by: str, items: Sequence[str]) -> None:
    with vendor(cloudfront("EDFDVBD6EXAMPLE")) as (url, asked):
        send(f"cloudfront://EDFDVBD6EXAMPLE?by={by}&endpoint={url}&access_key=AK&secret_key=SK", order())
    body = asked[0].body.decode()
    assert [item in body for item in items] == [True, True]
    assert "<Quantity>2</Quantity>" in body


def test_cloudfront_that_is_busy_is_asked_again_a_minute_later() -> None:
    with vendor(cloudfront("E1", busy_times=1)) as (url, _):
        setting = f"cloudfront://E1?endpoint={url}&access_key=AK&secret_key=SK"
        told = refused(setting, order())
        assert (str(told), told.retry_after) == ("TooManyInvalidationsInProgress", 60)
        send(setting, order())


@pytest.mark.parametrize(
    ("setting", "speak"),
    [
        ("{url}", None),
        ("{url}?by=keys", None),
        ("nginx+{url}", None),
        ("fastly://s?token=t&api={url}", fastly("t", "s")),
        ("cloudflare://z?token=t&api={url}", cloudflare("t", "z")),
    ],
)
def test_every_edge_may_ask_for_time_and_takes_it_afterwards(setting: str, speak: Speak | None) -> None:
    answers: list[Said | None] = [Said(429, {"Retry-After": "7"}), Said(503), None]
    with vendor(_first(answers, speak or (lambda _: Said(200)))) as (url, _):
        busy = refused(setting.format(url=url), order())
        assert (str(busy), busy.retry_after) == ("HTTP 429", 7)
        assert str(refused(setting.format(url=url), order())) == "HTTP 503"
        send(setting.format(url=url), order())


def _first(answers: list[Said | None], otherwise: Speak) -> Speak:
    def speak(asked: object) -> Said:
        said = answers.pop(0) if answers else None
        return said or otherwise(asked)  # type: ignore[arg-type]

    return speak


@pytest.mark.parametrize("setting", ["http://127.0.0.1:9", "fastly://s?token=t&api=http://127.0.0.1:9"])
def test_an_edge_that_nobody_answers_for_is_no_acknowledgement(setting: str) -> None:
    assert str(refused(setting, order())) == reasons.NOT_TAKEN


def test_cloudfront_without_keys_or_away_is_no_acknowledgement() -> None:
    setting = "cloudfront://E1?endpoint=http://127.0.0.1:9&access_key=AK&secret_key=SK"
    assert str(refused(setting, order())) == "EndpointConnectionError"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("", 0), ("7", 7), ("-1", 0), ("Wed, 21 Oct 2026 07:28:00 GMT", 0), ("9" * 400, 0), ("٣", 0)],
)
def test_retry_after_is_read_in_seconds(text: str, seconds: float) -> None:
    assert seconds_asked(text) == seconds


def test_no_words_of_an_edge_are_kept_that_people_cannot_read() -> None:
    def said(body: bytes) -> str:
        with vendor(lambda _: Said(500, body=body)) as (url, _):
            return str(refused(url, order()))

    assert said(b"<html><body>") == "HTTP 500"
    assert said(b"\xff\x00no\x1b[31m way\r\n") == "HTTP 500: \ufffdno[31m way"
    assert len(said(json.dumps(["x" * 9000]).encode())) < 220
