"""Places of the brand: sea, hills, woods, sand and night, each at its hour."""

from PIL import Image

from infra.demo import skies
from infra.demo.canvas import colour, develop
from infra.demo.hills import dunes, ridges
from infra.demo.lights import bokeh
from infra.demo.skies import clouds, sky, stars, sun
from infra.demo.waters import sea, shore
from infra.demo.woods import field_rows, firs, reeds


def sunset_at_sea() -> Image.Image:
    """The sun goes down into a calm sea."""
    picture = clouds(sky((2400, 1600), skies.DUSK, 0.56), seed=4, horizon=0.56, tone="#ffb37a", amount=0.46)
    picture = sun(picture, at=(0.85, 0.5), radius=0.045, tone="#fff1cf", halo="#ff9a55")
    return develop(sea(picture, horizon=0.56, near="#27304f", seed=2, glitter=(0.85, "#ffd9a0", 0.9)))


def hills_at_dawn() -> Image.Image:
    """Range behind range in the first light."""
    picture = sun(
        sky((2600, 1600), skies.DAWN, 0.7), at=(1.1, 0.42), radius=0.04, tone="#fff6e0", halo="#ffc98f"
    )
    picture = ridges(
        picture,
        tops=[0.5, 0.56, 0.63, 0.72, 0.84],
        far="#b3b3bd",
        near="#21343c",
        seed=8,
        mist="#f0d3b8",
        height=0.34,
    )
    return develop(picture)


def firs_in_mist() -> Image.Image:
    """Firs that come out of the morning mist."""
    picture = sun(
        sky((2000, 2500), skies.MIST, 0.8),
        at=(0.5, 0.22),
        radius=0.04,
        tone="#fffaf0",
        halo="#fff3dc",
        disc=0.35,
    )
    return develop(firs(picture, rows=6, far="#a9b9b6", near="#14252a", mist="#dfe4de", seed=3, top=0.3))


def dunes_in_the_evening() -> Image.Image:
    """Dunes with long shadows."""
    return develop(
        dunes(sky((2600, 1600), skies.ROSE, 0.5), seed=5, horizon=0.46, light="#e0a77a", shade="#7c4f48")
    )


def milky_way() -> Image.Image:
    """The Milky Way over black hills."""
    picture = stars(sky((2400, 1600), skies.NIGHT, 0.75), seed=3, horizon=0.75)
    return develop(
        ridges(
            picture, tops=[0.74, 0.82, 0.92], far="#1b3350", near="#050a14", seed=12, height=0.3, rough=0.58
        )
    )


def beach_at_noon() -> Image.Image:
    """Green water, a line of foam, sand."""
    picture = clouds(sky((2400, 1600), skies.DAY, 0.42), seed=14, horizon=0.42, tone="#ffffff", amount=0.46)
    picture = sea(picture, horizon=0.42, near="#1d7f8f", seed=9, calm=0.7)
    return develop(shore(picture, seed=2, at=0.78, sand="#e6d3b3"))


def lavender() -> Image.Image:
    """Rows of lavender up to the hills."""
    picture = sun(
        sky((2400, 1600), skies.ROSE, 0.4), at=(1.1, 0.3), radius=0.04, tone="#fff3d8", halo="#ffcf9e"
    )
    picture = ridges(picture, tops=[0.36, 0.4], far="#a796b4", near="#75708f", seed=22, height=0.14)
    tones = [(0.0, "#37264f"), (0.45, "#6d4f95"), (0.8, "#a583c4"), (1.0, "#d9b7dc")]
    return develop(field_rows(picture, horizon=0.4, tones=tones, soil="#5b4636", seed=4))


def islands() -> Image.Image:
    """Islands in the haze of a still morning, upright."""
    picture = sun(
        sky((1800, 2400), skies.ROSE, 0.55),
        at=(0.52, 0.36),
        radius=0.038,
        tone="#fff6e6",
        halo="#ffd5b0",
        disc=0.9,
    )
    picture = ridges(picture, tops=[0.53, 0.545, 0.56], far="#c3a4b6", near="#7c7a97", seed=31, height=0.14)
    picture = sea(picture, horizon=0.55, near="#6d7f9c", seed=33, glitter=(0.52, "#fff0d6", 0.7), calm=0.35)
    return develop(reeds(picture, seed=6, tone=colour("#2d3047"), tall=0.3))


def mountain_lake() -> Image.Image:
    """Blue ranges doubled by a lake."""
    picture = clouds(
        sky((2600, 1500), skies.DAWN, 0.6), seed=41, horizon=0.5, tone="#fff0e2", amount=0.4, strength=0.5
    )
    picture = ridges(
        picture,
        tops=[0.44, 0.5, 0.56],
        far="#9db0c6",
        near="#2c4a5e",
        seed=44,
        height=0.42,
        rough=0.56,
        mist="#e9dccf",
    )
    return develop(sea(picture, horizon=0.57, near="#21415a", seed=45, calm=0.28))


def harbour_at_night() -> Image.Image:
    """Lamps of a harbour, out of focus."""
    return develop(
        bokeh(
            (2400, 1600),
            ground=["#0d1b2c", "#12202b"],
            tones=["#ffb765", "#ff8f5a", "#7fd0d8", "#ffe0a8", "#e86a5c"],
            seed=7,
            count=110,
            spread=0.2,
        )
    )


def party_lights() -> Image.Image:
    """Gold discs on deep green, for the end of the year."""
    return develop(
        bokeh(
            (2000, 2000),
            ground=["#0e2a22", "#071a16"],
            tones=["#f3cf87", "#ffe9be", "#d99a4a"],
            seed=19,
            count=130,
            spread=0.34,
            largest=0.1,
        )
    )
