"""Hostile pictures cost little and reach nothing: each becomes a picture, or is refused in a sentence."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from renditions import reasons
from renditions.limits import CHILD_MEMORY, FILE_SECONDS, WRITING_SECONDS
from tests.renditions.hostile.outcome import Outcome, outcomes
from tests.renditions.hostile.pictures import (
    BOMBS,
    HEAVY,
    MIXED,
    ODD_WORDS,
    PICTURES,
    jpeg_of_scans,
    picture,
    saved,
)
from tests.scale import LONG, many

Outcomes = Mapping[str, Outcome]


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """What came of every hostile picture, each in children of its own."""
    folder = tmp_path_factory.mktemp("hostile")
    paths = []
    for number, (name, make) in enumerate(PICTURES.items()):
        paths.append(folder / f"{number}.{name.split()[0]}")
        paths[-1].write_bytes(make())
    return dict(zip(PICTURES, outcomes(paths), strict=True))


@pytest.mark.parametrize("name", PICTURES)
def test_each_is_made_or_refused_in_a_sentence_and_stays_cheap(came: Outcomes, name: str) -> None:
    one = came[name]
    assert one.made or one.reasons
    for sentence in (*one.reasons, *one.warnings, *one.problems):
        assert sentence.endswith(".")
        assert "/" not in sentence, "no path is told"
        assert "Error" not in sentence, "no exception is told"
    assert one.cpu < FILE_SECONDS + WRITING_SECONDS
    assert one.peak <= CHILD_MEMORY, "of all children until here"


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_by_their_heads(came: Outcomes, name: str) -> None:
    one = came[name]
    assert not one.made
    assert one.names == []
    (reason,) = one.reasons
    too_many = reasons.TOO_MANY_PIXELS_OF_ITS_KIND.partition("%")[0]
    assert reason in (reasons.TOO_MANY_PIXELS, reasons.UNREADABLE) or reason.startswith(too_many)
    assert one.cpu < 1


@pytest.mark.parametrize("name", [*ODD_WORDS, *HEAVY, *MIXED])
def test_good_pixels_are_made_whatever_the_words_say(came: Outcomes, name: str) -> None:
    if came[name].media_type:  # else its first bytes are no picture's, and it is not kept
        assert came[name].made == 1


@pytest.mark.parametrize("name", [name for name in ODD_WORDS if "none" in name and "xmp" in name])
def test_words_that_are_none_are_left_out_with_a_note(came: Outcomes, name: str) -> None:
    assert came[name].warnings
    assert came[name].problems


def test_a_profile_that_is_none_is_left_out_with_a_note(came: Outcomes) -> None:
    assert came["jpeg icc that is none"].warnings == [reasons.WARN_PROFILE]


@pytest.mark.skipif(not LONG, reason="it costs the ten seconds that it is about")
def test_a_file_that_would_take_minutes_is_stopped_after_ten_seconds(tmp_path: Path) -> None:
    (tmp_path / "scans.jpg").write_bytes(jpeg_of_scans(400))
    (one,) = outcomes([tmp_path / "scans.jpg"])
    assert one.reasons == [f"It needed more than {FILE_SECONDS} seconds of computing."]
    assert one.cpu < FILE_SECONDS + 3


FORMATS: dict[str, dict[str, Any]] = {
    "JPEG": {}, "PNG": {}, "GIF": {}, "WEBP": {}, "TIFF": {"compression": "tiff_lzw"}, "AVIF": {"speed": 10}, "BMP": {},
}  # fmt: skip


def broken(whole: bytes, chance: random.Random) -> bytes:
    """Cut it, turn some of its bits, or both."""
    bits = bytearray(whole[: chance.randrange(16, len(whole))] if chance.random() < 0.5 else whole)
    for _ in range(chance.choice((0, 1, 3, 30))):
        bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
    return bytes(bits)


def test_whatever_is_broken_never_escapes(tmp_path: Path) -> None:
    chance = random.Random(1)
    paths = []
    for format_, options in FORMATS.items():
        whole = saved(picture("P" if format_ == "GIF" else "RGB"), format_, **options)
        for number in range(many(2, 400)):
            paths.append(tmp_path / f"{number}.{format_.lower()}")
            paths[-1].write_bytes(broken(whole, chance))
    for path, one in zip(paths, outcomes(paths), strict=True):
        assert one.made or one.reasons, path.name
        assert one.cpu < FILE_SECONDS, path.name
        assert one.peak <= CHILD_MEMORY, path.name
