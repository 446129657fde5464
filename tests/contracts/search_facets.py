"""What every `SearchIndex` promises of filters, ranges and counts; inherited together with the rest of the contract."""

from datetime import UTC, datetime, timedelta

import pytest

from dam.search.document import SearchDocument
from dam.search.moments import Range, between
from dam.search.port import FacetCount, Filters, SearchIndex, SearchQuery, Visibility
from dam.search.rights_ending import CHOICES

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
EYES_OF_ALL = Visibility(sees_all=True)


def make(number: int, **changes: object) -> SearchDocument:
    """Return an approved picture of colette's."""
    given: dict[str, object] = {
        "id": f"asset{number:04d}",
        "created_at": NOON,
        "kind": "image",
        "status": "approved",
        "owner_id": "colette",
        **changes,
    }
    return SearchDocument(**given)  # type: ignore[arg-type]


def found(index: SearchIndex, filters: Filters, text: str = "", now: datetime = NOON) -> set[int]:
    """Return the numbers of the hits."""
    query = SearchQuery(text, filters=filters, visibility=EYES_OF_ALL, now=now)
    page = index.search(query)
    assert page.total == len(page.ids)
    return {int(each.removeprefix("asset")) for each in page.ids}


def counted(
    index: SearchIndex, filters: Filters | None = None, **changes: object
) -> dict[str, dict[str, int]]:
    """Return how many hits have each value of each facet."""
    asked = {"visibility": EYES_OF_ALL, "now": NOON, **changes}
    query = SearchQuery(filters=filters or Filters(), with_facets=True, **asked)  # type: ignore[arg-type]
    facets = index.search(query).facets
    return {facet: {each.value: each.count for each in counts} for facet, counts in facets.items() if counts}


