"""What touches the rows most, once more on PostgreSQL."""

from collections.abc import Callable

import pytest

from dam.core import Core
from dam.db import Database
from tests.cores import MakeCore
from tests.delivery.api.test_assets import (
    test_a_stale_edit_is_refused_with_both_sides,
    test_the_same_bytes_are_the_same_asset_only_for_those_who_may_see_it,
)
from tests.delivery.api.test_catalogue import (
    test_collections_group_assets,
    test_what_was_done_can_be_read_page_by_page,
    test_words_filters_facets_and_pages,
)
from tests.delivery.api.test_description import test_real_answers_have_the_documented_shapes
from tests.delivery.api.test_links import (
    asset,
    test_links_are_found,
    test_people_who_followed_are_counted,
    test_the_links_of_what_is_gone_are_led_elsewhere,
)
from tests.delivery.api.test_never_broken import test_odd_form_fields
from tests.delivery.api.test_uploads import (
    test_expired_uploads_are_swept_bytes_and_rows,
    test_pieces_become_an_asset,
)

__all__ = [
    "asset",
    "test_a_stale_edit_is_refused_with_both_sides",
    "test_collections_group_assets",
    "test_expired_uploads_are_swept_bytes_and_rows",
    "test_links_are_found",
    "test_odd_form_fields",
    "test_people_who_followed_are_counted",
    "test_pieces_become_an_asset",
    "test_real_answers_have_the_documented_shapes",
    "test_the_links_of_what_is_gone_are_led_elsewhere",
    "test_the_same_bytes_are_the_same_asset_only_for_those_who_may_see_it",
    "test_what_was_done_can_be_read_page_by_page",
    "test_words_filters_facets_and_pages",
]

pytestmark = pytest.mark.servers


@pytest.fixture
def core(fresh_pg_url: str, open_database: Callable[[str], Database], make_core: MakeCore) -> Core:
    """A core on PostgreSQL, in place of the usual one."""
    return make_core(open_database(fresh_pg_url))
