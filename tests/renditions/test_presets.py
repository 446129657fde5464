"""Presets check themselves, and the built-in ones are those of the contract."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import Invalid
from renditions.built_in import BUILT_IN
from renditions.presets import PresetSpec
from renditions.quality import FORMATS_WITH_QUALITY
from renditions.recipe import Recipe

ALL = [(channel.name, name, spec) for channel in BUILT_IN for name, spec in channel.presets.items()]


def test_the_channels_of_the_contract() -> None:
    assert {channel.name: set(channel.presets) for channel in BUILT_IN} == {
        "web": {"thumb", "card", "content", "hero", "loop", "listen"},
        "app": {"card"},
        "social": {"square", "portrait", "story", "link"},
        "instore": {"landscape", "portrait", "landscape-4k"},
        "email": {"hero"},
        "print": {"a5", "a4", "a5-pdf", "a4-pdf", "proof"},
        "sms": {"card"},
        "admin": {"thumb", "preview", "mezzanine"},
    }


@pytest.mark.parametrize(
    ("channel", "preset", "sizes", "formats"),
    [
        ("web", "thumb", {"": (320, 0)}, {"avif", "webp", "jpeg"}),
        ("web", "card", {"": (640, 0)}, {"avif", "webp", "jpeg"}),
        ("web", "content", {"": (1024, 0)}, {"avif", "webp", "jpeg"}),
        ("web", "hero", {"1600w": (1600, 0), "2400w": (2400, 0)}, {"avif", "webp", "jpeg"}),
        ("app", "card", {"1x": (360, 360), "2x": (720, 720), "3x": (1080, 1080)}, {"webp", "jpeg"}),
        ("social", "square", {"": (1080, 1080)}, {"jpeg"}),
        ("social", "portrait", {"": (1080, 1350)}, {"jpeg"}),
        ("social", "story", {"": (1080, 1920)}, {"jpeg"}),
        ("social", "link", {"": (1200, 630)}, {"jpeg"}),
        ("instore", "landscape", {"": (1920, 1080)}, {"jpeg"}),
        ("instore", "portrait", {"": (1080, 1920)}, {"jpeg"}),
        ("instore", "landscape-4k", {"": (3840, 2160)}, {"jpeg"}),
        ("email", "hero", {"": (1200, 0)}, {"jpeg"}),
        ("print", "a5", {"": (148, 210)}, {"tiff"}),
        ("print", "a4", {"": (210, 297)}, {"tiff"}),
        ("print", "a5-pdf", {"": (148, 210)}, {"pdf"}),
        ("print", "a4-pdf", {"": (210, 297)}, {"pdf"}),
        ("print", "proof", {"": (148, 210)}, {"pdf"}),
        ("sms", "card", {"": (640, 0)}, {"jpeg"}),
    ],
)
def test_sizes_and_formats(
    channel: str, preset: str, sizes: dict[str, tuple[int, int]], formats: set[str]
) -> None:
    spec = next(spec for c, name, spec in ALL if (c, name) == (channel, preset))
    assert spec.sizes() == sizes
    assert set(spec.formats) == formats


def test_films() -> None:
    films = {(channel, name): (spec.film, spec.film_style) for channel, name, spec in ALL if spec.film}
    assert films == {
        ("web", "hero"): (("mp4", "hls"), "web"),
        ("web", "loop"): (("mp4", "webm"), "loop"),
        ("web", "listen"): (("mp3",), ""),
        ("social", "story"): (("mp4",), "social"),
        ("instore", "landscape"): (("mp4",), "signage"),
        ("instore", "portrait"): (("mp4",), "signage"),
        ("instore", "landscape-4k"): (("mp4",), "signage"),
    }


@pytest.mark.parametrize(("channel", "name", "spec"), ALL)
def test_each_says_where_its_numbers_come_from(channel: str, name: str, spec: PresetSpec) -> None:
    assert spec.source
    assert spec.date.startswith("20")


@pytest.mark.parametrize(("channel", "name", "spec"), ALL)
def test_value_form_round_trips(channel: str, name: str, spec: PresetSpec) -> None:
    assert PresetSpec.from_json(spec.to_json()) == spec


@pytest.mark.parametrize(("channel", "name", "spec"), ALL)
def test_outputs_are_named_once(channel: str, name: str, spec: PresetSpec) -> None:
    names = [(output.variant, output.recipe.format) for output in spec.outputs()]
    assert len(set(names)) == len(names)


def test_mail_is_light() -> None:
    recipe = next(spec for channel, _, spec in ALL if channel == "email").outputs()[0].recipe
    assert recipe.max_bytes == 200_000


PAGE: dict[str, Any] = {"fit": "page", "width": 148, "height": 210, "dpi": 300, "formats": ["tiff"]}
CODE = "bottom-right;20;M;https://maison.example/q/{asset}?channel=print"
GOOD: dict[str, Any] = {"fit": "width", "widths": [640], "formats": ["webp"]}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"fit": "stretch"}, "fit"),
        ({"burn_in": "french"}, "burn_in"),
        ({"fit": 3}, "fit"),
        ({"widths": []}, "widths"),
        ({"widths": [0]}, "widths[0]"),
        ({"widths": [640, 20_000]}, "widths[1]"),
        ({"widths": [640, 640]}, "widths"),
        ({"widths": "640"}, "widths"),
        ({"widths": [True]}, "widths"),
        ({"formats": []}, "formats"),
        ({"formats": ["exe"]}, "formats"),
        ({"formats": ["webp", "webp"]}, "formats"),
        ({"film": ["avi"]}, "film"),
        ({"quality": {"webp": 0}}, "quality.webp"),
        ({"quality": {"gif": 80}}, "quality.gif"),
        ({"quality": {"webp": "good"}}, "quality.webp"),
        ({"max_bytes": 10}, "max_bytes"),
        ({"fit": "cover"}, "width"),
        ({"fit": "cover", "width": 10, "height": 10, "densities": [9]}, "densities"),
        ({"fit": "page", "width": 148, "height": 210, "dpi": 10}, "dpi"),
        ({"colour": "red"}, "colour"),
        ({"style": "shiny"}, "style"),
        ({"background": "red"}, "background"),
        ({"background": "FFFFFF"}, "background"),
        ({"background": "ffffff,dpi:9"}, "background"),
        ({"chroma": "4:4:4"}, "chroma"),
        ({"sound": "loud"}, "sound"),
        ({"seconds": -1}, "seconds"),
        ({"style": "cmyk"}, "formats"),
        ({"style": "cmyk", "formats": ["pdf"]}, "fit"),
        ({"metadata": "some"}, "metadata"),
        ({"bleed": 3}, "bleed"),
        (PAGE | {"bleed": 11}, "bleed"),
        (PAGE | {"bleed": -1}, "bleed"),
        ({"qr": "https://maison.example"}, "qr"),
        ({"qr": CODE, "motion": True}, "qr"),
        ({"film": ["webm"], "quality": {"webm": 64}}, "quality.webm"),
        ({"qr": "centre;100;Q;" + "%F0%9F%98%80" * 500}, "qr"),
        (PAGE | {"qr": "top-left;5;M;https://maison.example/q/{asset}"}, "qr"),
        ({"fit": "cover", "width": 360, "height": 360, "qr": CODE}, "qr"),
        ({"fit": "cover", "width": 540, "height": 540, "qr": "centre;20;M;HTTPS://M.EXAMPLE/{asset}"}, "qr"),
        ({"film": ["mp4"], "film_style": "shiny"}, "film_style"),
    ],
)
def test_a_wrong_preset_is_refused_by_field(change: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        PresetSpec.from_json(GOOD | change)
    assert path in [error.path for error in refused.value.errors]


@pytest.mark.parametrize(
    "change",
    [
        PAGE | {"style": "cmyk", "bleed": 3, "formats": ["tiff", "pdf"], "qr": CODE},
        {"fit": "cover", "width": 1080, "height": 1920, "qr": CODE},
        {"metadata": "none"},
        {"metadata": "all"},
    ],
)
def test_paper_codes_and_policies_reach_the_recipes(change: dict[str, Any]) -> None:
    for output in PresetSpec.from_json(GOOD | change).outputs():
        value = output.recipe.to_json()
        assert {name: value[name] for name in ("bleed", "qr", "metadata") if name in change} == {
            name: change[name] for name in ("bleed", "qr", "metadata") if name in change
        }


def test_motion_is_asked_only_of_what_can_move() -> None:
    spec = PresetSpec(
        "width", ("avif", "webp", "jpeg", "gif"), (640,), film=("mp4",), motion=True, seconds=3, burn_in="fr"
    )
    moving = {output.recipe.format for output in spec.outputs() if output.recipe.motion}
    assert moving == {"webp", "mp4"}
    assert {output.recipe.format for output in spec.outputs() if output.recipe.seconds} == moving
    assert {output.recipe.format for output in spec.outputs() if output.recipe.subtitles} == moving


def test_fit_is_needed() -> None:
    with pytest.raises(Invalid) as refused:
        PresetSpec.from_json({"formats": ["webp"]})
    assert [error.path for error in refused.value.errors] == ["fit"]


still_formats = st.lists(
    st.sampled_from(["avif", "webp", "jpeg", "png"]), min_size=1, max_size=4, unique=True
)
qualities = st.sampled_from(["high", "standard", "small"]) | st.dictionaries(
    st.sampled_from(FORMATS_WITH_QUALITY), st.integers(1, 63), min_size=1
)
common = {
    "formats": still_formats.map(tuple),
    "quality": qualities,
    "max_bytes": st.just(0) | st.integers(10_000, 10**7),
    "film": st.lists(st.sampled_from(["mp4", "webm", "hls", "mp3"]), max_size=4, unique=True).map(tuple),
    "film_style": st.sampled_from(["", "web", "social", "signage", "loop"]),
    "background": st.from_regex(r"([0-9a-f]{6})?", fullmatch=True),
    "chroma": st.sampled_from(["", "420", "444"]),
    "metadata": st.sampled_from(["", "none", "all"]),
    "motion": st.booleans(),
    "seconds": st.integers(0, 3600),
    "sound": st.sampled_from(["", "broadcast", "none"]),
    "burn_in": st.sampled_from(["", "fr", "pt-BR"]),
    "shown_width": st.integers(0, 2000),
    "source": st.text(max_size=20),
    "date": st.sampled_from(["", "2026-11-22"]),
}
sides = st.integers(1, 10_000)
specs = (
    st.builds(
        PresetSpec,
        fit=st.just("width"),
        widths=st.lists(sides, min_size=1, max_size=5, unique=True).map(tuple),
        **common,
    )
    | st.builds(
        PresetSpec,
        fit=st.just("cover"),
        width=st.integers(1, 2500),
        height=st.integers(1, 2500),
        densities=st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True).map(tuple),
        **common,
    )
    | st.builds(
        PresetSpec,
        fit=st.just("page"),
        width=st.integers(10, 1200),
        height=st.integers(10, 1200),
        dpi=st.integers(72, 1200),
        bleed=st.integers(0, 5),
        **common,
    )
)


@given(specs)
def test_any_preset_round_trips_through_its_value_form_and_json(spec: PresetSpec) -> None:
    assert PresetSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


@given(specs)
def test_any_preset_asks_for_recipes_that_can_be_written_down(spec: PresetSpec) -> None:
    outputs = spec.outputs()
    assert len(outputs) == len(spec.sizes()) * len(spec.formats) + len(spec.film)
    for output in outputs:
        assert Recipe.from_text(output.recipe.to_text()) == output.recipe
        assert output.recipe.format in (*spec.formats, *spec.film)


@given(specs)
def test_a_weight_limit_is_asked_of_nothing_that_has_no_quality(spec: PresetSpec) -> None:
    for output in spec.outputs():
        assert output.recipe.max_bytes in (0, spec.max_bytes)
        assert not output.recipe.max_bytes or output.recipe.quality
