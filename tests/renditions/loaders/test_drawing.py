"""Drawings: drawn as finely as asked, on nothing, in shipped letters; nothing outside the file is ever touched."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from dam.metadata.facts import Facts, read_facts
from dam.sandbox.run import ChildFailed
from renditions import reasons
from renditions.limits import DRAWING_DEPTH
from renditions.loaders.drawing import cleaned
from renditions.recipe import Recipe
from tests.renditions.loaders.reading import SQUARE, read_through_child
from tests.renditions.pictures import BLUE, RED, is_near, saved

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
DOT = '<circle cx="5" cy="5" r="4" fill="#c81e28"/>'


def _written(folder: Path, text: str, name: str = "drawing.svg") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def _colour(picture: Image.Image, x: int, y: int) -> tuple[int, int, int]:
    colour = picture.convert("RGB").getpixel((x, y))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def _facts(path: Path) -> Facts:
    return read_facts(path, "image/svg+xml")


def test_a_small_icon_is_drawn_sharp_at_any_size_and_keeps_its_alpha(tmp_path: Path) -> None:
    path = _written(tmp_path, f'{SVG} width="10" height="10">{DOT}</svg>')
    made = read_through_child(path, {"it": Recipe("png", "width", 2400)}).picture()
    assert made.size == (2400, 2400)
    assert made.mode == "RGBA"
    assert made.getpixel((0, 0)) == (0, 0, 0, 0)
    assert is_near(_colour(made, 1200, 1200), RED)
    between = sum(made.getchannel("A").histogram()[20:235])
    assert between < 2 * 2 * 3.1416 * 960  # an edge of two pixels' breadth: it was drawn, not enlarged


@pytest.mark.parametrize(
    ("head", "size"),
    [
        ('width="24.5" height="11.3"', (24, 11)),
        ('viewBox="0 0 300 100"', (300, 100)),
        ('width="200pt" viewBox="0 0 20 10"', (267, 133)),
        ('height="2cm" viewBox="0 0 20 10"', (151, 76)),
        ('width="100%" height="100%" viewBox="0 0 40 30"', (40, 30)),
        ('width="60000" height="60000"', (60_000, 60_000)),
        ("", (None, None)),
    ],
)
def test_the_size_is_what_the_root_tells(
    tmp_path: Path, head: str, size: tuple[int | None, int | None]
) -> None:
    path = _written(tmp_path, f"{SVG} {head}>{DOT}</svg>")
    facts = _facts(path)
    assert (facts.width, facts.height) == size
    made = read_through_child(path).picture()
    if size[0] and size[1]:
        assert made.width == 640
        assert made.height / made.width == pytest.approx(size[1] / size[0], rel=0.03)


def test_title_and_description(tmp_path: Path) -> None:
    facts = _facts(
        _written(tmp_path, f'{SVG} viewBox="0 0 1 1"><title>L’été</title><desc>Un logo</desc></svg>')
    )
    assert (facts.title, facts.description, facts.has_alpha, facts.problems) == ("L’été", "Un logo", True, ())


def test_styles_gradients_reuse_and_pictures_inside_stay(tmp_path: Path) -> None:
    inside = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElF"
        "TkSuQmCC"
    )
    body = f"""<style>.a{{fill:#1e96 3c}} .b{{fill:#1e3cbe}}</style>
      <defs><linearGradient id="g"><stop stop-color="#c81e28"/></linearGradient><rect id="r" width="5" height="5"/></defs>
      <rect width="5" height="5" fill="url(#g)"/><use xlink:href="#r" x="5" class="b"/>
      <image y="5" width="5" height="5" xlink:href="{inside}"/>"""
    made = read_through_child(_written(tmp_path, f'{SVG} viewBox="0 0 10 10">{body}</svg>')).picture()
    assert is_near(_colour(made, 160, 160), RED)
    assert is_near(_colour(made, 480, 160), BLUE)
    assert is_near(_colour(made, 160, 480), (255, 0, 0))


def test_text_is_drawn_with_its_accents(tmp_path: Path) -> None:
    def ink(text: str, family: str) -> int:
        body = f'<text x="1" y="20" font-size="16" font-family="{family}">{text}</text>'
        path = _written(tmp_path, f'{SVG} viewBox="0 0 100 30">{body}</svg>')
        return sum(read_through_child(path).picture().getchannel("A").histogram()[128:])

    assert ink("", "serif") == 0
    assert ink("ete", "Unheard Of") < ink("été", "Unheard Of")
    assert ink("été", "sans-serif") != ink("été", "serif")


@pytest.fixture
def canary_port() -> Iterator[tuple[int, list[str]]]:
    """Listen on a port of this machine and note every visit."""
    visits: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                visits.append("somebody came")
                connection.close()

        listener = threading.Thread(target=listen)
        listener.start()
        yield server.getsockname()[1], visits
        ended.set()
        listener.join()


_REACHING = (
    '<image width="10" height="10" href="{file}"/>',
    '<image width="10" height="10" xlink:href="file://{file}"/>',
    '<image width="10" height="10" href="file:{file}"/>',
    '<image width="10" height="10" href="canary.png"/>',
    '<image width="10" height="10" href="http://127.0.0.1:{port}/canary.png"/>',
    '<image width="10" height="10" href="//127.0.0.1:{port}{file}"/>',
    '<image width="10" height="10" href=" &#47;{file}"/>',
    '<use href="{svg}#it"/>',
    '<use xlink:href="http://127.0.0.1:{port}/x.svg#it"/>',
    '<feImage href="{file}"/>',
    '<filter id="f"><feImage href="{file}"/></filter><rect width="10" height="10" filter="url(#f)"/>',
    '<rect width="10" height="10" fill="url({svg}#it)"/>',
    '<rect width="10" height="10" style="fill:url(file://{svg}#it)"/>',
    '<style>@import url("http://127.0.0.1:{port}/a.css");@font-face{{font-family:a;src:url({file})}}</style>',
    '<?xml-stylesheet href="http://127.0.0.1:{port}/a.css"?><text font-family="url({file})">x</text>',
    '<foreignObject width="10" height="10"><img xmlns="http://www.w3.org/1999/xhtml" src="{file}"/></foreignObject>',
    '<image width="10" height="10" href="data:image/svg+xml,%3Csvg%3E%3Cimage href=%22{file}%22/%3E%3C/svg%3E"/>',
    '<script href="http://127.0.0.1:{port}/a.js"/><a href="http://127.0.0.1:{port}/"><g/></a>',
    '<cursor href="{file}"/><mpath href="{file}"/><textPath href="{file}">x</textPath>',
)


def test_neither_the_canary_file_nor_the_canary_port_is_touched(
    tmp_path: Path, canary_port: tuple[int, list[str]]
) -> None:
    port, visits = canary_port
    canary = saved(Image.new("RGB", (8, 8), (255, 0, 255)), tmp_path / "canary.png")
    svg = _written(
        tmp_path, f'{SVG}><rect id="it" width="10" height="10" fill="#ff00ff"/></svg>', "canary.svg"
    )
    for number, body in enumerate(_REACHING):
        text = body.format(file=canary, svg=svg, port=port)
        path = _written(tmp_path, f'{SVG} viewBox="0 0 10 10">{text}</svg>', f"{number}.svg")
        red, green, _blue = read_through_child(path).picture().convert("RGB").split()
        assert ImageChops.subtract(red, green).getextrema() == (0, 0), (
            body
        )  # the canary is all red without green
    everything = "".join(_REACHING).format(file=canary, svg=svg, port=port)
    assert _facts(_written(tmp_path, f'{SVG} viewBox="0 0 10 10">{everything}</svg>')).readable
    assert visits == []


@pytest.mark.parametrize(
    "subset", ['<!ENTITY x SYSTEM "{file}">', '<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/x.dtd"> %x;']
)
def test_outside_entities_are_not_read(
    tmp_path: Path, canary_port: tuple[int, list[str]], subset: str
) -> None:
    secret = _written(tmp_path, "secret", "secret.txt")
    told = subset.format(file=secret, port=canary_port[0])
    path = _written(tmp_path, f'<!DOCTYPE svg [{told}]>{SVG} viewBox="0 0 9 9"><title>&x;</title>{DOT}</svg>')
    assert "secret" not in str(_facts(path))
    assert read_through_child(path).lines
    assert canary_port[1] == []


def test_entities_of_its_own_are_read_as_illustrator_writes_them(tmp_path: Path) -> None:
    doctype = """<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
      <!ENTITY ns_svg "http://www.w3.org/2000/svg"> <!ENTITY colour "#c81e28"> ]>"""
    path = _written(
        tmp_path,
        f'{doctype}<svg xmlns="&ns_svg;" viewBox="0 0 9 9"><rect width="9" height="9" fill="&colour;"/></svg>',
    )
    assert is_near(_colour(read_through_child(path).picture(), 99, 99), RED)


def test_what_acts_or_reaches_out_is_gone_from_the_text(tmp_path: Path) -> None:
    body = '<script>x()</script><rect onclick="x()"/><a href="javascript:x()"><g/></a><image href="/etc/passwd"/>'
    root = cleaned(_written(tmp_path, f'{SVG} onload="x()">{body}</svg>'))
    assert {name for element in root.iter() for name in element.attrib} == set()
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def _laughs() -> str:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE svg [<!ENTITY a0 "lol">{levels}]>{SVG} viewBox="0 0 9 9"><text>&a11;</text></svg>'


def _reused() -> str:
    uses = [f'<use href="#u{n - 1}"/>' * 10 for n in range(12)]
    groups = "".join(f'<g id="u{n}">{uses[n]}</g>' for n in range(1, 12))
    return f'{SVG} viewBox="0 0 9 9"><defs><g id="u0">{DOT}</g>{groups}</defs><use href="#u11"/></svg>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'{SVG} width="0" height="0">{DOT}</svg>', reasons.UNREADABLE),
        (f'{SVG} width="-5" height="nan" viewBox="a b c d">{DOT}</svg>', reasons.UNREADABLE),
        (f'{SVG} viewBox="0 0 9 9">{DOT}', reasons.UNREADABLE),
        (f'{SVG} viewBox="0 0 9 9"><g></svg>', reasons.UNREADABLE),
        (_laughs(), reasons.UNREADABLE),
        (_reused(), reasons.UNREADABLE),
        (f'{SVG} viewBox="0 0 9 9">{"<g>" * 200_000}{"</g>" * 200_000}</svg>', reasons.DRAWING_TOO_LARGE),
        (f'{SVG} viewBox="0 0 9 9">{"<g>" * DRAWING_DEPTH}{"</g>" * DRAWING_DEPTH}</svg>', reasons.DRAWING_TOO_LARGE),
    ],
    ids=["no size", "odd size", "cut", "not closed", "billion laughs", "reuse upon reuse", "endless groups", "a group too deep"],
)  # fmt: skip
def test_hostile_and_broken_ones_are_refused_in_a_sentence(tmp_path: Path, text: str, reason: str) -> None:
    path = _written(tmp_path, text)
    assert read_through_child(path).refusal == reason
    assert _facts(path).to_json()


def test_the_deepest_that_is_allowed_is_drawn(tmp_path: Path) -> None:
    depth = DRAWING_DEPTH - 3
    opened, closed = '<g opacity="0.999">' * depth, "</g>" * depth
    text = f'{SVG} viewBox="0 0 10 10">{opened}{DOT}{closed}</svg>'
    assert read_through_child(_written(tmp_path, text), {"it": SQUARE}).picture().size == (300, 300)


def test_groups_that_call_each_other_a_thousand_deep_harm_only_the_child(tmp_path: Path) -> None:
    groups = "".join(f'<g id="u{n}"><use href="#u{n - 1}"/></g>' for n in range(1, 3000))
    path = _written(
        tmp_path, f'{SVG} viewBox="0 0 9 9"><g id="u0">{DOT}</g>{groups}<use href="#u2999"/></svg>'
    )
    try:
        assert read_through_child(path).lines
    except ChildFailed as failure:
        assert failure.reason.endswith(".")  # noqa: PT017 - whether it crashes depends on the stack of the machine
