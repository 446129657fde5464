"""Answers given again without deciding anew: only while nothing changed and no edge of the rights is near."""

from datetime import timedelta

import pytest

from delivery.files.freshness import STABLE, longest
from delivery.files.ready import ReadyAnswers
from delivery.files.served import Served
from tests.delivery.files.conftest import ENDING, FRANCE_ONLY, LIT, Front
from tests.delivery.files.library import DAY, NOON, change_asset

CARD = f"/d/web/card/{LIT}"
AVIF = {"accept": "image/avif,image/*"}


def ready(front: Front, path: str, accept: str = "") -> Served | None:
    """Return what stands ready for a path now."""
    answers: ReadyAnswers = front.server.finder.ready
    return answers.get(path, accept.encode(), front.server.cache, front.server.house.core.now())


def test_an_answer_given_again_is_the_same(front: Front) -> None:
    first = front.ask(CARD, **AVIF)
    kept = ready(front, CARD, AVIF["accept"])
    assert kept is not None
    assert front.ask(CARD, **AVIF) == first
    assert ready(front, CARD, AVIF["accept"]) is kept
    assert front.ask(CARD).headers["content-type"] == "image/jpeg"


def test_a_list_of_types_that_no_browser_sends_is_answered_and_not_kept(front: Front) -> None:
    """Sixty thousand bytes each, twenty thousand of them would fill the memory of any machine."""
    endless = "image/avif," + "a/b," * 15_000
    assert front.ask(CARD, accept=endless) == front.ask(CARD, **AVIF)
    assert ready(front, CARD, endless) is None
    usual = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
    front.ask(CARD, accept=usual)
    assert ready(front, CARD, usual) is not None


def test_nothing_of_one_request_sticks_to_the_next(front: Front) -> None:
    plain = front.ask(f"{CARD}.jpeg")
    assert front.ask(f"{CARD}.jpeg?download=1").headers["content-disposition"]
    assert front.ask(f"{CARD}.jpeg", range="bytes=0-1").status == 206
    assert front.ask(f"{CARD}.jpeg", range="bytes=0-1,4-5").headers["content-type"].startswith("multipart/")
    assert front.ask(f"{CARD}.jpeg", if_none_match=plain.headers["etag"]).status == 304
    assert front.ask(f"{CARD}.jpeg", method="HEAD").body == b""
    assert front.ask(f"{CARD}.jpeg") == plain


def test_several_ranges_as_long_as_the_file_are_still_those_ranges(front: Front) -> None:
    """The framing of parts counts: an answer may by chance be as long as the whole file."""
    whole = front.ask(f"{CARD}.jpeg").body
    frames = len(front.ask(f"{CARD}.jpeg", range="bytes=0-99,100-199").body) - 200
    second = len(whole) - frames - 100
    answer = front.ask(f"{CARD}.jpeg", range=f"bytes=0-99,100-{99 + second}")
    assert (answer.status, len(answer.body)) == (206, len(whole))
    assert answer.body != whole


def test_a_change_is_seen(front: Front) -> None:
    assert front.ask(CARD).status == 200
    change_asset(front.house.core, LIT, status="withdrawn")
    front.server.cache.poll()
    assert ready(front, CARD) is None
    assert front.ask(CARD).status == 410


def test_what_stands_ready_near_an_edge_is_worded_anew_each_second(front: Front) -> None:
    """This asset's rights end in ten seconds: what is given again within the next one is still true."""
    path = f"/d/web/card/{ENDING}"
    now = front.house.core.now()
    assert front.ask(path).headers["cache-control"] == "public, max-age=9"
    answers, cache = front.server.finder.ready, front.server.cache
    assert answers.get(path, b"", cache, now + timedelta(seconds=0.9)) is not None
    assert answers.get(path, b"", cache, now + timedelta(seconds=1)) is None


def test_what_stands_ready_ends_before_the_rights_do(front: Front) -> None:
    path = f"/d/web/card/{LIT}"
    ends = NOON + 3 * DAY
    change_asset(front.house.core, LIT, rights_ends_at=ends)
    front.server.cache.poll()
    assert front.ask(path).status == 200
    assert ready(front, path) is not None
    answers, cache = front.server.finder.ready, front.server.cache
    late = ends - timedelta(seconds=longest(STABLE))
    assert answers.get(path, b"", cache, late - timedelta(seconds=1)) is not None
    assert answers.get(path, b"", cache, late) is None


def test_refusals_and_previews_never_stand_ready(front: Front) -> None:
    preview = f"/d/admin/thumb/{LIT}.webp"
    assert front.ask(preview, authorization=front.token("viewer")).status == 200
    assert front.ask(preview).status == 404
    assert front.ask(f"/d/web/card/{FRANCE_ONLY}").status == 451
    assert ready(front, preview) is None
    assert ready(front, f"/d/web/card/{FRANCE_ONLY}") is None


def test_what_stands_ready_is_bounded(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.files.ready.MOST_KEPT", 3)
    for number in range(10):
        assert front.ask(f"{CARD}-name-{number}").status == 200
    assert len(front.server.finder.ready._kept) <= 3