class FacetContract:
    """Set `index` in a fixture of the subclass."""

    def test_what_is_not_wanted_is_left_out(self, index: SearchIndex) -> None:
        index.put(
            [
                make(1, tags=("Plage", "Été"), colours=("red",)),
                make(2, tags=("plage",), colours=("blue",)),
                make(3, colours=("red", "blue")),
            ]
        )
        assert found(index, Filters(without={"tag": ("PLAGE",)})) == {3}
        assert found(index, Filters(without={"tag": ("ete", "nowhere")})) == {2, 3}
        assert found(index, Filters({"colour": ("red",)}, {"colour": ("blue",)})) == {1}
        assert found(index, Filters(without={"tag": ()})) == {1, 2, 3}
        assert found(index, Filters(), "-tag:plage") == {3}
        assert found(index, Filters(), "-colour:rouge") == {2}

    def test_the_counts_of_a_facet_do_not_follow_what_it_leaves_out(self, index: SearchIndex) -> None:
        index.put([make(1, tags=("mer",), kind="video"), make(2, tags=("mer",)), make(3, tags=("ville",))])
        counts = counted(index, Filters(without={"tag": ("mer",)}))
        assert counts["tag"] == {"mer": 2, "ville": 1}
        assert counts["kind"] == {"image": 1}

    def test_creators_and_brands_are_counted_and_filtered(self, index: SearchIndex) -> None:
        index.put(
            [
                make(1, owner_id="colette", creator_name="Colette Renard", brand="main"),
                make(2, owner_id="berthe", creator_name="Berthe Morisot", brand="sea"),
                make(3, owner_id="berthe", creator_name="Berthe Morisot", brand="main"),
            ]
        )
        counts = counted(index)
        assert counts["creator"] == {"berthe": 2, "colette": 1}
        assert counts["brand"] == {"main": 2, "sea": 1}
        assert found(index, Filters({"creator": ("berthe",), "brand": ("sea",)})) == {2}
        assert found(index, Filters(), "créateur:colette") == {1}
        assert found(index, Filters(), '-creator:"berthe morisot"') == {1}
        assert found(index, Filters(), "marque:sea") == {2}

    def test_a_tag_counts_for_what_stands_above_it(self, index: SearchIndex) -> None:
        index.put(
            [
                make(1, tags=("Caniche",), wider_tags=("Animaux", "Chiens")),
                make(2, tags=("Chat",), wider_tags=("Animaux",)),
                make(3, tags=("Animaux",), wider_tags=()),
            ]
        )
        assert counted(index)["tag"] == {"animaux": 3, "caniche": 1, "chat": 1, "chiens": 1}
        assert found(index, Filters({"tag": ("animaux",)})) == {1, 2, 3}
        assert found(index, Filters(), "tag:chiens") == {1}
        assert found(index, Filters(without={"tag": ("chiens",)})) == {2, 3}

    def test_own_fields_are_facets(self, index: SearchIndex) -> None:
        index.put(
            [
                make(1, choices=(("season", "Été"), ("cleared", "true"))),
                make(2, choices=(("season", "Été"), ("season", "Hiver"))),
                make(3, choices=(("cleared", "false"), ("place", "Saint-Malo: port"))),
            ]
        )
        counts = counted(index)
        assert counts["field.season"] == {"Été": 2, "Hiver": 1}
        assert counts["field.cleared"] == {"false": 1, "true": 1}
        assert counts["field.place"] == {"Saint-Malo: port": 1}
        assert found(index, Filters({"field.season": ("Hiver",)})) == {2}
        assert found(index, Filters({"field.place": ("Saint-Malo: port",)})) == {3}
        assert found(index, Filters(without={"field.season": ("Hiver",)})) == {1, 3}
        both = counted(index, Filters({"field.season": ("Hiver",), "kind": ("image",)}))
        assert both["field.season"] == {"Été": 2, "Hiver": 1}
        assert "field.cleared" not in both
        assert found(index, Filters({"field.season": ("\x00 \ud800",)})) == set()

    def test_rights_are_counted_by_the_time_that_is_left(self, index: SearchIndex) -> None:
        ends = (-timedelta(days=1), timedelta(0), *(timedelta(days=days) for days in (7, 30, 89, 90, 400)))
        index.put([make(0), *(make(number, expires_at=NOON + end) for number, end in enumerate(ends, 1))])
        assert counted(index)["rights"] == {"ended": 1, "7": 1, "30": 1, "90": 2, "later": 2, "never": 1}
        assert found(index, Filters({"rights": ("ended", "7")})) == {1, 2}
        assert found(index, Filters(without={"rights": ("never", "later")})) == {1, 2, 3, 4, 5}
        assert found(index, Filters({"rights": ("unheard of",)})) == set()
        later = counted(index, now=NOON + timedelta(days=31))["rights"]
        assert later == {"ended": 4, "90": 2, "later": 1, "never": 1}

    def test_the_choices_of_rights_stand_in_their_order(self, index: SearchIndex) -> None:
        index.put([make(1), make(2), make(3, expires_at=NOON - timedelta(days=1))])
        query = SearchQuery(visibility=EYES_OF_ALL, with_facets=True, now=NOON)
        assert index.search(query).facets["rights"] == (FacetCount("ended", 1), FacetCount("never", 2))
        assert CHOICES.index("ended") < CHOICES.index("never")

    def test_ranges_hold_both_ends_and_only_what_has_a_number(self, index: SearchIndex) -> None:
        index.put(
            [
                make(1, width=800, height=600, bytes=10, numbers=(("year", 1999.0),)),
                make(2, width=1600, height=900, duration=12.5, numbers=(("year", 2026.0), ("price", -3.5))),
                make(3),
            ]
        )
        assert found(index, Filters(ranges={"width": Range(800, 1599)})) == {1}
        assert found(index, Filters(ranges={"width": Range(801)})) == {2}
        assert found(index, Filters(ranges={"width": Range(), "height": Range(end=900)})) == {1, 2}
        assert found(index, Filters(ranges={"duration": Range(12.5, 12.5)})) == {2}
        assert found(index, Filters(ranges={"bytes": Range(end=9)})) == set()
        assert found(index, Filters(ranges={"field.year": Range(2000)})) == {2}
        assert found(index, Filters(ranges={"field.price": Range(end=0)})) == {2}
        assert found(index, Filters(ranges={"field.none": Range(end=0)})) == set()
        assert found(index, Filters(ranges={"expires": between(NOON, None)})) == set()
        assert counted(index, Filters(ranges={"width": Range(801)}))["kind"] == {"image": 1}

    def test_counts_tell_nothing_of_what_one_may_not_see(self, index: SearchIndex) -> None:
        secret: dict[str, object] = {
            "tags": ("prototype",),
            "wider_tags": ("secrets",),
            "collections": (("c1", "Lancement secret"),),
            "choices": (("season", "Secret"),),
            "numbers": (("year", 2030.0),),
            "brand": "sea",
            "channels": ("social",),
            "colours": ("pink",),
            "kind": "video",
            "orientation": "portrait",
            "width": 123,
            "expires_at": NOON + timedelta(days=3),
        }
        index.put(
            [
                make(1, status="draft", owner_id="berthe", creator_name="Berthe", **secret),
                make(2, tags=("plage",)),
            ]
        )
        theirs = counted(index, visibility=Visibility(owner_id="colette"))
        assert theirs == {
            "kind": {"image": 1},
            "tag": {"plage": 1},
            "status": {"approved": 1},
            "brand": {"main": 1},
            "creator": {"colette": 1},
            "rights": {"never": 1},
        }
        told = str(theirs)
        for word in ("prototype", "secret", "c1", "2030", "sea", "social", "pink", "video", "berthe", "'7'"):
            assert word not in told.casefold(), word
        own = counted(index, visibility=Visibility(owner_id="berthe"))
        assert own["tag"] == {"plage": 1, "prototype": 1, "secrets": 1}
        assert own["collection"] == {"c1": 1}
        assert own["field.season"] == {"Secret": 1}
        assert own["rights"] == {"7": 1, "never": 1}

    @pytest.mark.parametrize("name", ["title", "lexemes", "is_trashed", "", "-tag"])
    def test_a_name_that_is_no_facet_is_refused(self, index: SearchIndex, name: str) -> None:
        with pytest.raises(ValueError, match="names of facets"):
            index.search(SearchQuery(filters=Filters({name: ("x",)})))
        with pytest.raises(ValueError, match="names of facets"):
            index.search(SearchQuery(filters=Filters(ranges={name: Range()})))
