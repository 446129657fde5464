"""Statistics: SQLite is made to look at its rows, PostgreSQL is left to do so."""

import sqlalchemy as sa

from dam.core import Core
from infra.statistics import keep_statistics
from tests.dam.assets.factory import fill_library


def test_the_rows_of_the_library_are_known(core: Core) -> None:
    fill_library(core, 30, tags=("vase", "bleu"))
    keep_statistics(core.db)
    keep_statistics(core.db)
    known = sa.text("SELECT tbl, stat FROM sqlite_stat1 WHERE tbl = 'asset_tags'")
    with core.db.read() as session:
        told = {(row.tbl, row.stat.split()[0]) for row in session.execute(known)}
    assert told == {("asset_tags", "60")}
