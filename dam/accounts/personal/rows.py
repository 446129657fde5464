"""The rows of one place, as SQL."""

from typing import Any

import sqlalchemy as sa

from dam.accounts.models import Person
from dam.accounts.personal.places import Place
from dam.db import Base

AT_ONCE = 500
"""Rows touched in one transaction: a write must stay under 20 ms."""


def table_of(name: str) -> sa.Table:
    """Return a table of the house by its name."""
    return Base.metadata.tables[name]


def concerning(place: Place, person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on the rows of a place that concern the person."""
    table = table_of(place.table)
    if place.person:
        return table.c[place.person] == person.id
    return sa.and_(table.c[place.words[0]] == person.name, table.c[place.words[0]] != "")


def still_worded(place: Place) -> sa.ColumnElement[bool]:
    """Return the condition on rows that have any words left to empty."""
    table = table_of(place.table)
    return sa.or_(sa.false(), *(table.c[word] != "" for word in place.words))


def key_of(table: sa.Table) -> sa.ColumnElement[Any]:
    """Return the primary key as one value to compare by."""
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 else sa.tuple_(*columns)
