"""Product shots of scents: bath oil, room fragrance, candle, perfume, cologne."""

from PIL import Image, ImageDraw

from infra.demo import profiles
from infra.demo.bodies import TILT, Body
from infra.demo.canvas import Pixels, colour, develop, lay, soft, to_pixels
from infra.demo.ceramics import Finish, draw_ceramic, stick_label
from infra.demo.glass import draw_glass
from infra.demo.lettering import label
from infra.demo.lights import flame
from infra.demo.shadows import cast_shadow
from infra.demo.stems import reed_sticks
from infra.demo.studio import arch, backdrop, tinted, window_light


def bath_oil() -> Image.Image:
    """Two bottles before a niche, amber and sea green."""
    picture = backdrop((1800, 2400), "#c8d3cf", "#e6e2da", 0.7, seed=4)
    picture = arch(picture, middle=0.39, foot=0.7, wide=0.42, tall=0.55, tone="#9fb4ac")
    tall, low = Body(profiles.BOTTLE, 820, 1990, 1180), Body(profiles.FLASK, 1290, 2090, 460)
    picture = cast_shadow(picture, [tall, low])
    draw_glass(picture, tall, tint="#cfe3da", liquid="#d4943f", filled=0.52)
    draw_glass(picture, low, tint="#cfe3da", liquid="#6d9c90", filled=0.5)
    paper = to_pixels(
        label(
            [
                ("ESTUAIRE", "sans bold", 0.075),
                ("Huile de bain", "serif italic", 0.115),
                ("pin · sel · figue", "serif", 0.075),
                ("200 ML", "sans", 0.05),
            ],
            size=(420, 520),
            paper="#f6f1e7",
            ink="#2c3d3a",
        )
    )
    stick_label(picture, tall, paper, top=0.6, bottom=0.86)
    return develop(picture)


def diffuser() -> Image.Image:
    """A room fragrance with its reeds, on blush paper."""
    picture = backdrop((1800, 2250), "#e7c4b5", "#eed3c6", 0.72, seed=9, sweep=0.09)
    picture = window_light(picture, at=(0.05, 0.05), wide=0.62, tall=0.9, seed=11, strength=0.22, panes=1)
    flask = Body(profiles.FLASK, 900, 1800, 760)
    picture = cast_shadow(picture, [flask])
    picture = reed_sticks(picture, (900, 1080), 1500)
    draw_glass(picture, flask, tint="#e3cdb8", liquid="#b4552f", filled=0.5)
    paper = to_pixels(
        label(
            [("ESTUAIRE", "sans bold", 0.09), ("Ocre", "serif", 0.26), ("PARFUM D’INTÉRIEUR", "sans", 0.05)],
            size=(560, 420),
            paper="#fbf4ea",
            ink="#7b3a20",
        )
    )
    stick_label(picture, flask, paper, top=0.52, bottom=0.86, reach=0.75)
    return develop(picture)


def candle() -> Image.Image:
    """A candle that burns in a stoneware cup, in the evening."""
    picture = backdrop((2000, 2000), "#3b302b", "#2f2521", 0.66, seed=12)
    cup, far = Body(profiles.CYLINDER, 1000, 1560, 560), Body(profiles.MOON, 1560, 1430, 560)
    picture = cast_shadow(picture, [cup, far], strength=0.45)
    draw_ceramic(picture, far, Finish("#5b4a40", gloss=0.15, rings=0.02), 2)
    draw_ceramic(picture, cup, Finish("#d9c9b4", gloss=0.12, speckle=0.6, rings=0.012), 6)
    paper = to_pixels(
        label(
            [
                ("ESTUAIRE", "sans bold", 0.1),
                ("Nuit de phare", "serif italic", 0.17),
                ("CIRE VÉGÉTALE", "sans", 0.06),
            ],
            size=(520, 400),
            paper="#efe3d0",
            ink="#3a2a20",
        )
    )
    stick_label(picture, cup, paper, top=0.34, bottom=0.8, reach=0.7)
    wax = Image.new("L", (2000, 2000))
    ImageDraw.Draw(wax).ellipse((1000 - 240, 1002 - 36, 1000 + 240, 1002 + 40), fill=255)
    ImageDraw.Draw(wax).line([(1000, 1005), (1004, 950)], fill=0, width=9)
    picture = lay(picture, colour("#f3dcae"), soft(to_pixels(wax), 3))
    picture = flame(picture, at=(0.501, 0.482), tall=0.105)
    return develop(tinted(picture, "#1c1424", "#ffcf8a", 0.1), vignette=0.5, grain=0.016)


