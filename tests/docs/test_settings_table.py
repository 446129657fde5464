"""The README's settings table and the code's say the same."""

import re
from pathlib import Path

from infra.settings import PREFIX, TABLE

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_lists_each_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| (.+?) \| (.+?) \|$", README.read_text(), re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.meaning) for setting in TABLE]
