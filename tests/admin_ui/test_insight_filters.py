"""Pages of insights name only those filters that narrow their figures."""

import pytest

from tests.admin_ui.houses import Browser


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/insights", ["Website", "summer", "shelf", "Robots"]),
        ("/insights/sales", ["Website", "summer"]),
        ("/insights/feedback", ["Website", "Robots"]),
        ("/insights/counting", []),
    ],
)
def test_only_filters_that_narrow_are_told(admin: Browser, path: str, told: list[str]) -> None:
    page = admin.get(f"{path}?channel=web&campaign=summer&placement=shelf&actor=bot").text
    chips = page.split("Remove the filter ")[1:]
    assert [chip.split('"')[0] for chip in chips] == told
