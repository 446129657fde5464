"""Mentions: `@Name` in a comment, of people who may see the asset and of nobody else."""

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.models import Person
from dam.assets.models import Asset
from dam.assets.review.people import sees
from dam.assets.workflow.refusals import NotRight
from dam.assets.workflow.sentences import MENTION_NOBODY, MENTION_SEVERAL, TOO_MANY_MENTIONS

MOST_MENTIONS = 20

MOST_SUGGESTED = 8

MOST_ASKED = 200
"""People of a matching name of whom it is asked whether they may see the asset."""

_AT = re.compile(r"(?<![\w@./])@(?=\w)")
_WORD = re.compile(r"[\w’'-]+")


def find_mentions(session: Session, asset: Asset, body: str, chosen: Iterable[str] = ()) -> list[str]:
    """Return the ids of the people mentioned, in their order; `chosen` are those picked from the list.

    A name that nobody bears, and one of somebody who may not see the asset, are refused alike (`NotRight`), so that
    nobody learns who is here. A name that several bear has to be chosen.
    """
    found = _chosen(session, asset, chosen)
    places = [match.end() for match in _AT.finditer(body)]
    if places:
        people = list(session.scalars(sa.select(Person).where(Person.is_active).order_by(Person.id)))
        for place in places:
            found.setdefault(_mentioned(session, asset, people, found, body[place : place + 210]), None)
    if len(found) > MOST_MENTIONS:
        raise NotRight("mentions", TOO_MANY_MENTIONS, most=MOST_MENTIONS)
    return list(found)


def suggest_people(session: Session, asset: Asset, typed: str) -> list[Person]:
    """Return up to eight people who may see the asset and whose name, or a part of it, begins as typed."""
    wanted = fold_name(typed)
    found: list[Person] = []
    asked = 0
    for person in session.scalars(sa.select(Person).where(Person.is_active).order_by(Person.name, Person.id)):
        name = fold_name(person.name)
        if not (name.startswith(wanted) or any(part.startswith(wanted) for part in name.split())):
            continue
        asked += 1
        if sees(session, person, asset):
            found.append(person)
        if len(found) == MOST_SUGGESTED or asked == MOST_ASKED:
            break
    return found


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
        if person is None or not sees(session, person, asset):
            raise NotRight("mentions", MENTION_NOBODY, name=f"@{person_id[:32]}")
        found[person.id] = None
    return found


def _mentioned(
    session: Session, asset: Asset, people: list[Person], chosen: dict[str, None], text: str
) -> str:
    """Return whom the text after an @ names: the longest name that stands there in full."""
    bearers = [person for person in people if _begins(text, person.name)]
    longest = max((len(fold_name(person.name)) for person in bearers), default=0)
    bearers = [person for person in bearers if len(fold_name(person.name)) == longest]
    picked = [person.id for person in bearers if person.id in chosen]
    if picked:
        return picked[0]
    seeing = [person.id for person in bearers if sees(session, person, asset)]
    if len(seeing) == 1:
        return seeing[0]
    word = _WORD.match(text)
    name = f"@{word[0][:60] if word else ''}"
    raise NotRight("body", MENTION_SEVERAL if seeing else MENTION_NOBODY, name=name)


def _begins(text: str, name: str) -> bool:
    """Tell whether the text begins with the name, as a whole word, whatever case and accents."""
    wanted, given = fold_name(name), fold_name(text)
    rest = given[len(wanted) :]
    return given.startswith(wanted) and not (rest[:1].isalnum() or rest[:1] == "_")
