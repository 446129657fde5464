"""Mentions: `@Name` in a comment, of people who may see the asset and of nobody else."""

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import Person
from dam.assets.models import Asset
from dam.assets.review.people import who_sees
from dam.assets.workflow.refusals import NotRight
from dam.assets.workflow.sentences import MENTION_NOBODY, MENTION_SEVERAL, TOO_MANY_MENTIONS

MOST_MENTIONS = 20

MOST_PLACES = 100
"""Times that an @ may stand before a name: each is compared with every name."""

MOST_SUGGESTED = 8

MOST_ASKED = 200
"""People of a matching name of whom it is asked whether they may see the asset."""

_AT = re.compile(r"(?<![\w@./])@(?=\w)")
_WORD = re.compile(r"[\w’'-]+")


def named_in(session: Session, body: str) -> list[str]:
    """Return the ids of everybody whose name stands after an @, whatever they may see.

    Every name has to be compared, without case and accents: that is done before the transaction that writes the comment.
    """
    texts = {fold_name(text) for text in _texts(body)}
    if len(texts) > MOST_PLACES:
        raise NotRight("mentions", TOO_MANY_MENTIONS, most=MOST_MENTIONS)
    if not texts:
        return []
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.is_active).order_by(Person.id))
    return [row.id for row in rows if any(_begins(text, fold_name(row.name)) for text in texts)]


def find_mentions(
    session: Session, asset: Asset, body: str, named: Iterable[str], chosen: Iterable[str] = ()
) -> list[str]:
    """Return the ids of the people mentioned, in their order; `named` comes from `named_in`, `chosen` from the list.

    A name that nobody bears, and one of somebody who may not see the asset, are refused alike (`NotRight`), so that
    nobody learns who is here. A name that several bear has to be chosen.
    """
    found = _chosen(session, asset, chosen)
    texts = _texts(body)
    if texts:
        those = sa.select(Person).where(Person.id.in_(set(named)), Person.is_active).order_by(Person.id)
        people = list(session.scalars(those))
        for text in texts:
            found.setdefault(_mentioned(session, asset, people, found, text), None)
    if len(found) > MOST_MENTIONS:
        raise NotRight("mentions", TOO_MANY_MENTIONS, most=MOST_MENTIONS)
    return list(found)


def suggest_people(session: Session, asset: Asset, typed: str) -> list[Person]:
    """Return up to eight people who may see the asset and whose name, or a part of it, begins as typed."""
    wanted = fold_name(typed)
    people = session.scalars(sa.select(Person).where(Person.is_active).order_by(Person.name, Person.id))
    named = {person.id: person for person in people if _is_called(person.name, wanted)}
    asked = list(named.values())[:MOST_ASKED]
    return [named[caller.id] for caller in who_sees(session, asked, asset)[:MOST_SUGGESTED]]


def _is_called(name: str, wanted: str) -> bool:
    folded = fold_name(name)
    return folded.startswith(wanted) or any(part.startswith(wanted) for part in folded.split())


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names that these people bear today, by id."""
    rows = session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def fold_name(name: str) -> str:
    """Return a name without case and accents, its spaces single."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())


def _chosen(session: Session, asset: Asset, chosen: Iterable[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    for person_id in chosen:
        person = session.get(Person, person_id[:32])
        if person is None or not who_sees(session, [person], asset):
            raise NotRight("mentions", MENTION_NOBODY, name=f"@{person_id[:32]}")
        found[person.id] = None
    return found


def _mentioned(
    session: Session, asset: Asset, people: list[Person], chosen: dict[str, None], text: str
) -> str:
    """Return whom the text after an @ names: the longest name that stands there in full."""
    given = fold_name(text)
    bearers = [person for person in people if _begins(given, fold_name(person.name))]
    longest = max((len(fold_name(person.name)) for person in bearers), default=0)
    bearers = [person for person in bearers if len(fold_name(person.name)) == longest]
    picked = [person.id for person in bearers if person.id in chosen]
    if picked:
        return picked[0]
    seeing = [caller.id for caller in who_sees(session, bearers, asset)]
    if len(seeing) == 1:
        return seeing[0]
    word = _WORD.match(text)
    name = f"@{word[0][:60] if word else ''}"
    raise NotRight("body", MENTION_SEVERAL if seeing else MENTION_NOBODY, name=name)


def _texts(body: str) -> list[str]:
    """Return what stands after each @, longer than any name."""
    return [body[match.end() : match.end() + 210] for match in _AT.finditer(body)]


def _begins(given: str, wanted: str) -> bool:
    """Tell whether a folded text begins with a folded name, as a whole word."""
    rest = given[len(wanted) :]
    return given.startswith(wanted) and not (rest[:1].isalnum() or rest[:1] == "_")
