"""Words on pictures, in two typefaces under the SIL Open Font License that come as packages."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_FACES = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Light.ttf"),
    "serif italic": ("font_source_serif_pro", "SourceSerifPro-LightIt.ttf"),
    "serif bold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "sans": ("font_manrope", "Manrope-Regular.ttf"),
    "sans light": ("font_manrope", "Manrope-Light.ttf"),
    "sans bold": ("font_manrope", "Manrope-Bold.ttf"),
}


@lru_cache(maxsize=64)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Load a face at a size in pixels; both have every French letter."""
    package, file = _FACES[face]
    found = find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"expected the package {package} with the file {file}, found none")
    return ImageFont.truetype(Path(found.origin).parent / "files" / file, size)


def write(
    picture: Image.Image,
    text: str,
    *,
    at: tuple[float, float],
    size: float,
    face: str = "serif",
    ink: str = "#ffffff",
    anchor: str = "mm",
    spacing: float = 0.0,
) -> None:
    """Write one line; `at` and `size` are shares of the picture's height, `spacing` opens letters by shares of the size."""
    height = picture.height
    draw, letters = ImageDraw.Draw(picture), font(face, round(size * height))
    x, y = at[0] * height, at[1] * height
    if not spacing:
        draw.text((x, y), text, font=letters, fill=ink, anchor=anchor)
        return
    gap = spacing * size * height
    width = sum(letters.getlength(sign) + gap for sign in text) - gap
    x -= {"l": 0.0, "m": width / 2, "r": width}[anchor[0]]
    for sign in text:
        draw.text((x, y), sign, font=letters, fill=ink, anchor=f"l{anchor[1]}")
        x += letters.getlength(sign) + gap


def label(lines: list[tuple[str, str, float]], *, size: tuple[int, int], paper: str, ink: str) -> Image.Image:
    """Print a label: lines of (text, face, size in label heights), centred, inside a thin frame."""
    picture = Image.new("RGB", size, paper)
    inset = round(size[1] * 0.045)
    ImageDraw.Draw(picture).rectangle(
        (inset, inset, size[0] - inset, size[1] - inset), outline=ink, width=max(2, size[1] // 240)
    )
    tall = sum(share * 1.5 for _, _, share in lines)
    y = 0.5 - tall / 2
    for text, face, share in lines:
        spacing = 0.16 if face.startswith("sans") else 0.04
        write(
            picture,
            text,
            at=(size[0] / size[1] / 2, y + share * 0.75),
            size=share,
            face=face,
            ink=ink,
            spacing=spacing,
        )
        y += share * 1.5
    return picture
