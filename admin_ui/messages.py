"""Keeps the catalogues in step with the pages: `python -m admin_ui.messages` extracts every sentence into the `.po` files."""

import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import dam.assets.bulk.sentences
import dam.assets.reuse.sentences
import dam.assets.workflow.sentences
import delivery.outgoing.mail.letters
import delivery.outgoing.reasons
import renditions.reasons
from dam.engagement.insights.definitions import DEFINITIONS
from dam.engagement.insights.definitions import METHODS as COUNTING
from dam.notices.kinds import KINDS
from dam.search.weights import KNOBS
from delivery.outgoing.event_types import TYPES

FOLDER = Path(__file__).parent
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_n": None,
    "say": None,
    "ngettext": (1, 2),
    "count": (1, 2),
}
HEADER = "# Sentences of the pages; written by `python -m admin_ui.messages`, translated by people."


def extract() -> Catalog:
    """Return every sentence of the pages, with no place where it stands, so that moving code changes no catalogue."""
    catalogue = Catalog(header_comment=HEADER, project="Vitrine", charset="utf-8")
    found = extract_from_dir(
        FOLDER, METHODS, keywords=KEYWORDS, strip_comment_tags=True, directory_filter=_is_ours
    )
    for _file, _line, message, _comments, context in found:
        catalogue.add(message, context=context)
    for sentence in (
        *sentences_of(renditions.reasons),
        *sentences_of(dam.assets.bulk.sentences),
        *sentences_of(dam.assets.reuse.sentences),
        *sentences_of(delivery.outgoing.reasons),
        *sentences_of(dam.assets.workflow.sentences),
        *sentences_of(delivery.outgoing.mail.letters),
        *TYPES.values(),
        *DEFINITIONS.values(),
        *COUNTING.values(),
        *(knob.reason for knob in KNOBS),
        *(text for kind in KINDS.values() for text in (kind.name, kind.sentence)),
    ):
        catalogue.add(sentence)
    return catalogue


def sentences_of(reasons: ModuleType) -> list[str]:
    """Return why renditions are not made, or calls not answered, as the core writes it: the pages translate these too."""
    return [text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)]


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name not in {"node_modules", "static", "locales", "__pycache__"}


def path_of(locale: str) -> Path:
    """Return where a locale's catalogue stands."""
    return FOLDER / "locales" / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """Read a locale's catalogue; a missing one is empty."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, header_comment=HEADER, project="Vitrine", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(locale: str) -> bytes:
    """Return the catalogue of a locale brought up to date; English says what the sentence says."""
    catalogue = read(locale)
    template = extract()
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=True)
    if locale == "en":
        for message in catalogue:
            if message.id and not isinstance(message.id, str):
                message.string = tuple(message.id)
            elif message.id:
                message.string = message.id
    written = BytesIO()
    write_po(written, catalogue, no_location=True, ignore_obsolete=True, sort_output=True, width=110)
    return without_noise(written.getvalue())


NOISE = (b"-Date:", b"EMAIL@ADDRESS", b"LL@li.org", b"#, fuzzy", b"Project-Id-Version")


def without_noise(text: bytes) -> bytes:
    """Drop header lines that change at every run or name nobody."""
    return b"\n".join(line for line in text.split(b"\n") if not any(noise in line for noise in NOISE))


def main() -> int:
    """Update every catalogue and say how many sentences still wait for a translator."""
    for locale in ("en", "fr"):
        path_of(locale).parent.mkdir(parents=True, exist_ok=True)
        path_of(locale).write_bytes(update(locale))
        waiting = [message.id for message in read(locale) if message.id and not message.string]
        sys.stdout.write(f"{locale}: {len(read(locale))} sentences, {len(waiting)} not translated\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