def eau_de_parfum() -> Image.Image:
    """A square-shouldered bottle on plinths, rose and wine."""
    picture = backdrop((1800, 2400), "#d9a6a0", "#cf958f", 0.74, seed=51, sweep=0.05)
    picture = arch(picture, middle=0.4, foot=0.735, wide=0.5, tall=0.62, tone="#b9716f")
    low, high = Body(profiles.PLINTH, 1180, 2050, 300), Body(profiles.PLINTH, 760, 1930, 380)
    picture = cast_shadow(picture, [low, high], length=0.6)
    draw_ceramic(picture, high, Finish("#e6bdb4", gloss=0.06), 1)
    picture = _plinth_top(picture, high, "#eccbc2")
    bottle, vase = Body(profiles.FLASK, 760, 1560, 640), Body(profiles.AMPHORA, 1200, 1745, 420)
    draw_glass(picture, bottle, tint="#efd3cc", liquid="#8d2f3f", filled=0.5)
    paper = to_pixels(
        label(
            [
                ("ESTUAIRE", "sans bold", 0.1),
                ("Varech", "serif italic", 0.24),
                ("EAU DE PARFUM", "sans", 0.06),
            ],
            size=(520, 400),
            paper="#f9ece6",
            ink="#5a1f2b",
        )
    )
    stick_label(picture, bottle, paper, top=0.53, bottom=0.86, reach=0.7)
    draw_ceramic(picture, low, Finish("#c98c86", gloss=0.06), 2)
    picture = _plinth_top(picture, low, "#d7a19a")
    draw_ceramic(picture, vase, Finish("#f3e4dc", "#a34b52", 0.42, gloss=0.5, speckle=0.4), 7)
    return develop(picture)


def _plinth_top(picture: Pixels, body: Body, tone: str) -> Pixels:
    """Close a plinth with a plane disc."""
    radius = body.profile[0][1] * body.height
    stencil = Image.new("L", (picture.shape[1], picture.shape[0]))
    top = body.foot - body.height
    ImageDraw.Draw(stencil).ellipse(
        (body.middle - radius, top - radius * TILT, body.middle + radius, top + radius * TILT), fill=255
    )
    return lay(picture, colour(tone), soft(to_pixels(stencil), 0.9))


def amber_at_night() -> Image.Image:
    """A dark bottle in a pool of petrol light."""
    picture = backdrop((1800, 2400), "#123a40", "#0e2e34", 0.72, seed=71, sweep=0.1)
    picture = window_light(picture, at=(0.2, 0.1), wide=0.3, tall=0.75, strength=0.5, panes=1, seed=72)
    bottle = Body(profiles.BOTTLE, 900, 1990, 1400)
    picture = cast_shadow(picture, [bottle], strength=0.4)
    draw_glass(picture, bottle, tint="#8f5a2a", liquid="#7a3f12", filled=0.53)
    paper = to_pixels(
        label(
            [
                ("ESTUAIRE", "sans bold", 0.075),
                ("Ambre", "serif", 0.17),
                ("& algue noire", "serif italic", 0.1),
                ("EAU DE COLOGNE", "sans", 0.045),
            ],
            size=(420, 540),
            paper="#10262a",
            ink="#e2b878",
        )
    )
    stick_label(picture, bottle, paper, top=0.58, bottom=0.88)
    return develop(tinted(picture, "#06222a", "#ffd9a0", 0.1), vignette=0.35)
