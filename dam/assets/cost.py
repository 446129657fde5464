"""What a licence costs, as people send it."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

from dam.assets.names import note_unknown
from dam.assets.views import Cost
from dam.errors import FieldError

PER = ("once", "year", "month", "use", "piece")
"""What is paid for."""

_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,4})?")


def merge_cost(errors: list[FieldError], kept: Cost | None, value: object) -> Cost | None:
    """Return the cost after a merge patch: null removes it; errors name `rights.cost.…`."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        sentence = 'rights.cost is an object, like {"amount": "450.00", "currency": "EUR", "per": "year"}.'
        errors.append(FieldError("rights.cost", sentence))
        return kept
    note_unknown(errors, value, ("amount", "currency", "per"), "rights.cost.")
    before = kept or Cost("", "", "once")
    amount = str(value.get("amount", before.amount)).strip()
    currency = str(value.get("currency", before.currency)).strip().upper()
    per = str(value.get("per", before.per) or "once")
    if not _AMOUNT.fullmatch(amount) or isinstance(value.get("amount"), bool):
        sentence = f'rights.cost.amount is a decimal such as "450.00", and {amount[:40]!r} came.'
        errors.append(FieldError("rights.cost.amount", sentence))
    if currency not in currencies():
        sentence = f"rights.cost.currency is a code of ISO 4217 such as EUR, and {currency[:40]!r} came."
        errors.append(FieldError("rights.cost.currency", sentence))
    if per not in PER:
        sentence = f"rights.cost.per is one of {', '.join(PER)}, and {per[:40]!r} came."
        errors.append(FieldError("rights.cost.per", sentence))
    return Cost(amount, currency, per)


@cache
def currencies() -> frozenset[str]:
    """Return the codes of ISO 4217, as CLDR lists them."""
    return frozenset(map(str, Locale("en").currencies))
