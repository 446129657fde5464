"""Product shots of clay and glass for the table and the shelf."""

from PIL import Image

from infra.demo import profiles
from infra.demo.bodies import Body
from infra.demo.canvas import develop
from infra.demo.ceramics import Finish, draw_ceramic
from infra.demo.glass import draw_glass
from infra.demo.shadows import cast_shadow
from infra.demo.stems import dried_grasses
from infra.demo.studio import backdrop, window_light


def amphora_in_the_sun() -> Image.Image:
    """Amphora, moon vase and cup in the light of a window with palms."""
    picture = backdrop((2400, 1800), "#f3e6d4", "#e6d2b8", 0.68, seed=3)
    picture = window_light(picture, at=(0.12, 0.02), wide=0.52, tall=0.62, seed=5)
    tall, round_one, cup = (
        Body(profiles.AMPHORA, 1080, 1400, 900),
        Body(profiles.MOON, 1700, 1470, 480),
        Body(profiles.CUP, 690, 1520, 200),
    )
    picture = cast_shadow(picture, [tall, round_one, cup])
    draw_ceramic(picture, tall, Finish("#f1e9dd", "#30525a", 0.45, gloss=0.5, speckle=0.5, rings=0.012), 3)
    draw_ceramic(picture, round_one, Finish("#b96a43", gloss=0.1, rings=0.02), 5)
    draw_ceramic(picture, cup, Finish("#efe6d8", "#c98b5a", 0.35, gloss=0.6, speckle=0.5), 8)
    return develop(picture)


def bowls() -> Image.Image:
    """Three bowls, one in the other, sage, sand and ink."""
    picture = backdrop((2400, 1600), "#b7c2b0", "#cbd2c3", 0.66, seed=15, sweep=0.07)
    stack = [
        Body(profiles.BOWL, 1200, 1330, 300),
        Body(profiles.BOWL, 1200, 1180, 270),
        Body(profiles.BOWL, 1200, 1040, 240),
    ]
    finishes = [
        Finish("#2f4a4c", gloss=0.5, rings=0.012),
        Finish("#e9dcc6", "#8aa08a", 0.3, gloss=0.4, speckle=0.6),
        Finish("#f2ede2", gloss=0.55, speckle=0.5),
    ]
    side, cup = Body(profiles.TUMBLER, 1880, 1390, 300), Body(profiles.CUP, 560, 1410, 220)
    picture = cast_shadow(picture, [stack[0], side, cup], length=0.8)
    draw_ceramic(picture, side, Finish("#c77f4f", "#f1e8da", 0.4, gloss=0.35, speckle=0.4), 9)
    draw_ceramic(picture, cup, Finish("#dfd3bf", "#5f7d75", 0.5, gloss=0.5, speckle=0.5), 11)
    for number, (body, finish) in enumerate(zip(stack, finishes, strict=True)):
        draw_ceramic(picture, body, finish, number)
    for number in (1, 0):  # each bowl stands before the one that it holds
        draw_ceramic(picture, stack[number], finishes[number], number, has_mouth=False)
    return develop(picture)


def moon_vase() -> Image.Image:
    """One round vase against a terracotta wall."""
    picture = backdrop((2000, 2000), "#c4714d", "#b9603f", 0.7, seed=21)
    picture = window_light(picture, at=(0.1, 0.06), wide=0.42, tall=0.6, strength=0.3)
    vase = Body(profiles.MOON, 1060, 1610, 880)
    picture = cast_shadow(picture, [vase])
    picture = dried_grasses(picture, (1060, 760), seed=3, tone="#e9c9a0")
    draw_ceramic(picture, vase, Finish("#f4ecdf", gloss=0.35, speckle=0.45, rings=0.014), 4)
    return develop(picture)


def carafe() -> Image.Image:
    """Water in a carafe and two glasses, on the blue of a morning."""
    picture = backdrop((2400, 1600), "#a9c6d3", "#d9e4e6", 0.64, seed=31)
    picture = window_light(picture, at=(0.25, 0.0), wide=0.6, tall=0.6, strength=0.25)
    jug, left, right = (
        Body(profiles.CARAFE, 1130, 1360, 860),
        Body(profiles.TUMBLER, 1610, 1420, 330),
        Body(profiles.TUMBLER, 760, 1460, 330),
    )
    picture = cast_shadow(picture, [jug, left, right], strength=0.22)
    for body, filled in ((jug, 0.5), (left, 0.55), (right, 0.4)):
        draw_glass(picture, body, tint="#d5e9ee", liquid="#8fbccb", filled=filled)
    return develop(picture)


def cups_in_a_row() -> Image.Image:
    """Seven cups in the seven glazes of the house, as a banner."""
    picture = backdrop((3600, 1500), "#efe7da", "#e5d9c6", 0.62, seed=41, sweep=0.06)
    glazes = ("#30525a", "#7fa099", "#c9d2c0", "#e8c58b", "#d08a55", "#b4563a", "#5e3b3f")
    cups = [Body(profiles.CUP, 480 + 440 * number, 1130, 400) for number in range(7)]
    picture = cast_shadow(picture, cups, length=0.7)
    for number, (body, glaze) in enumerate(zip(cups, glazes, strict=True)):
        draw_ceramic(
            picture, body, Finish("#efe5d5", glaze, 0.52, gloss=0.5, speckle=0.5, rings=0.01), 60 + number
        )
    return develop(picture)


def white_on_white() -> Image.Image:
    """Three white pieces, drawn by light alone."""
    picture = backdrop((2000, 2000), "#eceae5", "#f1efea", 0.68, seed=61, sweep=0.08)
    bodies = [
        Body(profiles.AMPHORA, 820, 1500, 860),
        Body(profiles.CARAFE, 1290, 1560, 640),
        Body(profiles.BOWL, 1080, 1720, 170),
    ]
    picture = cast_shadow(picture, bodies, strength=0.26)
    for number, body in enumerate(bodies):
        draw_ceramic(picture, body, Finish("#f4f2ed", gloss=0.16, rings=0.012), number)
    return develop(picture)
