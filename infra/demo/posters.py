"""Posters, banners and stories of the season: flat shapes, few colours, large words."""

import numpy as np
from PIL import Image, ImageDraw

from infra.demo import patterns, skies
from infra.demo.canvas import colour, develop, flat, grid, lay, step
from infra.demo.lettering import write
from infra.demo.skies import sky, sun
from infra.demo.waters import sea

MARK = "ESTUAIRE"


def summer() -> Image.Image:
    """L’été au bord de l’eau: an arch, a sun, three waves."""
    size = (2000, 2800)
    picture = flat(size, "#f3e7d3")
    across, down = grid(size)
    middle, foot, wide, tall = 0.357, 0.8, 0.5, 0.6
    spring = foot - tall + wide / 2
    inside = np.where(
        down > spring,
        np.abs(across - middle) < wide / 2,
        (across - middle) ** 2 + (down - spring) ** 2 < (wide / 2) ** 2,
    ) & (down < foot)
    scene = sky(size, [(0.0, "#f2b38a"), (0.5, "#f6cba0"), (1.0, "#fbe3bd")], 0.8)
    distance = np.sqrt((across - 0.42) ** 2 + (down - 0.46) ** 2)
    scene = lay(scene, colour("#d9583b"), step(0.1205, 0.1195, distance))
    for number, (top, tone) in enumerate(((0.53, "#7fb0a8"), (0.6, "#3d8489"), (0.68, "#12474f"))):
        wave = top + 0.016 * np.sin(across * (16 - 2 * number) + number * 1.7)
        scene = lay(scene, colour(tone), np.clip((down - wave) * size[1] + 0.5, 0, 1))
    picture = lay(picture, scene, inside.astype(np.float32))
    poster = develop(picture, grain=0.014, vignette=0.02)
    write(poster, MARK, at=(middle, 0.085), size=0.018, face="sans bold", ink="#12474f", spacing=0.5)
    write(poster, "L’été au bord de l’eau", at=(middle, 0.868), size=0.053, ink="#12474f")
    write(
        poster,
        "NOUVELLE COLLECTION · VERRE & CÉRAMIQUE",
        at=(middle, 0.93),
        size=0.0135,
        face="sans",
        ink="#c2502f",
        spacing=0.28,
    )
    return poster


def low_tide() -> Image.Image:
    """Marée basse: one great word over a pale sea."""
    size = (2000, 2800)
    picture = sun(sky(size, skies.ROSE, 0.62), at=(0.357, 0.5), radius=0.075, tone="#fff4e2", halo="#ffd7b5")
    picture = sea(picture, horizon=0.62, near="#59779a", seed=52, glitter=(0.357, "#fff2dc", 0.65), calm=0.3)
    poster = develop(picture, grain=0.014)
    write(poster, "Marée", at=(0.357, 0.17), size=0.17, ink="#fffaf2")
    write(poster, "basse", at=(0.357, 0.3), size=0.17, face="serif italic", ink="#fffaf2")
    write(
        poster,
        "LES BLEUS PÂLES · DU 4 AU 28 SEPTEMBRE",
        at=(0.357, 0.9),
        size=0.0155,
        face="sans bold",
        ink="#14213d",
        spacing=0.3,
    )
    write(poster, MARK, at=(0.357, 0.945), size=0.018, face="sans bold", ink="#14213d", spacing=0.5)
    return poster


def salt_and_light() -> Image.Image:
    """Sel & lumière: words on marbled paper."""
    stops = [(0.0, "#e6d7c3"), (0.4, "#f1e7d8"), (0.75, "#f8f2e8"), (1.0, "#fffdf8")]
    picture = patterns.marble((2000, 2500), stops=stops, seed=61, swirl=0.8, veins=4, gold="#c99a4b")
    poster = develop(picture, grain=0.01, vignette=0.03)
    write(poster, "Sel", at=(0.1, 0.24), size=0.165, ink="#1d3b40", anchor="lm")
    write(poster, "&", at=(0.115, 0.4), size=0.15, face="serif italic", ink="#b4653a", anchor="lm")
    write(poster, "lumière", at=(0.1, 0.56), size=0.165, ink="#1d3b40", anchor="lm")
    write(
        poster,
        "LE CAHIER DE LA MAISON, N° 3",
        at=(0.105, 0.77),
        size=0.0165,
        face="sans",
        ink="#1d3b40",
        anchor="lm",
        spacing=0.26,
    )
    write(
        poster, MARK, at=(0.105, 0.92), size=0.021, face="sans bold", ink="#1d3b40", anchor="lm", spacing=0.5
    )
    return poster


def winter_sale() -> Image.Image:
    """Soldes d’hiver: a wide banner of arcs."""
    size = (3600, 1500)
    poster = Image.new("RGB", (size[0], size[1]), "#f0e4d2")
    draw = ImageDraw.Draw(poster)
    for middle, tones in (
        (2700, ("#12474f", "#2f6d73", "#7fa099", "#e8c58b", "#f0e4d2")),
        (3500, ("#b4563a", "#d08a55", "#e8c58b", "#f0e4d2", "#b4563a")),
    ):
        for ring, tone in enumerate(tones):
            reach = 900 - 170 * ring
            draw.ellipse((middle - reach, 1500 - reach, middle + reach, 1500 + reach), fill=tone)
    poster = develop(np.asarray(poster, np.float32) / 255, grain=0.012, vignette=0.02)
    write(poster, "Soldes d’hiver", at=(0.14, 0.46), size=0.185, ink="#12474f", anchor="lm")
    write(
        poster,
        "JUSQU’À –40 % SUR LA CÉRAMIQUE",
        at=(0.15, 0.67),
        size=0.04,
        face="sans bold",
        ink="#b4563a",
        anchor="lm",
        spacing=0.22,
    )
    write(
        poster, MARK, at=(0.147, 0.17), size=0.034, face="sans bold", ink="#12474f", anchor="lm", spacing=0.5
    )
    return poster


def open_workshop() -> Image.Image:
    """Atelier ouvert: a story for a phone."""
    size = (2160, 3840)
    picture = patterns.waves((2160, 3840), paper="#123c44", inks=["#1a4c55", "#1f5660", "#17464f"], rows=11)
    poster = develop(picture, grain=0.01, vignette=0.12)
    draw = ImageDraw.Draw(poster)
    middle, y, reach = size[0] / 2, 0.46 * size[1], 0.235 * size[1]
    draw.ellipse((middle - reach, y - reach, middle + reach, y + reach), fill="#e9b77f")
    write(poster, "Atelier", at=(0.28125, 0.41), size=0.085, ink="#123c44")
    write(poster, "ouvert", at=(0.28125, 0.49), size=0.085, face="serif italic", ink="#123c44")
    write(
        poster,
        "SAMEDI 14 MARS · 10 H – 18 H",
        at=(0.28125, 0.575),
        size=0.0125,
        face="sans bold",
        ink="#123c44",
        spacing=0.2,
    )
    write(poster, MARK, at=(0.28125, 0.15), size=0.017, face="sans bold", ink="#f4e6cf", spacing=0.5)
    write(
        poster,
        "Tournage, émaillage, dégustation de thés",
        at=(0.28125, 0.83),
        size=0.021,
        face="serif",
        ink="#f4e6cf",
    )
    return poster
