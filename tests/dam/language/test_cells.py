"""Cells that no spreadsheet program runs, in every table that the house writes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dam.language.cells import escaped, unescaped
from dam.language.csv_table import table

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


@given(st.text(max_size=20))
@example("'=1+1")
@example("''")
def test_whatever_a_cell_holds_comes_back_and_is_never_run(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(DANGEROUS)


@pytest.mark.parametrize("begin", DANGEROUS)
def test_no_text_of_a_table_is_run_and_numbers_stay_numbers(begin: str) -> None:
    assert table(["a"], [[f"{begin}cmd()"]]).split("\r\n", 1)[1].lstrip('"').startswith(f"'{begin}cmd()")
    assert table(["a"], [["-12.5"], [-3]]) == "a\r\n-12.5\r\n-3\r\n"
