"""The list of synonyms and product codes: read, added to, changed, replaced as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.errors import Conflict, FieldError, Invalid, NotFound
from dam.ids import new_id
from dam.paging import Page, check_limit, cut_page
from dam.search.language import fold, split_words
from dam.search.thesaurus import MAX_WORDS
from dam.search.tuned.models import SearchSynonym
from dam.search.tuned.read import settings_row

MAX_ENTRIES = 5_000
"""Lines of the list: every process holds it, and reads it anew after each change in less than a second."""

MAX_TERMS = 20
"""Terms, and meanings, of one line."""

MAX_LETTERS = 80
"""Letters of one term."""


@dataclass(frozen=True, slots=True)
class SynonymView:
    """One line: `terms` mean the same or, when there are `meanings`, find those and not the reverse."""

    id: str
    terms: tuple[str, ...]
    meanings: tuple[str, ...]
    updated_at: datetime


def list_synonyms(
    core: Core, caller: Caller, text: str = "", *, limit: int = 50, cursor: str | None = None
) -> Page[SynonymView]:
    """Return the lines that hold `text`, case and accents aside, the newest first."""
    require(caller, Action.EDIT_SEARCH)
    check_limit(limit)
    with core.db.read() as session:
        rows = session.scalars(
            sa.select(SearchSynonym).order_by(SearchSynonym.created_at.desc(), SearchSynonym.id)
        ).all()
    wanted = fold(text.strip())
    found = [row for row in rows if any(wanted in fold(term) for term in (*row.terms, *row.meanings))]
    page = cut_page(found, limit, cursor)
    return page.showing(map(_view, page.items))


def every_synonym(core: Core, caller: Caller) -> list[SynonymView]:
    """Return the whole list, the newest first."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.read() as session:
        order = sa.select(SearchSynonym).order_by(SearchSynonym.created_at.desc(), SearchSynonym.id)
        return [_view(row) for row in session.scalars(order)]


def add_synonym(core: Core, caller: Caller, terms: object, meanings: object = ()) -> SynonymView:
    """Add one line; anything wrong is `Invalid`, a full list `Conflict`."""
    require(caller, Action.EDIT_SEARCH)
    checked = _checked("", terms, meanings)
    with core.db.write() as session:
        settings_row(session, core.now())
        if _count(session) >= MAX_ENTRIES:
            raise Conflict(f"The list has its {MAX_ENTRIES} lines; remove one first.")
        row = _new_row(checked, core.now())
        session.add(row)
        note(session, caller, "synonym.added", "synonym", row.id, {"terms": list(checked[0])})
        return _view(row)


def edit_synonym(core: Core, caller: Caller, synonym_id: str, patch: Mapping[str, object]) -> SynonymView:
    """Change the terms or the meanings of one line."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.write() as session:
        settings_row(session, core.now())
        row = _row(session, synonym_id)
        terms, meanings = _checked("", patch.get("terms", row.terms), patch.get("meanings", row.meanings))
        row.terms, row.meanings, row.updated_at = list(terms), list(meanings), core.now()
        note(session, caller, "synonym.edited", "synonym", row.id, {"terms": list(terms)})
        return _view(row)


def delete_synonym(core: Core, caller: Caller, synonym_id: str) -> None:
    """Remove one line."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.write() as session:
        settings_row(session, core.now())
        row = _row(session, synonym_id)
        note(session, caller, "synonym.deleted", "synonym", row.id, {"terms": list(row.terms)})
        session.delete(row)


def replace_synonyms(core: Core, caller: Caller, entries: Sequence[Mapping[str, object]]) -> int:
    """Put a whole list in place of the one before, or, when any line is wrong, leave all as it was; return its lines."""
    require(caller, Action.EDIT_SEARCH)
    if len(entries) > MAX_ENTRIES:
        sentence = f"A list has at most {MAX_ENTRIES} lines, and {len(entries)} came."
        raise Invalid(sentence, [FieldError("items", sentence)])
    checked = [
        _checked(f"items[{place}].", entry.get("terms", ()), entry.get("meanings", ()))
        for place, entry in enumerate(entries)
    ]
    now = core.now()
    rows = sorted((_new_row(each, now) for each in checked), key=lambda row: row.id)
    with core.db.write() as session:
        settings_row(session, now)
        session.execute(sa.delete(SearchSynonym))
        session.add_all(rows)
        note(session, caller, "synonym.replaced", "synonym", "", {"lines": len(rows)})
    return len(rows)


Checked = tuple[tuple[str, ...], tuple[str, ...]]


def _checked(path: str, terms: object, meanings: object) -> Checked:
    """Return both lists cleaned; a line must say something that its words do not say already."""
    wrong: list[FieldError] = []
    said = _texts(f"{path}terms", terms, wrong)
    means = _texts(f"{path}meanings", meanings, wrong)
    if not wrong and len(said) + len(means) < 2:
        wrong.append(
            FieldError(
                f"{path}terms", "A line needs two terms that mean the same, or a term and its meaning."
            )
        )
    if wrong:
        raise Invalid(wrong[0].message, wrong)
    return said, means


def _texts(path: str, given: object, wrong: list[FieldError]) -> tuple[str, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
        wrong.append(FieldError(path, f"{path} is a list of texts."))
        return ()
    texts = tuple({fold(text): text for each in given if (text := _cleaned(each))}.values())
    if len(texts) > MAX_TERMS:
        wrong.append(FieldError(path, f"A line has at most {MAX_TERMS} terms, and {len(texts)} came."))
    for text in texts[:MAX_TERMS]:
        count = sum(1 for word in split_words(text[: MAX_LETTERS + 1]) if not word.is_whole)
        if len(text) > MAX_LETTERS or not 0 < count <= MAX_WORDS:
            sentence = f"A term has one to {MAX_WORDS} words and at most {MAX_LETTERS} characters; {text[:40]!r} came."
            wrong.append(FieldError(path, sentence))
    return texts


def _cleaned(text: str) -> str:
    """Return the text without control and half characters, its words one space apart."""
    return " ".join("".join(" " if category(sign) in ("Cc", "Cs") else sign for sign in text).split())


def _new_row(checked: Checked, now: datetime) -> SearchSynonym:
    terms, meanings = checked
    return SearchSynonym(
        id=new_id(), terms=list(terms), meanings=list(meanings), created_at=now, updated_at=now
    )


def _row(session: Session, synonym_id: str) -> SearchSynonym:
    row = session.get(SearchSynonym, synonym_id)
    if row is None:
        raise NotFound(f"The list of synonyms has no line {synonym_id[:40]!r}.")
    return row


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(SearchSynonym)) or 0


def _view(row: SearchSynonym) -> SynonymView:
    return SynonymView(row.id, tuple(row.terms), tuple(row.meanings), row.updated_at)
