"""Recipes are plain values: text, value form and digest say the same."""

import inspect
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import Invalid
from renditions.geometry import FocalPoint
from renditions.qr import Overlay
from renditions.recipe import FORMATS, Fit, Recipe

fits: st.SearchStrategy[Fit] = st.sampled_from(["width", "inside", "cover", "page"])
recipes = st.builds(
    Recipe,
    format=st.sampled_from(FORMATS),
    fit=fits,
    width=st.integers(1, 10_000),
    height=st.integers(0, 10_000),
    focal=st.none() | st.builds(FocalPoint, st.floats(0, 1), st.floats(0, 1)),
    quality=st.integers(0, 100),
    max_bytes=st.integers(0, 10**9),
    dpi=st.integers(0, 1200),
    style=st.sampled_from(["", "progressive", "cmyk", "proof", "web", "signage"]),
    background=st.sampled_from(["", "ffffff", "c8001e"]),
    chroma=st.sampled_from(["", "420", "444"]),
    metadata=st.sampled_from(["", "none", "all"]),
    motion=st.integers(0, 1),
    seconds=st.integers(0, 3600),
    bleed=st.integers(0, 20),
    sound=st.sampled_from(["", "broadcast", "none"]),
    subtitles=st.sampled_from(["", "fr", "0" * 64]),
    qr=st.just("") | st.builds(Overlay, content=st.text(min_size=1, max_size=40)).map(Overlay.to_text),
)

HERO = Recipe("webp", "width", 1600, quality=80)
STORY = Recipe("jpeg", "cover", 1080, 1920, FocalPoint(0.25, 1 / 3), 82)


@given(recipes)
def test_text_and_value_forms_round_trip_exactly(recipe: Recipe) -> None:
    assert Recipe.from_text(recipe.to_text()) == recipe
    assert Recipe.from_json(recipe.to_json()) == recipe


@given(recipes, recipes)
def test_two_recipes_are_equal_just_when_their_digests_are(one: Recipe, other: Recipe) -> None:
    assert (one == other) == (one.digest("a" * 64) == other.digest("a" * 64))


def test_every_field_is_tried() -> None:
    assert set(inspect.signature(Recipe).parameters) == {
        "format", "fit", "width", "height", "focal", "quality", "max_bytes", "dpi", "style", "background", "chroma",
        "metadata", "motion", "seconds", "bleed", "sound", "subtitles", "qr",
    }, "add the new field to the strategy above"  # fmt: skip


@given(recipes)
def test_only_what_differs_from_the_defaults_is_written(recipe: Recipe) -> None:
    names = [part.split(":", 1)[0] for part in recipe.to_text().split(",")]
    defaults = {each.name: each.default for each in fields(Recipe)}
    assert names == [name for name in defaults if getattr(recipe, name) != defaults[name]]


def test_the_text_form_can_be_read() -> None:
    assert HERO.to_text() == "format:webp,fit:width,width:1600,quality:80"
    assert STORY.to_text() == ("format:jpeg,fit:cover,width:1080,height:1920,focal:0.25x0.3333,quality:82")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "webp",
        "format:webp",
        "format:exe,fit:width,width:640",
        "format:webp,fit:stretch,width:640",
        "format:webp,fit:width,width:wide",
        "format:webp,fit:width,width:0640",
        "fit:width,format:webp,width:640",
        "format:webp,fit:width,width:640,colour:red",
        "format:jpeg,fit:cover,width:10,height:10,focal:2x0",
    ],
)
def test_what_is_not_a_recipe_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Recipe.from_text(text)


def test_the_digest_names_the_original_too() -> None:
    assert HERO.digest("a" * 64) != HERO.digest("b" * 64)


def test_only_crops_keep_a_focal_point() -> None:
    assert HERO.focused(FocalPoint(0.1, 0.1)) == HERO
    assert STORY.focused(FocalPoint(0.1, 0.1)).focal == FocalPoint(0.1, 0.1)
