"""The words on the pages of a PDF, by PDFium. Runs in a child."""

from collections.abc import Mapping
from typing import Any

import pypdfium2

from dam.metadata.words_cleaned import MAX_WORDS_LETTERS, cleaned

MAX_PAGES = 300
"""Pages that are read: a catalogue has fewer, and beyond it a search finds the first of them."""


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the words of `{"path"}`: returns `{"words"}`."""
    try:
        document = pypdfium2.PdfDocument(argument["path"])
    except pypdfium2.PdfiumError:
        return {"words": ""}
    try:
        pages: list[str] = []
        for number in range(min(len(document), MAX_PAGES)):
            if sum(map(len, pages)) > MAX_WORDS_LETTERS:
                break
            pages.append(_page(document, number))
        return {"words": cleaned("\n".join(pages))}
    finally:
        document.close()


def _page(document: Any, number: int) -> str:
    """Return the words of one page; a broken one has none, and the others are still read."""
    try:
        page = document[number]
        text = page.get_textpage()
        words = str(text.get_text_range())
        text.close()
        page.close()
    except (pypdfium2.PdfiumError, ValueError):
        return ""
    return words
