"""What every `SearchIndex` promises; each back end inherits this class and adds only its set-up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.errors import Invalid
from dam.search.document import SearchDocument
from dam.search.moments import between
from dam.search.port import FacetCount, Filters, SearchIndex, SearchQuery, Sort, Visibility
from dam.search.scores import today_of
from dam.search.suggested import Offered, read_typed
from dam.search.thesaurus import Entry, build_thesaurus
from dam.search.tuning import Tuning
from dam.search.weights import Weights
from tests.contracts.search_facets import FacetContract
from tests.contracts.search_scopes import ScopeContract

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
EYES_OF_ALL = Visibility(sees_all=True)


def make_document(number: int = 0, **changes: object) -> SearchDocument:
    """Return an approved picture, the `number`-th minute after noon."""
    given: dict[str, object] = {
        "id": f"asset{number:04d}",
        "created_at": NOON + timedelta(minutes=number),
        "kind": "image",
        "status": "approved",
        "owner_id": "colette",
        **changes,
    }
    return SearchDocument(**given)  # type: ignore[arg-type]


def find(index: SearchIndex, text: str = "", **changes: object) -> list[str]:
    """Return the titles-less answer: ids of the hits, everything visible."""
    query = SearchQuery(text, **{"visibility": EYES_OF_ALL, **changes})  # type: ignore[arg-type]
    return list(index.search(query).ids)


def counts(index: SearchIndex, facet: str, **changes: object) -> dict[str, int]:
    """Return how many hits have each value of a facet."""
    asked = {"visibility": EYES_OF_ALL, "with_facets": True, **changes}
    page = index.search(SearchQuery(**asked))  # type: ignore[arg-type]
    return {each.value: each.count for each in page.facets[facet]}


class SearchIndexContract(FacetContract, ScopeContract):
    """Set `index` in a fixture of the subclass."""

    @pytest.fixture
    def index(self) -> SearchIndex:
        """The index under test, empty."""
        raise NotImplementedError

    def test_signs_that_fold_to_many_letters_make_no_word_too_long_to_keep(self, index: SearchIndex) -> None:
        word = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 60
        index.put([make_document(1, title=f"{word} {word}")])
        for text in (word, f'"{word} {word}"', f"title:{word}"):
            assert index.search(SearchQuery(text, visibility=EYES_OF_ALL)).ids == ("asset0001",), text[:9]

    def test_an_empty_index_answers(self, index: SearchIndex) -> None:
        index.check()
        assert index.count() == 0
        assert index.search(SearchQuery("chateau", with_facets=True)).ids == ()

    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("Soirée d'été", "l'été"),
            ("Soirée d'été", "ete"),
            ("Soirée d'été", "ÉTÉ"),
            ("Nos étés", "été"),
            ("Nos étés", "l’été"),
            ("Châteaux de la Loire", "château"),
            ("Châteaux de la Loire", "chateau"),
            ("Le château", "chateaux"),
            ("Le château", "CHÂTEAUX"),
            ("Montées en gamme", "montee"),
            ("Chevaux au galop", "cheval"),
            ("Œuvre d’art", "oeuvres"),
            ("Aujourd'hui", "aujourd’hui"),
            ("Two bottles running", "bottle run"),
            ("Cities by night", "city"),
            ("The brand's photographs", "brand photograph"),
            ("Photo de plage", "photo de la plage"),
            ("Référence AB-1234", "ab-1234"),
            ("Référence AB-1234", "AB1234"),
            ("Référence AB1234", "ab-1234"),
            ("東京 2026", "東京"),
        ],
    )
    def test_words_meet_whatever_their_form(self, index: SearchIndex, written: str, asked: str) -> None:
        index.put([make_document(1, title=written), make_document(2, title="Tout autre chose")])
        assert find(index, asked) == ["asset0001"]

    @pytest.mark.parametrize(
        ("written", "asked"),
        [("Le châtelain", "chatons"), ("Référence AB-1234", "AB-1235"), ("Robe rouge", "robot")],
    )
    def test_other_words_do_not_meet(self, index: SearchIndex, written: str, asked: str) -> None:
        index.put([make_document(1, title=written)])
        page = index.search(SearchQuery(asked, visibility=EYES_OF_ALL))
        assert (page.ids, page.total, page.suggestion) == ((), 0, None)

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("rouge", {1, 2}),
            ("robe rouge", {1}),
            ('"robe rouge"', {1}),
            ('"rouge robe"', set()),
            ('"rouge plage"', set()),
            ("rouge -robe", {2}),
            ("-rouge", {3, 4}),
            ("voit*", {2, 3}),
            ("VOITUR*", {2, 3}),
            ("robe OR voiture", {1, 2, 3}),
            ("rouge robe OR voiture", {1, 2}),
            ("(robe rouge) OR bleue", {1, 3}),
            ("tag:plage", {1, 4}),
            ('tag:"mer du nord"', {4}),
            ("étiquette:plage -robe", {4}),
            ("kind:video", {3}),
            ("type:film", {3}),
            ("status:draft", {4}),
            ("statut:brouillon", {4}),
            ("couleur:rouge", {2}),
            ("colour:re*", {2}),
            ("title:voiture", {2}),
            ("titre:voitures plage", set()),
            ("filename:img2041", {4}),
            ("fichier:2041", {4}),
            ("format:jpg", {4}),
            ("channel:web", {1}),
            ('collection:"printemps 2026"', {2}),
            ("printemps", {2}),
            ("photographer:durand", {3}),
            ("durand", {3}),
            ("title:durand", set()),
            ("creator:nobody", set()),
            ("", {1, 2, 3, 4}),
            ("???", {1, 2, 3, 4}),
            ('rouge "', {1, 2}),
            ("((rouge", {1, 2}),
        ],
    )
    def test_queries_say_what_they_look_like(
        self, index: SearchIndex, asked: str, expected: set[int]
    ) -> None:
        index.put(
            [
                make_document(1, title="Une robe rouge", tags=("Plage", "été"), channels=("web", "social")),
                make_document(
                    2, title="Voiture rouge", colours=("red", "grey"), collections=(("c1", "Printemps 2026"),)
                ),
                make_document(
                    3,
                    kind="video",
                    description="La voiture bleue",
                    fields=(("photographer", "Jeanne Durand"),),
                ),
                make_document(
                    4,
                    status="draft",
                    tags=("plage", "Mer du Nord"),
                    filename="IMG_2041.JPG",
                    media_type="image/jpeg",
                ),
            ]
        )
        assert set(find(index, asked)) == {f"asset{number:04d}" for number in expected}

    def test_what_is_put_again_replaces_and_what_is_deleted_is_gone(self, index: SearchIndex) -> None:
        index.put([make_document(1, title="Avant"), make_document(2, title="Avant")])
        index.put([make_document(1, title="Après")])
        assert (find(index, "avant"), find(index, "apres"), index.count()) == (
            ["asset0002"],
            ["asset0001"],
            2,
        )
        index.delete(["asset0001", "unknown"])
        assert (find(index), index.count()) == (["asset0002"], 1)

    @pytest.mark.parametrize(
        "typed", ["chateua", "cateau", "cahteau", "chateaux de la lojre", "chqteau", "châteeau"]
    )
    def test_one_wrong_letter_is_corrected_and_said(self, index: SearchIndex, typed: str) -> None:
        index.put([make_document(1, title="Château de la Loire")])
        page = index.search(SearchQuery(typed, visibility=EYES_OF_ALL))
        assert (page.ids, page.total, page.corrected) == (("asset0001",), 1, True)
        assert page.suggestion is not None
        assert "chateau" in page.suggestion

    @pytest.mark.parametrize(
        ("typed", "suggested"),
        [
            ("phottographe", "photographe"),
            ("fotographe", None),
            ("photgrahpe", "photographe"),
            ("robebleue", "robe bleue"),
            ("robe phtographee", "robe photographe"),
            ("zzzzzzz", None),
        ],
    )
    def test_two_slips_and_a_missing_space_are_corrected(
        self, index: SearchIndex, typed: str, suggested: str | None
    ) -> None:
        index.put([make_document(1, title="La robe bleue", tags=("photographe",)), make_document(2)])
        page = index.search(SearchQuery(typed, visibility=EYES_OF_ALL))
        assert (page.suggestion, page.corrected) == (suggested, suggested is not None)

    def test_a_correction_keeps_the_rest_of_the_query(self, index: SearchIndex) -> None:
        index.put(
            [make_document(1, title="Château rouge", tags=("Loire",)), make_document(2, title="Château bleu")]
        )
        page = index.search(SearchQuery('tag:loire "chateu rouge" -bleu', visibility=EYES_OF_ALL))
        assert (page.suggestion, page.ids) == ('tag:loire "chateau rouge" -bleu', ("asset0001",))

    def test_a_query_that_finds_is_not_corrected(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, title="Chatau"),
                make_document(2, title="Château"),
                make_document(3, title="Château"),
            ]
        )
        page = index.search(SearchQuery("chatau", visibility=EYES_OF_ALL))
        assert (page.ids, page.suggestion, page.corrected) == (("asset0001",), None, False)

    def test_a_suggestion_gives_no_hidden_word_away(self, index: SearchIndex) -> None:
        index.put([make_document(1, title="Prototype secret", status="draft")])
        page = index.search(SearchQuery("prototipe", visibility=Visibility()))
        assert (page.total, page.suggestion, page.corrected) == (0, None, False)

    def test_the_pages_of_a_corrected_query_go_on(self, index: SearchIndex) -> None:
        index.put([make_document(number, title="Château") for number in range(5)])
        first = index.search(SearchQuery("chatau", visibility=EYES_OF_ALL, limit=3))
        second = index.search(
            SearchQuery("chatau", visibility=EYES_OF_ALL, limit=3, cursor=first.next_cursor)
        )
        assert (second.corrected, second.suggestion) == (True, "chateau")
        assert len({*first.ids, *second.ids}) == 5

    @pytest.mark.parametrize(
        ("visibility", "expected"),
        [
            (Visibility(), {"approved"}),
            (Visibility(owner_id="colette"), {"approved", "own draft"}),
            (Visibility(owner_id=""), {"approved"}),
            (EYES_OF_ALL, {"approved", "own draft", "another's draft", "withdrawn"}),
        ],
    )
    def test_hits_and_counts_show_only_what_may_be_seen(
        self, index: SearchIndex, visibility: Visibility, expected: set[str]
    ) -> None:
        index.put(
            [
                make_document(1, tags=("approved",), owner_id="someone"),
                make_document(2, tags=("own draft",), status="draft"),
                make_document(3, tags=("another's draft",), status="draft", owner_id="someone"),
                make_document(4, tags=("withdrawn",), status="withdrawn", owner_id="someone"),
                make_document(5, tags=("trashed",), is_trashed=True),
                make_document(6, tags=("trashed draft",), status="draft", is_trashed=True),
            ]
        )
        page = index.search(SearchQuery(visibility=visibility, with_facets=True))
        assert page.total == len(page.ids) == len(expected)
        assert {count.value for count in page.facets["tag"]} == expected
        assert sum(count.count for count in page.facets["status"]) == len(expected)
        for secret in {"own draft", "another's draft", "withdrawn", "trashed"} - expected:
            assert index.search(SearchQuery(f'tag:"{secret}"', visibility=visibility)).total == 0

    def test_what_was_set_aside_is_found_by_those_who_ask_for_it(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, tags=("lit",)),
                make_document(2, tags=("aside",), is_trashed=True, is_aside=True),
                make_document(3, tags=("another's",), status="draft", is_trashed=True, is_aside=True),
                make_document(4, tags=("trashed",), is_trashed=True),
            ]
        )
        for sees_all, looks_aside, expected in (
            (True, False, {"lit"}),
            (True, True, {"aside", "another's"}),
            (False, True, {"aside"}),
        ):
            eyes = Visibility(sees_all=sees_all, looks_aside=looks_aside)
            page = index.search(SearchQuery(visibility=eyes, with_facets=True))
            assert {count.value for count in page.facets["tag"]} == expected
            assert page.total == len(page.ids) == len(expected)
        assert index.search(SearchQuery("~aside", visibility=Visibility(sees_all=True))).total == 0

    def test_no_text_lifts_the_visibility(self, index: SearchIndex) -> None:
        index.put([make_document(1, status="draft"), make_document(2, is_trashed=True)])
        for text in (
            "-approved",
            "status:draft",
            "~owner:colette",
            "a OR -b",
            "id:asset0001",
            "~trashed",
            "*",
        ):
            assert index.search(SearchQuery(text, visibility=Visibility())).total == 0

    def test_counts_follow_the_other_facets_but_not_their_own(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, kind="image", tags=("Été",), colours=("red",)),
                make_document(2, kind="image", tags=("Mer",), colours=("red", "blue")),
                make_document(3, kind="video", tags=("Été", "Mer")),
            ]
        )
        only_images = Filters({"kind": ("image",)})
        assert counts(index, "kind", filters=only_images) == {"image": 2, "video": 1}
        assert counts(index, "tag", filters=only_images) == {"ete": 1, "mer": 1}
        both = Filters({"kind": ("image",), "tag": ("été",)})
        assert counts(index, "kind", filters=both) == {"image": 1, "video": 1}
        assert counts(index, "tag", filters=both) == {"ete": 1, "mer": 1}
        assert counts(index, "colour", filters=both) == {"red": 1}
        assert counts(index, "kind", text="tag:mer") == {"image": 1, "video": 1}

    def test_the_most_frequent_values_are_counted_first(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(number, tags=(f"tag {number:02d}", *(["all"] if number % 2 else [])))
                for number in range(60)
            ]
        )
        page = index.search(SearchQuery(visibility=EYES_OF_ALL, with_facets=True))
        assert page.facets["tag"][0] == FacetCount("all", 30)
        assert len(page.facets["tag"]) == 50

    def test_a_collection_is_counted_by_its_id_and_found_by_its_name(self, index: SearchIndex) -> None:
        index.put([make_document(1, collections=(("c1", "Printemps 2026"),)), make_document(2)])
        page = index.search(SearchQuery(visibility=EYES_OF_ALL, with_facets=True))
        assert page.facets["collection"] == (FacetCount("c1", 1),)
        for text in ('collection:"printemps 2026"', "collection:print*", "collection:c1"):
            assert find(index, text) == ["asset0001"], text

    def test_values_of_one_filter_widen_and_filters_narrow(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, orientation="landscape", channels=("web",)),
                make_document(2, orientation="portrait", channels=("web", "social")),
                make_document(3, orientation="square", collections=(("spring", "Printemps"),)),
            ]
        )
        assert set(find(index, filters=Filters({"orientation": ("square", "portrait")}))) == {
            "asset0002",
            "asset0003",
        }
        assert find(index, filters=Filters({"orientation": ("portrait",), "channel": ("web",)})) == [
            "asset0002"
        ]
        assert find(index, filters=Filters({"collection": ("spring",)})) == ["asset0003"]
        assert find(index, filters=Filters({"tag": ("nothing\x00 \ud800",)})) == []
        assert len(find(index, filters=Filters({"tag": ()}))) == 3

    def test_moments_bound_the_hits(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1),
                make_document(2, expires_at=NOON + timedelta(days=1)),
                make_document(3, expires_at=NOON + timedelta(days=30)),
            ]
        )
        second = NOON + timedelta(minutes=2)
        assert set(find(index, filters=Filters(ranges={"created": between(second, None)}))) == {
            "asset0002",
            "asset0003",
        }
        assert find(index, filters=Filters(ranges={"created": between(None, second)})) == ["asset0001"]
        assert find(
            index, filters=Filters(ranges={"created": between(second, second + timedelta(minutes=1))})
        ) == ["asset0002"]
        assert find(index, filters=Filters(ranges={"expires": between(None, NOON + timedelta(days=7))})) == [
            "asset0002"
        ]

    def test_orders(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, title="école", popularity=5),
                make_document(2, title="Zèbre", popularity=9),
                make_document(3, title="Eau", popularity=5),
            ]
        )
        assert find(index, sort=Sort.NEWEST) == ["asset0003", "asset0002", "asset0001"]
        assert find(index, sort=Sort.OLDEST) == ["asset0001", "asset0002", "asset0003"]
        assert find(index, sort=Sort.TITLE) == ["asset0003", "asset0001", "asset0002"]
        assert find(index, sort=Sort.POPULARITY) == ["asset0002", "asset0003", "asset0001"]
        assert find(index, sort=Sort.RELEVANCE) == ["asset0003", "asset0002", "asset0001"]

    def test_a_word_in_the_title_outweighs_tags_and_they_the_description(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, title="Phare au crépuscule"),
                make_document(2, tags=("phare",)),
                make_document(
                    3, description="On devine un phare, et de nombreux bateaux qui rentrent au port."
                ),
                make_document(4, text="Phare"),
            ]
        )
        assert find(index, "phare") == ["asset0001", "asset0002", "asset0003", "asset0004"]

    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_have_no_gap_and_no_repeat_while_documents_are_added(
        self, index: SearchIndex, sort: Sort
    ) -> None:
        def make(number: int) -> SearchDocument:
            title = ("Phare", "Le phare du phare", "Autre")[number % 3]
            return make_document(number, title=title, tags=("phare",), popularity=number % 4)

        index.put([make(number) for number in range(23)])
        seen: list[str] = []
        cursor, late = None, 100
        while True:
            page = index.search(
                SearchQuery("phare", visibility=EYES_OF_ALL, sort=sort, limit=4, cursor=cursor)
            )
            seen += page.ids
            index.put([make(late)])
            late += 1
            cursor = page.next_cursor
            if cursor is None:
                break
        there_from_the_start = [each for each in seen if each < "asset0100"]
        assert len(seen) == len(set(seen))
        assert sorted(there_from_the_start) == [f"asset{number:04d}" for number in range(23)]

    @pytest.mark.parametrize("cursor", ["", "nonsense", "é", "W10", "WyJuZXdlc3QiLCIiLCJhIiwxXQ", "a" * 5000])
    def test_a_cursor_that_was_not_given_is_refused(self, index: SearchIndex, cursor: str) -> None:
        with pytest.raises(Invalid) as refusal:
            index.search(SearchQuery(visibility=EYES_OF_ALL, cursor=cursor))
        assert refusal.value.errors[0].path == "cursor"

    def test_a_cursor_of_another_order_is_refused(self, index: SearchIndex) -> None:
        index.put([make_document(number) for number in range(3)])
        newest = index.search(SearchQuery(visibility=EYES_OF_ALL, sort=Sort.NEWEST, limit=1)).next_cursor
        with pytest.raises(Invalid):
            index.search(SearchQuery(visibility=EYES_OF_ALL, sort=Sort.OLDEST, cursor=newest))

    def test_typing_offers_what_goes_on_and_may_be_seen(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, title="Phare de la Jument", tags=("Mer du Nord", "Phare"), popularity=1),
                make_document(2, title="Le phare, la nuit", tags=("Phare",), popularity=9),
                make_document(3, title="Phare secret", tags=("Pharmacie",), status="draft"),
                make_document(4, title="Étés", choices=(("season", "Printemps d'été"),)),
            ]
        )

        def offered(text: str, visibility: Visibility = EYES_OF_ALL) -> Offered:
            return index.suggest(read_typed(text), visibility)

        assert offered("phar", Visibility()) == Offered(("asset0002", "asset0001"), (("tag", "phare", 2),))
        assert ("tag", "pharmacie", 1) in offered("phar").values
        assert offered("la phare").titles == ("asset0002", "asset0001")
        assert offered("nor").values == (("tag", "mer du nord", 1),)
        assert offered("l'été").titles == ("asset0004",)
        assert offered("ete").values == (("field.season", "Printemps d'été", 1),)
        assert offered("zz") == Offered()
        index.delete(["asset0001", "asset0002"])
        assert offered("phar", Visibility()) == Offered()

    def test_a_word_is_found_inside_a_longer_one_after_itself(self, index: SearchIndex) -> None:
        index.put(
            [
                make_document(1, title="Finland"),
                make_document(2, title="Land"),
                make_document(3, title="Landscape"),
                make_document(4, title="Islande"),
                make_document(5, title="Autre"),
            ]
        )
        found = find(index, "land")
        assert (found[0], set(found[1:])) == ("asset0002", {"asset0001", "asset0003", "asset0004"})
        assert find(index, '"land"') == ["asset0002"]
        assert set(find(index, "-land")) == {"asset0001", "asset0003", "asset0004", "asset0005"}
        without = Tuning(Weights({"inside": 0}))
        assert find(index, "land", tuning=without) == ["asset0002"]

    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("Flacon REF-1234", "ref 1234"),
            ("Flacon REF-1234", "1234"),
            ("Flacon REF1234", "ref 1234"),
            ("Flacon REF1234", "1234"),
            ("Flacon 50 ml", "50ml"),
            ("Flacon 50ml", "50 ml"),
            ("T-shirt blanc", "tshirt"),
            ("Tshirt blanc", "t-shirt"),
            ("1\u202f234 pièces", "1234"),
            ("1,234 pieces", "1234"),
        ],
    )
    def test_codes_and_numbers_meet_however_they_are_written(
        self, index: SearchIndex, written: str, asked: str
    ) -> None:
        index.put([make_document(1, title=written), make_document(2, title="Autre 12 345")])
        assert find(index, asked) == ["asset0001"]

    def test_synonyms_widen_as_the_list_says(self, index: SearchIndex) -> None:
        synonyms = build_thesaurus(
            "1",
            [
                Entry(("voiture", "automobile", "car")),
                Entry(("bijou",), ("bague", "collier")),
                Entry(("eau de toilette", "EDT")),
                Entry(("VT-77", "amphore")),
                Entry(("a1", "b1")),
                Entry(("b1", "c1")),
                Entry(("c1", "a1")),
            ],
        )
        index.put(
            [
                make_document(1, title="Automobiles anciennes"),
                make_document(2, title="Collier de perles"),
                make_document(3, title="Un bijou"),
                make_document(4, title="Eau de toilette, 50 ml"),
                make_document(5, title="Coffret EDT"),
                make_document(6, title="Amphore"),
                make_document(7, title="C1"),
            ]
        )

        def found(text: str) -> set[str]:
            return set(find(index, text, tuning=Tuning(synonyms=synonyms)))

        assert found("voitures") == found("cars") == {"asset0001"}
        assert found("-voiture automobile") == {"asset0001"}
        assert found("bijou") == {"asset0002", "asset0003"}
        assert found("collier") == {"asset0002"}
        assert found("eau de toilette") == found("edt") == {"asset0004", "asset0005"}
        assert found("vt 77") == found("VT77") == {"asset0006"}
        assert found("b1") == {"asset0007"}
        assert find(index, "eau de toilette", tuning=Tuning(synonyms=synonyms))[0] == "asset0004"

    @pytest.mark.parametrize("place", ["title", "tags", "fields", "text", "filename"])
    def test_each_weight_can_put_its_place_first(self, index: SearchIndex, place: str) -> None:
        documents = {
            "title": make_document(1, title="Phare"),
            "tags": make_document(2, tags=("phare",)),
            "fields": make_document(3, fields=(("subject", "Phare"),)),
            "text": make_document(4, text="Phare"),
            "filename": make_document(5, filename="phare.jpg"),
        }
        index.put(list(documents.values()))
        usual = find(index, "phare")
        assert usual == [each.id for each in documents.values()]
        others = {name: 10 for name in documents if name != place}
        turned = find(index, "phare", tuning=Tuning(Weights({**others, place: 90})))
        assert turned[0] == documents[place].id

    def test_freshness_and_popularity_decide_between_equals_as_much_as_they_weigh(
        self, index: SearchIndex
    ) -> None:
        year = timedelta(days=365)
        index.put(
            [
                make_document(1, title="Phare", created_at=NOON - 3 * year, popularity=900),
                make_document(2, title="Phare", created_at=NOON),
                make_document(3, tags=("phare",), created_at=NOON, popularity=1000),
            ]
        )
        today = today_of(NOON)

        def found(**weights: int) -> list[str]:
            return find(index, "phare", tuning=Tuning(Weights(weights), today=today))

        assert found(freshness=0, popularity=10) == ["asset0001", "asset0002", "asset0003"]
        assert found(freshness=20, popularity=0) == ["asset0002", "asset0001", "asset0003"]
        assert found(freshness=50, popularity=50)[0] == "asset0003"

    def test_rebuilding_replaces_all_while_searches_go_on(self, index: SearchIndex) -> None:
        index.put([make_document(number, title="Ancien") for number in range(6)])

        def batches() -> Iterator[list[SearchDocument]]:
            for start in (2, 4):
                assert index.count() == 6
                yield [make_document(number, title="Nouveau") for number in (start, start + 1)]

        index.rebuild(batches())
        assert sorted(find(index, "nouveau")) == [f"asset{number:04d}" for number in (2, 3, 4, 5)]
        assert index.count() == 4

    def test_any_text_is_a_question(self, index: SearchIndex) -> None:
        index.put(
            [make_document(1, title="L'été, c'est (déjà) \"demain\": 100 % -50", tags=("a:b", "c'd", "e\\f"))]
        )

        @settings(
            max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
        )
        @given(st.one_of(st.text(), st.text("ab\"'\\():*-|&!<>:~= ORété\x00", max_size=40)))
        def ask(text: str) -> None:
            page = index.search(SearchQuery(text, visibility=EYES_OF_ALL))
            assert page.total in (0, 1)
            assert index.search(SearchQuery(text)).total <= 1

        ask()

    def test_any_document_can_be_put(self, index: SearchIndex) -> None:
        @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(
            st.text(st.characters(exclude_categories=["Cs"])),
            st.text(st.characters(exclude_categories=["Cs"])),
        )
        def put(title: str, other: str) -> None:
            document = make_document(
                1,
                title=title,
                tags=(other,),
                filename=other,
                fields=((title, other),),
                collections=((other, title),),
            )
            index.put([document])
            assert find(index, "id:asset0001") == ["asset0001"]

        put()
