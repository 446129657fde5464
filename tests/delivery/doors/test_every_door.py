"""Every door × every reason to be dark: the right status, not a byte, and nothing that anybody may keep."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

import pytest

from tests.delivery.doors.building import HOST, Building, open_building
from tests.delivery.doors.doors import DOORS, KEPT, Door
from tests.delivery.doors.reasons import REASONS, Reason
from tests.delivery.files.asking import Answer, ask_async, make_scope

Answers = Mapping[tuple[str, str], Answer]

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """What every door says of every asset, asked after each was lit at the doors that keep what they know."""
    with open_building(tmp_path_factory.mktemp("doors")) as building:
        were_lit = [reason for reason in REASONS if not reason.never]
        before = asyncio.run(_ask(building, KEPT, were_lit))
        for (door, name), answer in before.items():
            assert answer.status in (200, 302), f"{door} has to be lit before {name}"
        for reason in REASONS:
            reason.happens(building.house.core, building.ids[reason.name])
        building.files.cache.poll()
        yield asyncio.run(_ask(building, DOORS, REASONS))


async def _ask(building: Building, doors: Sequence[Door], reasons: Sequence[Reason]) -> Answers:
    found: dict[tuple[str, str], Answer] = {}
    asked: dict[tuple[str, str], Answer] = {}
    for door in doors:
        for reason in reasons:
            path = door.path(building, building.ids[reason.name])
            if (door.name, path) not in asked:  # a list is one answer for all of them
                asked[door.name, path] = await _send(building, door, path)
            found[door.name, reason.name] = asked[door.name, path]
    return found


async def _send(building: Building, door: Door, path: str) -> Answer:
    headers, form = {"host": HOST, **door.headers, **building.who(door.by)}, b""
    if door.is_form:
        path, _, query = path.partition("?")
        form = urlencode({"csrf_token": building.csrf_token, "asset": query.partition("=")[2]}).encode()
        headers |= {"content-type": "application/x-www-form-urlencoded"}
    scope = make_scope("POST" if form else "GET", path, headers)
    scope["raw_path"] = scope["path"].encode()
    return await ask_async(building.app, scope, form=form)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_door_says_what_the_house_says_and_lets_nothing_slip(answers: Answers, door: Door) -> None:
    wrong = {}
    for reason in REASONS:
        answer, expected = answers[door.name, reason.name], door.says(reason.says)
        if door.shows is not None:
            shown = door.shows(answer, f"{REASONS.index(reason) + 1:016d}")
            if shown is not (expected == 200):
                wrong[reason.name] = "shown" if shown else f"not shown ({answer.status})"
        elif answer.status != (door.lit if expected == 200 else expected):
            wrong[reason.name] = f"{answer.status}, and {expected} was expected"
        elif expected != 200 and (problem := _slips(answer, f"{REASONS.index(reason) + 1:016d}")):
            wrong[reason.name] = problem
    assert wrong == {}


def _slips(answer: Answer, asset_id: str) -> str:
    """Tell what of a dark answer goes too far: bytes of the asset, or that somebody may keep it."""
    if PNG in answer.body or f"v1-{asset_id}".encode() in answer.body:
        return "bytes of the asset"
    if answer.status == 303:
        return ""  # the answer to a form, which no cache keeps (RFC 9110, 9.3.3)
    kept = answer.headers.get("cache-control", "")
    return "" if "no-store" in kept else f"may be kept: {kept!r}"


def test_every_door_is_lit_for_what_nothing_speaks_against(answers: Answers) -> None:
    for door in DOORS:
        assert door.says(REASONS[0].says) == 200
        answer = answers[door.name, REASONS[0].name]
        assert answer.status == door.lit, door.name
    assert REASONS[0].name == "nothing"
