"""Copies as people make them of a photograph: cropped, made smaller, encoded anew, written on, framed, turned round."""

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pi_heif
from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

from tests.material import material

THUMBOR = ("thumbor-7.8.0/tests/fixtures/images", "thumbor-7.8.0/thumbor/fixtures/filters")
HEIF = "pillow_heif-1.8.1/tests/images/heif_other"

SKIMAGE = (
    "astronaut.png", "brick.png", "camera.png", "cell.png", "chelsea.png", "clock_motion.png", "coffee.png",
    "coins.png", "grass.png", "gravel.png", "hubble_deep_field.jpg", "ihc.png", "moon.png",
    "motorcycle_left.png", "retina.jpg", "rocket.jpg",
)  # fmt: skip
"""Photographs of scikit-image that show different things; `motorcycle_right` is the left one's twin and left out."""

OTHERS = (
    ("thumbor", f"{THUMBOR[0]}/10_years_of_Wikipedia_by_Guillaume_Paumier.jpg"),
    ("thumbor", f"{THUMBOR[0]}/Christophe_Henner_-_June_2016.jpg"),
    ("thumbor", f"{THUMBOR[0]}/Giunchedi%2C_Filippo_January_2015_01.jpg"),
    ("thumbor", f"{THUMBOR[0]}/no_face.jpg"),
    ("thumbor", f"{THUMBOR[1]}/800px-Guido-portrait-2014.jpg"),
    ("thumbor", f"{THUMBOR[1]}/800px-Katherine_Maher.jpg"),
    ("thumbor", f"{THUMBOR[1]}/redeye.png"),
    ("thumbor", f"{THUMBOR[1]}/fill5.png"),
    ("pillow_heif", f"{HEIF}/arrow.heic"),
    ("pillow_heif", f"{HEIF}/pug.heic"),
    ("pillow_heif", f"{HEIF}/spatial_photo.heic"),
    ("pillow_heif", f"{HEIF}/nokia/alpha.heic"),
    ("pillow_heif", f"{HEIF}/nokia/bird_burst.heic"),
    ("pillow_heif", f"{HEIF}/nokia/stereo_1200x800.heic"),
)
"""Photographs of the other packages, from 576 to 5,760 pixels wide."""

Copy = Callable[[Image.Image, random.Random], Image.Image]


def skimage_photographs(names: tuple[str, ...] = SKIMAGE) -> dict[str, Image.Image]:
    """Open photographs of scikit-image by name."""
    folder = material("skimage") / "skimage/data"
    return {name: _opened(folder / name) for name in names}


def photographs() -> dict[str, Image.Image]:
    """Open all photographs that show different things, at most 1,600 pixels wide."""
    found = skimage_photographs()
    for package, path in OTHERS:
        image = _opened(material(package) / path)
        image.thumbnail((1600, 1600))
        found[Path(path).name] = image
    return found


def tiles(side: int = 500) -> Iterator[tuple[str, Image.Image]]:
    """Cut the large photographs into pictures that have no pixel in common: different pictures of one light and one place."""
    for package, path in (*OTHERS[:2], *OTHERS[8:11]):
        image = _opened(material(package) / path)
        for y in range(0, image.height - side + 1, side):
            for x in range(0, image.width - side + 1, side):
                yield Path(path).name, image.crop((x, y, x + side, y + side))


def _opened(path: Path) -> Image.Image:
    pi_heif.register_heif_opener()
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def cropped(share: float) -> Copy:
    """Keep this share of the area, at any place."""

    def crop(image: Image.Image, chance: random.Random) -> Image.Image:
        width, height = (round(side * share**0.5) for side in image.size)
        x, y = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
        return image.crop((x, y, x + width, y + height))

    return crop


def one_side_cropped(image: Image.Image, chance: random.Random) -> Image.Image:
    """Keep 70 % of one side only, as for another shape."""
    width, height = image.size
    if chance.random() < 0.5:
        width = round(width * 0.7)
    else:
        height = round(height * 0.7)
    x, y = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
    return image.crop((x, y, x + width, y + height))


def shrunk(image: Image.Image, _chance: random.Random) -> Image.Image:
    """A quarter of the width."""
    return image.resize((max(1, image.width // 4), max(1, image.height // 4)), Image.Resampling.LANCZOS)


def compressed(image: Image.Image, _chance: random.Random) -> Image.Image:
    """JPEG of quality 40."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=40)
    return Image.open(file).convert("RGB")


def recoloured(image: Image.Image, _chance: random.Random) -> Image.Image:
    """Pale and bright."""
    return ImageEnhance.Brightness(ImageEnhance.Color(image).enhance(0.3)).enhance(1.25)


def contrasted(image: Image.Image, _chance: random.Random) -> Image.Image:
    """Half as much contrast again."""
    return ImageEnhance.Contrast(image).enhance(1.5)


def grey(image: Image.Image, _chance: random.Random) -> Image.Image:
    """Without colours."""
    return image.convert("L").convert("RGB")


def written_on(image: Image.Image, _chance: random.Random) -> Image.Image:
    """A headline and a price on a red ground."""
    written = image.copy()
    draw = ImageDraw.Draw(written)
    width, height = image.size
    draw.text((width * 0.08, height * 0.7), "Summer 2026", "white", ImageFont.load_default(size=height // 8))
    draw.rectangle((width * 0.6, height * 0.05, width * 0.95, height * 0.2), (200, 20, 40))
    draw.text((width * 0.62, height * 0.08), "-30 %", "white", ImageFont.load_default(size=height // 12))
    return written


def framed(image: Image.Image, _chance: random.Random) -> Image.Image:
    """A white border of 8 %."""
    return ImageOps.expand(image, border=round(min(image.size) * 0.08), fill="white")


def mirrored(image: Image.Image, _chance: random.Random) -> Image.Image:
    """Left and right swapped."""
    return ImageOps.mirror(image)


COPIES: dict[str, Copy] = {
    "crop to 90 %": cropped(0.9),
    "crop to 80 %": cropped(0.8),
    "crop to 70 %": cropped(0.7),
    "crop one side to 70 %": one_side_cropped,
    "a quarter of the width": shrunk,
    "JPEG at 40": compressed,
    "pale and bright": recoloured,
    "more contrast": contrasted,
    "grey": grey,
    "text over it": written_on,
    "border": framed,
    "mirrored": mirrored,
}
"""What is measured: recall of at least 95 % over all of them is promised."""

HARD_COPIES: dict[str, Copy] = {
    "crop to 70 %, a third of the width, JPEG at 40": lambda image, chance: compressed(
        cropped(0.7)(image, chance).resize((image.width // 3, image.height // 3)), chance
    ),
    "crop to 80 %, text, strong colours": lambda image, chance: written_on(
        ImageEnhance.Color(cropped(0.8)(image, chance)).enhance(1.6), chance
    ),
}
"""Several at once: measured beside them, and nothing is promised."""
