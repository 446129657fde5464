"""The page about presets names every value of a preset, and its examples hold to the rules."""

import json
import re
from dataclasses import fields
from pathlib import Path

from renditions.presets import PresetSpec
from renditions.qr import QUIET, Overlay, modules_of

PAGE = (Path(__file__).parents[2] / "infra/docs/presets.md").read_text()


def test_the_table_names_each_value_once() -> None:
    cells = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(field.name for field in fields(PresetSpec))


def test_the_example_is_a_preset() -> None:
    found = re.search(r"^SPEC='(.+)'$", PAGE, re.MULTILINE)
    assert found is not None
    assert len(PresetSpec.from_json(json.loads(found[1])).outputs()) == 2


def test_the_code_in_the_text_is_as_large_as_it_says() -> None:
    found = re.search(r"`(bottom-right;\S+)`", PAGE)
    assert found is not None
    modules = len(modules_of(Overlay.from_text(found[1]).about("z" * 16))) + 2 * QUIET
    assert f"{modules} modules" in PAGE
    assert f"{3 * modules} pixels" in PAGE
