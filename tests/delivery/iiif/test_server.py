"""The IIIF Image API over the wire: who may see what, headers, conditions, counting, and requests that mean harm."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.assets.models import Asset
from dam.errors import Unavailable
from delivery.iiif import desk as desk_module
from delivery.iiif.parse import parse_address
from delivery.iiif.picture import rights_address
from delivery.iiif.plan import plan_of
from delivery.iiif.shelf import Body
from renditions.catalogue.models import Channel
from renditions.geometry import Size
from tests.delivery.files.library import DAY, NOON, change_asset
from tests.delivery.iiif.conftest import Front
from tests.delivery.iiif.pictures import add_picture, encoded, gradient

PIC = "pctrxaaaaaaaaaaa"
WHOLE = f"{PIC}/full/max/0/default.jpg"


@pytest.fixture
def shown(front: Front) -> Front:
    """A server with one approved picture."""
    add_picture(front.house.core, PIC, encoded(gradient(900, 600)), (900, 600))
    return front


def test_what_viewers_are_told(shown: Front) -> None:
    answer = shown.ask(f"{PIC}/info.json")
    assert answer.status == 200
    assert answer.headers["content-type"] == (
        'application/ld+json;profile="http://iiif.io/api/image/3/context.json"'
    )
    info = json.loads(answer.body)
    assert next(iter(info)) == "@context"
    assert info["id"] == f"http://assets.example.org/iiif/3/{PIC}"
    assert (info["type"], info["profile"]) == ("ImageService3", "level2")
    assert (info["width"], info["height"]) == (900, 600)
    assert info["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2]}]
    assert info["sizes"] == [{"width": 450, "height": 300}, {"width": 900, "height": 600}]
    assert info["maxWidth"] == 8192
    assert "rights" not in info
    for size in info["sizes"]:
        assert shown.ask(f"{PIC}/full/{size['width']},{size['height']}/0/default.jpg").status == 200


@pytest.mark.parametrize(
    ("accept", "type_"),
    [
        ("", "application/ld+json"),
        ("*/*", "application/ld+json"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("text/html,*/*;q=0.8", "application/json"),
        (
            'application/ld+json;profile="http://iiif.io/api/image/3/context.json", application/json',
            "application/ld+json",
        ),
    ],
)
def test_the_type_of_the_information_is_negotiated(shown: Front, accept: str, type_: str) -> None:
    answer = shown.ask(f"{PIC}/info.json", **({"accept": accept} if accept else {}))
    assert answer.headers["content-type"].partition(";")[0] == type_
    assert answer.headers["vary"] == "Accept"


def test_both_types_have_tags_of_their_own(shown: Front) -> None:
    one, other = (shown.ask(f"{PIC}/info.json", accept=f"application/{name}") for name in ("json", "ld+json"))
    assert one.headers["etag"] != other.headers["etag"]


def test_the_licence_is_told_where_it_has_an_address(shown: Front) -> None:
    change_asset(shown.house.core, PIC, licence="CC BY, see https://creativecommons.org/licenses/by/4.0/.")
    info = json.loads(shown.ask(f"{PIC}/info.json").body)
    assert info["rights"] == "http://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("http://rightsstatements.org/vocab/InC/1.0/", "http://rightsstatements.org/vocab/InC/1.0/"),
        (
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "http://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("all rights reserved", ""),
        ("https://example.org/creativecommons.org/licenses/by/4.0/", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_addresses_of_licences(licence: str, address: str) -> None:
    assert rights_address(licence) == address


def test_the_base_leads_to_the_information(shown: Front) -> None:
    for base in (PIC, f"{PIC}/"):
        answer = shown.ask(base)
        assert (answer.status, answer.body) == (303, b"")
        assert answer.headers["location"] == f"http://assets.example.org/iiif/3/{PIC}/info.json"
        assert answer.headers["access-control-allow-origin"] == "*"


def test_headers_of_a_piece(shown: Front) -> None:
    headers = shown.ask(f"{PIC}/0,0,900,600/450,/0/color.jpg").headers
    base = f"http://assets.example.org/iiif/3/{PIC}"
    assert headers["link"] == (
        '<http://iiif.io/api/image/3/level2.json>;rel="profile", '
        f'<{base}/full/450,300/0/default.jpg>;rel="canonical"'
    )
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"].startswith("public, max-age=30")
    assert headers["surrogate-key"].split() == [
        f"asset-{PIC}",
        f"version-v1-{PIC}",
        "channel-web",
        "preset-web-iiif",
    ]


def test_conditions_ranges_and_heads(shown: Front) -> None:
    answer = shown.ask(WHOLE)
    again = shown.ask(WHOLE, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert shown.ask(WHOLE, range="bytes=0-9").body == answer.body[:10]
    assert shown.ask(WHOLE, range="bytes=99999999-").status == 416
    head = shown.ask(WHOLE, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.body))


def test_methods(shown: Front) -> None:
    assert shown.ask(WHOLE, method="POST").status == 405
    preflight = shown.ask(WHOLE, method="OPTIONS", origin="https://example.org")
    assert preflight.status == 204
    assert preflight.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "draft", "approved_at": None}, 404),
        ({"status": "in_review", "approved_at": None}, 404),
        ({"status": "withdrawn"}, 410),
        ({"status": "archived"}, 410),
        ({"trashed_at": NOON}, 410),
        ({"rights_ends_at": NOON + DAY}, 410),
        ({"rights_starts_at": NOON + DAY + timedelta(seconds=1)}, 404),
        ({"rights_channels": ["print"]}, 451),
        ({"rights_channels": ["web"]}, 200),
        ({"rights_territories": ["FR"]}, 451),
        ({"kind": "document"}, 415),
        ({"kind": "video"}, 415),
    ],
)
def test_who_may_look(shown: Front, changes: dict[str, Any], status: int) -> None:
    addresses = [WHOLE, f"{PIC}/info.json"]
    assert shown.ask(addresses[1]).status == 200
    change_asset(shown.house.core, PIC, **changes)
    answers = [shown.ask(address) for address in addresses]
    assert [answer.status for answer in answers] == [status] * 2
    assert status == 200 or all("public" not in answer.headers["cache-control"] for answer in answers)


def test_pieces_that_were_cut_before_go_dark_with_their_asset(shown: Front) -> None:
    tile = f"{PIC}/0,0,512,512/512,512/0/default.jpg"
    etag = shown.ask(tile).headers["etag"]
    change_asset(shown.house.core, PIC, status="withdrawn")
    assert [shown.ask(tile).status, shown.ask(tile, if_none_match=etag).status] == [410, 410]
    assert shown.ask(f"{PIC}/512,0,388,512/388,512/0/default.jpg").status == 410


@pytest.mark.parametrize("changes", [{"status": "withdrawn"}, {"rights_channels": ["press"]}])
def test_a_piece_goes_dark_while_it_is_cut(
    shown: Front, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    cut = shown.server.desk.piece

    async def cut_while_it_changes(*given: Any) -> Body:
        body = await cut(*given)
        change_asset(shown.house.core, PIC, **changes)
        return body

    monkeypatch.setattr(shown.server.desk, "piece", cut_while_it_changes)
    answer = shown.ask(WHOLE)
    assert (answer.status, answer.headers["cache-control"]) in [(410, "no-store"), (451, "no-store")]


def test_a_channel_of_its_own_governs_it(shown: Front) -> None:
    with shown.house.core.db.write() as session:
        session.add(Channel(name="iiif", title={}, is_enabled=True, is_private=True, updated_at=NOON))
        session.get_one(Asset, PIC).rights_channels = ["iiif"]
    assert shown.ask(WHOLE).status == 404, "a private channel is nobody's to know"
    known = shown.ask(WHOLE, authorization=shown.token("viewer"))
    assert known.status == 200
    assert known.headers["cache-control"].startswith("private")
    assert shown.ask(WHOLE, authorization="Bearer wrong").status == 404
    with shown.house.core.db.write() as session:
        session.get_one(Channel, "iiif").is_private = False
    assert shown.ask(WHOLE).status == 200
    with shown.house.core.db.write() as session:
        session.get_one(Channel, "iiif").is_enabled = False
    assert shown.ask(WHOLE).status == 404


def test_whole_pictures_count_as_fetched_and_tiles_do_not(shown: Front) -> None:
    def lines() -> list[dict[str, Any]]:
        paths = (shown.house.spool / "log").glob("*")
        return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]

    shown.ask(f"{PIC}/info.json")
    shown.ask(f"{PIC}/0,0,512,512/512,512/0/default.jpg")
    shown.ask(WHOLE, method="HEAD")
    assert lines() == []
    shown.ask(WHOLE)
    (line,) = lines()
    assert (line["asset"], line["channel"], line["preset"]) == (PIC, "web", "iiif")


@pytest.mark.parametrize(
    "target",
    [
        "0,0,999999999999,999999999999/^999999999999,/0/default.jpg",
        "pct:nan,0,10,10/max/0/default.jpg",
        "pct:1e308,0,10,10/max/0/default.jpg",
        "-1,-1,10,10/max/0/default.jpg",
        "١,٢,٣,٤/max/0/default.jpg",
        "full/^pct:999999999999/0/default.jpg",
        "full/pct:0/0/default.jpg",
        "full/max/0/default.jp2",
        "full/max/1e999/default.jpg",
        "full/max/0/%00.jpg",
        "full/" + "9" * 5000 + ",/0/default.jpg",
        "full/\x00,/0/default.jpg",
    ],
)
def test_wrong_addresses_are_400_in_words(shown: Front, target: str) -> None:
    answer = shown.ask(f"{PIC}/{unquote(target)}")
    assert answer.status == 400
    problem = json.loads(answer.body)
    assert problem["detail"].endswith(".")
    assert answer.headers["access-control-allow-origin"] == "*"


@given(target=st.text(st.characters(exclude_characters="?#"), max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_server(shown: Front, target: str) -> None:
    assert shown.ask(f"{PIC}/{target}").status in (200, 303, 400, 404)


def test_one_cut_for_all_who_wait_for_it(shown: Front) -> None:
    with ThreadPoolExecutor(12) as people:
        answers = list(people.map(lambda _: shown.ask(f"{PIC}/full/333,/0/default.jpg"), range(12)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert shown.server.desk.cuts == 1


def test_too_many_at_once_are_told_to_come_again(shown: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is bounded: what does not fit is refused at once, and the house stays well."""
    monkeypatch.setattr(desk_module, "MOST_WAITING", 1)
    monkeypatch.setattr(desk_module, "WORKERS", 1)
    with ThreadPoolExecutor(10) as people:
        answers = list(people.map(lambda n: shown.ask(f"{PIC}/full/{300 + n},/0/default.png"), range(10)))
    assert {answer.status for answer in answers} == {200, 503}
    busy = next(answer for answer in answers if answer.status == 503)
    assert int(busy.headers["retry-after"]) >= 1
    assert shown.ask(f"{PIC}/full/310,/0/default.png").status == 200


def test_an_original_that_the_store_has_lost_is_503(shown: Front) -> None:
    with shown.house.core.db.read() as session:
        picture = session.get_one(Asset, PIC)
        version = picture.current_version_id
    assert version
    asked = parse_address(f"/iiif/3/{WHOLE}")
    plan = plan_of(asked, "f" * 64, Size(900, 600))  # type: ignore[arg-type]
    ordered = shown.server.desk._ordered(plan, "f" * 64, "image/png", Size(900, 600))
    with pytest.raises(Unavailable, match="cannot be read from the store"):
        ordered.result(timeout=30)
