"""Contracts of files, and the sentences about broken ones taken apart again for translation."""

from dataclasses import replace

import pytest

from renditions import reasons
from renditions.contract import PRESS, SRGB, Facts, broken
from renditions.geometry import Size
from renditions.told import sentences_of

PROMISED = Facts("jpeg", Size(1080, 1080), SRGB, 300, 200_000, page=Size(148, 210))
KEPT = replace(PROMISED, bytes=150_000, dpi=299.99)


def test_a_file_that_keeps_its_contract_is_told_nothing() -> None:
    assert broken(PROMISED, KEPT) is None


def test_what_is_not_promised_is_not_asked_for() -> None:
    assert broken(Facts("mp4"), Facts("mp4", Size(9, 9), "BT.709", 72, 10**9)) is None


@pytest.mark.parametrize(
    ("change", "sentence", "expected", "came"),
    [
        ({"format": "png"}, reasons.BREAKS_FORMAT, "jpeg", "png"),
        ({"format": ""}, reasons.BREAKS_FORMAT, "jpeg", "?"),
        ({"size": Size(1080, 1079)}, reasons.BREAKS_SIZE, "1080×1080", "1080×1079"),
        ({"size": None}, reasons.BREAKS_SIZE, "1080×1080", "?"),
        ({"colours": PRESS}, reasons.BREAKS_COLOURS, SRGB, PRESS),
        ({"page": Size(148, 105)}, reasons.BREAKS_PAGE, "148×210", "148×105"),
        ({"dpi": 72}, reasons.BREAKS_DPI, "300", "72"),
        ({"bytes": 200_001}, reasons.BREAKS_WEIGHT, "200\u202f000", "200\u202f001"),
        ({"bytes": 0}, reasons.BREAKS_WEIGHT, "200\u202f000", "0"),
        ({"private": ("GPS", "thumbnail")}, reasons.BREAKS_PRIVACY, None, "GPS, thumbnail"),
    ],
)
def test_a_broken_contract_names_what_was_expected_and_what_came(
    change: dict[str, object], sentence: str, expected: str | None, came: str
) -> None:
    said = broken(PROMISED, replace(KEPT, **change))  # type: ignore[arg-type]
    assert said is not None
    values = {"came": came} | ({"expected": expected} if expected else {})
    assert said == sentence % values
    assert list(sentences_of(said)) == [(sentence, values)]


def test_sentences_are_taken_apart() -> None:
    note = f"{reasons.WARN_TRUNCATED} {reasons.WARN_DPI % {'came': 120}} It used more than 10 s."
    assert list(sentences_of(note)) == [
        (reasons.WARN_TRUNCATED, {}),
        (reasons.WARN_DPI, {"came": "120"}),
        ("It used more than 10 s.", {}),
    ]
    assert list(sentences_of("")) == []
