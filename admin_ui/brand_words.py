"""How brands are called on pages: the first one of a house that never gave it a name, in the reader's language."""

from collections.abc import Iterable

from admin_ui.visit import Visit
from dam.accounts.access.brand_ids import MAIN_BRAND, MAIN_NAME
from dam.accounts.access.models import Brand


def brand_word(visit: Visit, brand_id: str, name: str) -> str:
    """Return how people call a brand."""
    return visit.say("Main brand") if (brand_id, name) == (MAIN_BRAND, MAIN_NAME) else name


def brand_words(visit: Visit, brands: Iterable[Brand]) -> dict[str, str]:
    """Return how people call brands, by id and in their order."""
    return {brand.id: brand_word(visit, brand.id, brand.name) for brand in brands}
