"""What is owed: a number of sales in thousandths, and value in minor units by currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dam.engagement.attribution.crediting import WHOLE
from dam.engagement.currencies import from_minor


@dataclass(slots=True)
class Owed:
    """`permille` sales and their `value`; may be less than nothing where more came back than was sold."""

    permille: int = 0
    value: dict[str, int] = field(default_factory=dict)

    def add(self, permille: int, currency: str, value_minor: int) -> None:
        """Add so many thousandths of sales in one currency, empty for sales without an amount."""
        self.permille += permille
        if currency:
            self.value[currency] = self.value.get(currency, 0) + value_minor

    def without(self, other: "Owed") -> "Owed":
        """Return what is left of this when the other is taken away."""
        currencies = {*self.value, *other.value}
        value = {each: self.value.get(each, 0) - other.value.get(each, 0) for each in sorted(currencies)}
        return Owed(self.permille - other.permille, {each: minor for each, minor in value.items() if minor})

    @property
    def sales(self) -> str:
        """The number of sales with three decimals: `1.500`."""
        sign = "-" if self.permille < 0 else ""
        whole, rest = divmod(abs(self.permille), WHOLE)
        return f"{sign}{whole}.{rest:03}"

    @property
    def amounts(self) -> Mapping[str, str]:
        """The value in major units, by currency."""
        return {currency: from_minor(minor, currency) for currency, minor in sorted(self.value.items())}

    @property
    def is_nothing(self) -> bool:
        """Tell whether neither a sale nor an amount is owed."""
        return not self.permille and not any(self.value.values())


def added_up(all_owed: Iterable[Owed]) -> Owed:
    """Return everything together."""
    total = Owed()
    for owed in all_owed:
        total.permille += owed.permille
        for currency, minor in owed.value.items():
            total.value[currency] = total.value.get(currency, 0) + minor
    return total
