"""One look, one number on each encoder's scale, and the way from one scale to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renditions.quality import ENCODERS, LOOKS, SCALE_OF, SCALES, aom, carried_over, libwebp

encoders = st.sampled_from([("avif", "aom-6"), ("webp", "webp-2"), ("jpeg", "jpegli")])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("format_", "encoder"), [("avif", "aom-6"), ("webp", "webp-2"), ("jpeg", "jpegli"), ("jpeg", "turbo")]
)
def test_a_look_is_carried_over_to_the_same_look(look: str, format_: str, encoder: str) -> None:
    assert carried_over(SCALES[look][format_], format_, encoder) == ENCODERS[encoder][look]


@given(st.sampled_from(sorted(SCALE_OF)), st.integers(1, 100))
def test_on_its_own_scale_a_number_stays(format_: str, quality: int) -> None:
    assert carried_over(quality, format_, SCALE_OF[format_]) == quality


@given(encoders, st.integers(1, 99))
def test_more_stays_more(encoder: tuple[str, str], quality: int) -> None:
    here, more = (carried_over(each, *encoder) for each in (quality, quality + 1))
    assert 1 <= here <= more <= 100


@given(encoders)
def test_all_is_all(encoder: tuple[str, str]) -> None:
    assert carried_over(100, *encoder) == 100


def test_looks_are_in_order_for_every_encoder() -> None:
    assert all(numbers["high"] > numbers["standard"] > numbers["small"] for numbers in ENCODERS.values())


@pytest.mark.parametrize(
    ("name", "encoder"),
    [(aom(9), "aom-9"), (aom(8), "aom-9"), (aom(6), "aom-6"), (libwebp(4), "webp-4"), (libwebp(2), "webp-2")],
)
def test_efforts_have_names(name: str, encoder: str) -> None:
    assert name == encoder
