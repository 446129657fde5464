"""QR codes as values: their text form, and where they stand, without a pixel."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dam.errors import Invalid, NotRenderable
from renditions.geometry import Size
from renditions.limits import LEAST_QR_MILLIMETRES, LEAST_QR_PIXELS
from renditions.qr import QUIET, Level, Overlay, Placement, Position, least_module, modules_of, place
from renditions.recipe import Recipe

positions: st.SearchStrategy[Position] = st.sampled_from(
    ["top-left", "top-right", "bottom-left", "bottom-right", "centre"]
)
levels: st.SearchStrategy[Level] = st.sampled_from(["M", "Q"])
overlays = st.builds(
    Overlay,
    content=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200),
    position=positions,
    size=st.integers(1, 100),
    level=levels,
)


@given(overlays)
def test_the_text_form_round_trips_and_fits_into_a_recipe(overlay: Overlay) -> None:
    assert Overlay.from_text(overlay.to_text()) == overlay
    recipe = Recipe("jpeg", "cover", 100, 100, qr=overlay.to_text())
    assert Recipe.from_text(recipe.to_text()) == recipe


def test_the_text_form_can_be_read() -> None:
    overlay = Overlay("https://maison.example/q/é,1?a=%20", "top-left", 25, "Q")
    assert overlay.to_text() == "top-left;25;Q;https://maison.example/q/%C3%A9%2C1?a=%2520"


@pytest.mark.parametrize(
    "text",
    [
        "https://maison.example",
        "bottom-right;20;M;",
        "bottom-right;0;M;x",
        "bottom-right;101;M;x",
        "bottom-right;20;H;x",
        "middle;20;M;x",
        "bottom-right;020;M;x",
        "bottom-right;20;M;a b",
        "bottom-right;20;M;a,b",
        "bottom-right;20;M;%zz",
        "bottom-right;20;M;%ff",
        "bottom-right;20;M;" + "x" * 501,
        "bottom-right;20;M;%41",
    ],
)
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Overlay.from_text(text)


def test_the_code_of_one_asset_says_its_id() -> None:
    overlay = Overlay("https://maison.example/q/{asset}?from={asset}")
    assert overlay.about("k3v9").content == "https://maison.example/q/k3v9?from=k3v9"
    recipe = Recipe("jpeg", "cover", 100, 100, qr=overlay.to_text())
    assert recipe.addressed("k3v9").qr == "bottom-right;20;M;https://maison.example/q/k3v9?from=k3v9"
    assert Recipe("jpeg", "cover", 100, 100).addressed("k3v9").qr == ""


@pytest.mark.parametrize(
    ("position", "picture", "left", "top"),
    [
        ("top-left", Size(1000, 800), 24, 24),
        ("top-right", Size(1000, 800), 1000 - 24 - 185, 24),
        ("bottom-left", Size(1000, 800), 24, 800 - 24 - 185),
        ("bottom-right", Size(1000, 800), 1000 - 24 - 185, 800 - 24 - 185),
        ("centre", Size(1000, 800), 408, 308),
    ],
)
def test_where_a_code_stands_on_a_screen(position: Position, picture: Size, left: int, top: int) -> None:
    assert place(Overlay("x", position, 25), 29, picture) == Placement(left, top, module=5, modules=29)


def test_on_paper_a_code_stands_clear_of_the_cut() -> None:
    placed = place(Overlay("x", "bottom-right", 20), 29, Size(1819, 2551), dpi=300, bleed=3)
    cut, safe = 35, 47
    assert placed.module == (1819 - 2 * cut) * 20 // 100 // 37
    assert placed.left + placed.side == 1819 - cut - safe
    assert placed.top + placed.side == 2551 - cut - safe


@pytest.mark.parametrize(
    ("size", "picture", "dpi"),
    [(13, Size(840, 2000), 0), (5, Size(1748, 2480), 300), (12, Size(1748, 2480), 300)],
)
def test_what_no_camera_reads_is_refused(size: int, picture: Size, dpi: float) -> None:
    with pytest.raises(NotRenderable):
        place(Overlay("x", size=size), 29, picture, dpi=dpi)


@pytest.mark.parametrize(("dpi", "least"), [(0, 3), (72, 3), (150, 3), (300, 6), (600, 12)])
def test_the_least_module_grows_with_the_resolution(dpi: float, least: int) -> None:
    assert least_module(dpi) == least
    assert not dpi or least / dpi * 25.4 >= LEAST_QR_MILLIMETRES


@given(
    overlays,
    st.integers(21, 97),
    st.builds(Size, st.integers(16, 5_000), st.integers(16, 5_000)),
    st.sampled_from([(0.0, 0), (150.0, 0), (300.0, 3)]),
)
def test_a_code_is_inside_and_large_enough(
    overlay: Overlay, modules: int, picture: Size, paper: tuple[float, int]
) -> None:
    dpi, bleed = paper
    try:
        placed = place(overlay, modules, picture, dpi=dpi, bleed=bleed)
    except NotRenderable:
        assume(False)
    assert placed.module >= LEAST_QR_PIXELS
    assert placed.side == placed.module * (modules + 2 * QUIET)
    assert placed.left >= 0
    assert placed.left + placed.side <= picture.width
    assert placed.top >= 0
    assert placed.top + placed.side <= picture.height


def test_better_protected_codes_have_more_modules() -> None:
    content = "https://maison.example/q/0123456789abcdef?c=print"
    assert len(modules_of(Overlay(content))) == 33
    assert len(modules_of(Overlay(content, level="Q"))) == 37
