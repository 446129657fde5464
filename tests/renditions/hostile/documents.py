"""Documents made to harm: they act, reach out, repeat without end, or say to be larger than any page."""

import zlib
from collections.abc import Callable

from tests.renditions.hostile.films import Bait

PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]{}>>"
RED = b"1 0 0 rg 0 0 100 100 re f"


def pdf(*objects: str | bytes, root: str = "<</Type/Catalog/Pages 2 0 R{}>>", more: str = "") -> bytes:
    """Return a PDF of the catalogue and these objects, numbered from 2, with a right table of places."""
    parts = [
        root.replace("{}", more).encode(),
        *(part if isinstance(part, bytes) else part.encode() for part in objects),
    ]
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    count = len(parts) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    return data + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)


def stream(body: bytes, words: str = "") -> bytes:
    """A stream object."""
    return f"<</Length {len(body)}{words}>>stream\n".encode() + body + b"\nendstream"


def one_page(words: str = "", content: bytes = RED, *further: str | bytes, more: str = "") -> bytes:
    """One page with its content as object 4; `further` objects follow from 5."""
    page = PAGE.replace("{}", "/Contents 4 0 R" + words)
    return pdf("<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(content), *further, more=more)


def _sized(box: str) -> bytes:
    return one_page().replace(b"[0 0 200 100]", box.encode())


def _deep(levels: int) -> bytes:
    kids = [f"<</Type/Pages/Kids[{number + 3} 0 R]/Count 1>>" for number in range(levels)]
    return pdf(*kids, PAGE.replace("{}", ""))


def _forms(levels: int, calls: int) -> bytes:
    """Forms that call the next form several times each."""
    content = b"/F Do " * calls
    forms = [
        stream(
            content,
            f"/Type/XObject/Subtype/Form/BBox[0 0 200 100]/Resources<</XObject<</F {number + 6} 0 R>>>>",
        )
        for number in range(levels)
    ]
    last = stream(RED, "/Type/XObject/Subtype/Form/BBox[0 0 200 100]")
    return one_page("/Resources<</XObject<</F 5 0 R>>>>", content, *forms, last)


def _image(side: int, body: bytes) -> bytes:
    words = f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    return one_page("/Resources<</XObject<</I 5 0 R>>>>", b"200 0 0 100 0 0 cm /I Do", stream(body, words))


def _blank(size: int) -> bytes:
    return zlib.compress(bytes(size), 9)


ACTING: dict[str, Callable[[Bait], bytes]] = {
    "script": lambda bait: one_page(more=f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{bait.address}'\\))>>"),
    "launch": lambda _: one_page(more="/OpenAction<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>"),
    "address": lambda bait: one_page(more=f"/OpenAction<</S/URI/URI({bait.address})>>"),
    "another document": lambda bait: one_page(more=f"/OpenAction<</S/GoToR/F({bait.film})/D[0/Fit]>>"),
    "form that is sent": lambda bait: one_page(more=f"/OpenAction<</S/SubmitForm/F<</FS/URL/F({bait.address})>>>>"),
    "files inside": lambda _: one_page(
        "", RED, "<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>", stream(b"MZ"),
        more="/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>",
    ),
    "content outside": lambda bait: one_page().replace(b"<</Length 25>>", f"<</Length 0/F({bait.film})>>".encode()),
    "picture outside": lambda bait: one_page(
        "/Resources<</XObject<</I 5 0 R>>>>", RED + b" 9 0 0 9 0 0 cm /I Do",
        stream(b"", f"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/F({bait.film})"),
    ),
    "forms of XFA": lambda bait: one_page(
        "", RED, stream(f'<xdp><a href="{bait.address}"/></xdp>'.encode()), more="/AcroForm<</XFA 5 0 R/Fields[]>>"
    ),
}  # fmt: skip
"""Good pages in documents that act or reach out: the page is drawn, and nothing else happens."""

COSTLY: dict[str, Callable[[], bytes]] = {
    "page of a billion points": lambda: _sized("[0 0 1e9 1e9]"),
    "page of a line": lambda: _sized("[0 0 1e7 0.01]"),
    "page of nothing": lambda: _sized("[0 0 0 0]"),
    "page inside out": lambda: _sized("[1e30 1e30 -1e30 -1e30]"),
    "tree 3000 deep": lambda: _deep(3000),
    "tree that is its own child": lambda: pdf("<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a million pages, none there": lambda: pdf("<</Type/Pages/Kids[9 0 R]/Count 1000000>>"),
    "form that calls itself": lambda: one_page(
        "/Resources<</XObject<</F 5 0 R>>>>", b"/F Do",
        stream(b"/F Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"),
    ),
    "forms that multiply": lambda: _forms(10, 12),
    "picture 60000x60000": lambda: _image(60_000, _blank(1000)),
    "picture 10000x10000, all there": lambda: _image(10_000, _blank(300_000_000)),
    "content packed a thousand times": lambda: one_page().replace(
        stream(RED), stream(_blank(50_000_000), "/Filter/FlateDecode")
    ),
    "content packed over and over": lambda: one_page().replace(
        stream(RED), stream(_blank(1000), f"/Filter[{'/FlateDecode' * 5000}]")
    ),
    "brackets 100000 deep": lambda: one_page("/X" + "[" * 100_000 + "]" * 100_000),
    "table that leads to itself": lambda: one_page().replace(b"/Size", b"/Prev 9/Size"),
}  # fmt: skip
"""Documents that cost as much as they may: drawn, or refused in a sentence."""
