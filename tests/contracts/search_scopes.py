"""What every `SearchIndex` promises of brands and collections: whose eyes see what in hits, counts and offers."""

from itertools import product

import pytest

from dam.search.document import SearchDocument
from dam.search.port import Scope, SearchIndex, SearchQuery, Visibility
from dam.search.suggested import read_typed
from tests.contracts.search_facets import NOON

HERE: Scope = ("brand", "here")
CAMPAIGN: Scope = ("collection", "campaign")
NOWHERE = Visibility(sees_approved=False, owns_anywhere=False)

PLACES = tuple(product(("approved", "draft"), ("here", "there"), (False, True), ("colette", "berthe")))
"""Status, brand, whether it lies in the campaign, and whose it is: one document of each."""


def document(number: int) -> SearchDocument:
    """Return the document of one place; its tag is its own, so that counts tell which ones were counted."""
    status, brand, is_in, owner = PLACES[number]
    return SearchDocument(
        id=f"asset{number:04d}",
        created_at=NOON,
        kind="image",
        status=status,
        brand=brand,
        owner_id=owner,
        title=f"Phare numéro {number}",
        tags=(f"own{number}",),
        collections=(("campaign", "Campaign"),) if is_in else (),
    )


def is_within(scopes: tuple[Scope, ...], brand: str, is_in: bool) -> bool:
    """Tell whether a document lies in one of the scopes."""
    return ("brand", brand) in scopes or (is_in and CAMPAIGN in scopes)


def may_see(eyes: Visibility, place: tuple[str, str, bool, str]) -> bool:
    """Tell in plain words what `Visibility` says of one place."""
    status, brand, is_in, owner = place
    owns = owner == eyes.owner_id and (eyes.owns_anywhere or is_within(eyes.owned_in, brand, is_in))
    approved = status == "approved" and (eyes.sees_approved or is_within(eyes.approved_in, brand, is_in))
    return eyes.sees_all or owns or approved or is_within(eyes.all_in, brand, is_in)


EYES = (
    NOWHERE,
    Visibility(sees_approved=False, owns_anywhere=False, approved_in=(HERE,)),
    Visibility(sees_approved=False, owns_anywhere=False, approved_in=(CAMPAIGN,)),
    Visibility(sees_approved=False, owns_anywhere=False, all_in=(HERE,)),
    Visibility(sees_approved=False, owns_anywhere=False, all_in=(CAMPAIGN,), approved_in=(HERE,)),
    Visibility(sees_approved=False, owns_anywhere=False, owner_id="colette", owned_in=(HERE,)),
    Visibility(sees_approved=False, owner_id="colette", approved_in=(CAMPAIGN,)),
    Visibility(owner_id="colette", all_in=(("brand", "there"),)),
    Visibility(all_in=(CAMPAIGN,)),
)


class ScopeContract:
    """Set `index` in a fixture of the subclass."""

    @pytest.mark.parametrize("eyes", EYES, ids=[str(number) for number in range(len(EYES))])
    def test_a_brand_or_a_collection_bounds_hits_counts_and_offers(
        self, index: SearchIndex, eyes: Visibility
    ) -> None:
        index.put([document(number) for number in range(len(PLACES))])
        seen = {number for number, place in enumerate(PLACES) if may_see(eyes, place)}
        page = index.search(SearchQuery("phare", visibility=eyes, with_facets=True, now=NOON))
        assert {int(each.removeprefix("asset")) for each in page.ids} == seen
        assert page.total == len(seen)
        tags = {count.value for count in page.facets["tag"]} if seen else set()
        assert tags == {f"own{number}" for number in seen}
        offered = index.suggest(read_typed("own"), eyes).values
        assert {value for _, value, _ in offered} <= {f"own{number}" for number in seen}
        assert bool(offered) == bool(seen)
        every = [f"tag:own{number}" for number in range(len(PLACES))]
        known = index.count_lexemes(every, eyes)
        assert {each for each in every if known.get(each)} == {f"tag:own{number}" for number in seen}

    def test_no_text_reaches_into_another_brand(self, index: SearchIndex) -> None:
        index.put([document(number) for number in range(len(PLACES))])
        for text in ("~brand:there", "brand:there", "-here", "~collection:campaign", "phare OR -x", "*"):
            found = index.search(SearchQuery(text, visibility=NOWHERE, with_facets=True, now=NOON))
            assert (found.total, found.ids) == (0, ()), text
            assert not any(found.facets.values()), text
