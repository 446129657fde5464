"""Office documents: LibreOffice, loaded into the child as a library, makes a PDF of the first page, which is drawn.

As a library (LibreOfficeKit, the interface that LibreOffice keeps stable for others) it needs neither a second process nor
a socket, so the child stays behind its fence: what a document links to, on this machine or another, is not there.
"""

import ctypes
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from dam.errors import NotRenderable
from dam.sandbox.limits import Json
from renditions import reasons
from renditions.document.page import draw_first_page
from renditions.geometry import Size
from renditions.image.child import set_of
from renditions.image.original import Original

_FIRST_PAGE = json.dumps({"PageRange": {"type": "string", "value": "1"}}).encode()

_LOAD, _SAVE_AS = 2, 2
"""Places in the tables of functions of the office and of a document (LibreOfficeKit.h); 0 is the table's own size."""


def render_set(argument: Mapping[str, Any]) -> Iterator[Json]:
    """Make the whole set of an Office document's first page (`SetJob` in, lines of `renditions.image.job` out)."""
    return set_of(partial(load, Path(argument["library"])), argument)


def load(library: Path, path: Path, largest_scale: Callable[[Size], float]) -> Original:
    """Draw the first page; a document that LibreOffice (`library`) cannot open → `NotRenderable`."""
    if path.stat().st_size == 0:
        raise NotRenderable(reasons.EMPTY)
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder, "document.pdf")
        _save_first_page(library, path, pdf, Path(folder, "profile"))
        return draw_first_page(pdf, largest_scale)


def _save_first_page(library: Path, path: Path, pdf: Path, profile: Path) -> None:
    os.environ["SAL_USE_VCLPLUGIN"] = "svp"  # draw into memory, look for no screen
    try:
        start = ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL).libreofficekit_hook_2
    except (OSError, AttributeError) as error:
        raise NotRenderable(reasons.OFFICE_FAILED) from error
    start.restype, start.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
    office = start(str(library.parent).encode(), profile.as_uri().encode())
    document = office and _call(office, _LOAD, ctypes.c_void_p, path.absolute().as_uri().encode())
    is_saved = document and _call(
        document, _SAVE_AS, ctypes.c_int, pdf.as_uri().encode(), b"pdf", _FIRST_PAGE
    )
    if not is_saved or not pdf.is_file():
        raise NotRenderable(reasons.OFFICE_FAILED)


def _call(this: int, place: int, returns: Any, *words: bytes) -> Any:
    """Call the function at a place in the table that the object begins with."""
    table = ctypes.cast(this, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    signature = ctypes.CFUNCTYPE(returns, ctypes.c_void_p, *[ctypes.c_char_p] * len(words))
    address = table[place]
    assert address is not None
    return signature(address)(this, *words)
