"""Reads what search is tuned by, at each search: one short question, and the list only after a change."""

import threading
from collections import OrderedDict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.ids import new_id
from dam.search.scores import today_of
from dam.search.thesaurus import Entry, Thesaurus, build_thesaurus
from dam.search.tuned.models import THE_ONE, SearchSettings, SearchSynonym
from dam.search.tuning import Tuning
from dam.search.weights import DEFAULTS, Weights

_KEPT = 4
"""Lists kept in a process, by their revision: one house, and the one before while others still search with it."""

_lock = threading.Lock()
_read: OrderedDict[str, Thesaurus] = OrderedDict()


def current_tuning(session: Session, now: datetime) -> Tuning:
    """Return the weights and synonyms as the last change left them, whichever process made it."""
    row = session.execute(sa.select(SearchSettings.revision, SearchSettings.weights)).one_or_none()
    if row is None:
        return Tuning(today=today_of(now))
    known = {name: int(value) for name, value in row.weights.items() if name in DEFAULTS}
    return Tuning(Weights(known), _thesaurus(session, row.revision), today_of(now))


def settings_row(session: Session, now: datetime) -> SearchSettings:
    """Return the one row to change, held until the transaction ends, with a new revision."""
    row = session.get(SearchSettings, THE_ONE, with_for_update=True)
    if row is None:
        row = SearchSettings(id=THE_ONE, weights={})
        session.add(row)
    row.revision, row.updated_at = new_id(), now
    return row


def _thesaurus(session: Session, revision: str) -> Thesaurus:
    with _lock:
        if revision in _read:
            _read.move_to_end(revision)
            return _read[revision]
    rows = session.execute(sa.select(SearchSynonym.terms, SearchSynonym.meanings))
    built = build_thesaurus(revision, (Entry(tuple(terms), tuple(meanings)) for terms, meanings in rows))
    with _lock:
        _read[revision] = built
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return built
