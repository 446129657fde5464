"""The brand guide as a PDF: cover, colours, letters, pictures and the mark."""

from collections.abc import Sequence
from pathlib import Path
from time import gmtime

from PIL import Image, ImageDraw

from infra.demo import prints, scents, tableware
from infra.demo.lettering import write

PAGE = (1980, 1400)
INK, PAPER, PETROL, OCHRE = "#1d3b40", "#f6efe3", "#12474f", "#c2703d"

COLOURS = (
    ("Pétrole", "#12474F"),
    ("Embrun", "#7FA099"),
    ("Sable", "#F3E7D3"),
    ("Ambre", "#E8C58B"),
    ("Terre", "#B4563A"),
    ("Varech", "#5E3B3F"),
)


_EDITION = gmtime(1_767_225_600)
"""1 January 2026: a day that stands still, so that the same guide is the same bytes."""


def make_guide(path: Path) -> None:
    """Write five pages."""
    pages = [_cover(), _colours(), _letters(), _pictures(), _mark()]
    pages[0].save(
        path,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=144,
        quality=86,
        title="Charte de la maison Estuaire",
        author="Estuaire (marque fictive)",
        subject="Couleurs, lettres, images et signature",
        keywords="charte, marque, couleurs, typographie",
        creationDate=_EDITION,
        modDate=_EDITION,
    )


def _page(title: str, number: int) -> Image.Image:
    page = Image.new("RGB", PAGE, PAPER)
    write(page, "ESTUAIRE", at=(0.09, 0.08), size=0.017, face="sans bold", ink=INK, anchor="lm", spacing=0.5)
    write(
        page,
        f"Charte · {number}",
        at=(1.324, 0.08),
        size=0.017,
        face="sans",
        ink=INK,
        anchor="rm",
        spacing=0.05,
    )
    write(page, title, at=(0.088, 0.205), size=0.075, ink=PETROL, anchor="lm")
    return page


def _cover() -> Image.Image:
    page = prints.marbled().resize((1050, 1400), Image.Resampling.LANCZOS)
    cover = Image.new("RGB", PAGE, PETROL)
    cover.paste(page, (930, 0))
    write(
        cover,
        "ESTUAIRE",
        at=(0.09, 0.1),
        size=0.022,
        face="sans bold",
        ink="#f7ead6",
        anchor="lm",
        spacing=0.5,
    )
    write(cover, "Charte", at=(0.085, 0.45), size=0.13, ink="#f7ead6", anchor="lm")
    write(
        cover, "de la maison", at=(0.085, 0.58), size=0.085, face="serif italic", ink="#e8c58b", anchor="lm"
    )
    write(
        cover,
        "ÉDITION 2026 · MARQUE FICTIVE",
        at=(0.09, 0.91),
        size=0.015,
        face="sans",
        ink="#f7ead6",
        anchor="lm",
        spacing=0.28,
    )
    return cover


def _colours() -> Image.Image:
    page = _page("Les couleurs viennent du rivage", 2)
    draw = ImageDraw.Draw(page)
    for number, (name, tone) in enumerate(COLOURS):
        left = 126 + number * 292
        draw.rounded_rectangle((left, 440, left + 268, 960), 20, fill=tone, outline="#dccfb9", width=2)
        write(page, name, at=(left / 1400, 0.735), size=0.028, ink=INK, anchor="lm")
        write(
            page, tone, at=(left / 1400, 0.78), size=0.0165, face="sans", ink=INK, anchor="lm", spacing=0.05
        )
    write(
        page,
        "Trois parts de sable, deux de pétrole, une pointe d’ambre ou de terre : jamais plus de quatre à la fois.",
        at=(0.09, 0.89),
        size=0.022,
        face="serif",
        ink=INK,
        anchor="lm",
    )
    return page


def _letters() -> Image.Image:
    page = _page("Deux voix suffisent", 3)
    write(page, "Aé", at=(0.085, 0.5), size=0.3, ink=PETROL, anchor="lm")
    write(page, "Aé", at=(0.77, 0.5), size=0.29, face="sans bold", ink=OCHRE, anchor="lm")
    for x, lines in (
        (0.09, ("Source Serif, légère", "Pour dire : titres, phrases, noms de parfums.")),
        (0.775, ("Manrope", "Pour renseigner : prix, dates, légendes.")),
    ):
        write(page, lines[0], at=(x, 0.73), size=0.032, ink=INK, anchor="lm")
        write(page, lines[1], at=(x, 0.785), size=0.021, face="sans", ink=INK, anchor="lm")
    write(
        page,
        "À l’ombre des cèdres, cœur, Noël, façade, œuvre, où, naïf, forêt.",
        at=(0.09, 0.89),
        size=0.026,
        face="serif italic",
        ink=INK,
        anchor="lm",
    )
    return page


def _pictures() -> Image.Image:
    page = _page("Une lumière, une matière, du vide", 4)
    _paste_row(page, [tableware.white_on_white(), tableware.moon_vase(), scents.eau_de_parfum()])
    write(
        page,
        "La lumière vient de gauche, le fond reste nu, l’objet occupe un tiers de l’image.",
        at=(0.09, 0.89),
        size=0.022,
        face="serif",
        ink=INK,
        anchor="lm",
    )
    return page


def _paste_row(page: Image.Image, pictures: Sequence[Image.Image]) -> None:
    for number, picture in enumerate(pictures):
        side = min(picture.size)
        left, top = (picture.width - side) // 2, (picture.height - side) * 2 // 3
        square = picture.crop((left, top, left + side, top + side)).resize(
            (560, 620), Image.Resampling.LANCZOS, box=(side * 0.05, 0, side * 0.95, side)
        )
        page.paste(square, (126 + number * 584, 440))


def _mark() -> Image.Image:
    page = _page("La signature respire", 5)
    draw = ImageDraw.Draw(page)
    draw.rounded_rectangle((126, 440, 966, 960), 20, fill=PETROL)
    draw.rounded_rectangle((1014, 440, 1854, 960), 20, fill="#fffaf2", outline="#dccfb9", width=2)
    for x, ink in ((0.39, "#f7ead6"), (1.024, PETROL)):
        write(page, "ESTUAIRE", at=(x, 0.5), size=0.042, face="sans bold", ink=ink, spacing=0.5)
    write(
        page,
        "Autour du nom, laisser la hauteur de deux lettres. Ne jamais l’incliner, ni l’ombrer.",
        at=(0.09, 0.89),
        size=0.022,
        face="serif",
        ink=INK,
        anchor="lm",
    )
    return page
