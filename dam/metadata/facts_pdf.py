"""Facts of PDF documents, by PDFium. Runs in a child."""

import re
from collections.abc import Mapping
from typing import Any

import pypdfium2

from dam.metadata.facts import Facts
from dam.metadata.facts_words import clean, clean_all

_MOMENT = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?")


def read(argument: Mapping[str, str]) -> dict[str, Any]:
    """Read the facts of `{"path"}`; returns `Facts.to_json()`."""
    try:
        document = pypdfium2.PdfDocument(argument["path"])
    except pypdfium2.PdfiumError as error:
        return Facts(readable=False, problems=(_sentence(str(error)),)).to_json()
    try:
        return _facts(document).to_json()
    finally:
        document.close()


def _facts(document: Any) -> Facts:
    said = document.get_metadata_dict()
    width, height = document.get_page_size(0) if len(document) else (0.0, 0.0)
    return Facts(
        width=round(width) or None,
        height=round(height) or None,
        pages=len(document),
        title=clean(said.get("Title")),
        description=clean(said.get("Subject")),
        keywords=clean_all(re.split(r"[,;]", said.get("Keywords", ""))),
        creator=clean(said.get("Author")),
        captured_at=_moment(said.get("CreationDate", "")),
        problems=() if len(document) else ("The document has no page.",),
    )


def _sentence(error: str) -> str:
    if "password" in error.lower():
        return "The document asks for a password, so its pages cannot be shown."
    return "The file says that it is a PDF, and cannot be read as one: it is damaged or incomplete."


def _moment(text: str) -> str | None:
    """Read a PDF date (ISO 32000-1, 7.9.4)."""
    found = _MOMENT.match(text)
    if found is None:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day}T{found[4]}:{found[5]}:{found[6]}" if found[4] else day
