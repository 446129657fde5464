"""The mapping: languages of XMP, fallbacks, the brand's own fields, and never what a person typed."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from dam.accounts.caller import HOUSE
from dam.assets.edit import edit_asset
from dam.assets.mapped.again import apply_mapping, ask_to_apply, foresee_mapping
from dam.assets.processing import note_facts
from dam.assets.read import get_asset
from dam.assets.versions import list_versions
from dam.assets.views import AssetView
from dam.changes import AssetsEdited
from dam.errors import Forbidden, Invalid
from dam.jobs.memory import ImmediateJobs
from dam.metadata.facts import Facts, read_facts
from dam.metadata.facts_properties import bounded
from dam.metadata.fields import save_field
from dam.metadata.mapping.table import SOURCES, USUAL, list_lines, save_lines
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset

PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" photoshop:City="Lyon" photoshop:Headline="Titre court">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Le vase</rdf:li><rdf:li xml:lang="EN-us">The vase</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Ada Example</rdf:li><rdf:li>Bo Example</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>vase</rdf:li><rdf:li>Bleu</rdf:li></rdf:Bag></dc:subject>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">Un vase bleu</rdf:li>
<rdf:li xml:lang="en">A blue vase</rdf:li><rdf:li xml:lang="not a language!">x</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Web only</rdf:li></rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    """Facts of a PNG with that packet."""
    path = tmp_path / "x.png"
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", PACKET)
    Image.new("RGB", (4, 3)).save(path, pnginfo=words)
    return read_facts(path, "image/png")


def fill(world: World, asset_id: str, facts: Facts) -> AssetView:
    """Do what the job of an upload does."""
    with world.core.db.write() as session:
        note_facts(session, get_asset(world.core, HOUSE, asset_id).current_version_id, facts, "fr")
    return get_asset(world.core, HOUSE, asset_id)


def test_the_usual_table_carries_titles_alt_texts_and_rights_by_language(world: World, facts: Facts) -> None:
    save_field(
        world.core, HOUSE, "creator", kind="person", label={"fr": "Auteur"}, rules={"is_several": True}
    )
    view = fill(world, make_asset(world.core), facts)
    assert (view.title, view.titles) == ("Le vase", {"en-US": "The vase"})
    assert view.alt == {"en": "A blue vase", "fr": "Un vase bleu"}
    assert (view.tags, view.rights.licence) == (("vase", "Bleu"), "Web only")
    assert view.fields == {"creator": ["Ada Example", "Bo Example"]}
    [version] = list_versions(world.core, HOUSE, view.id)
    assert "properties" not in version.facts


def test_a_table_of_ones_own_has_fallbacks_and_fills_fields(world: World, facts: Facts) -> None:
    choices = ["Paris", {"value": "Lyon", "label": {"en": "Lyons"}}]
    save_field(world.core, HOUSE, "city", kind="choice", label={"fr": "Ville"}, choices=choices)
    save_field(world.core, HOUSE, "rating", kind="number", label={"fr": "Note"})
    save_field(world.core, HOUSE, "legend", kind="text", label={"fr": "L"}, rules={"is_by_locale": True})
    save_field(world.core, HOUSE, "reel", kind="text", label={"fr": "Film"}, kinds=["video"])
    lines = [
        {"target": "title", "sources": ["IPTC:Headline", "photoshop:Headline"]},
        {"target": "fields.city", "sources": ["photoshop:City"]},
        {"target": "fields.rating", "sources": ["photoshop:City"]},
        {"target": "fields.legend", "sources": ["dc:title"]},
        {"target": "fields.reel", "sources": ["dc:title"]},
    ]
    assert [line.target for line in save_lines(world.core, HOUSE, lines)] == [
        line["target"] for line in lines
    ]
    view = fill(world, make_asset(world.core), facts)
    assert (view.title, view.tags, view.alt) == ("Titre court", (), {})
    assert view.fields == {"city": "Lyon", "legend": {"en-US": "The vase", "fr": "Le vase"}}
    assert save_lines(world.core, HOUSE, []) == list(USUAL)


def test_applied_again_it_changes_only_what_the_file_had_filled_in(world: World, facts: Facts) -> None:
    filled, typed = (make_asset(world.core, number=number, filename="x.png") for number in (1, 2))
    for asset in (filled, typed):
        fill(world, asset, facts)
    edit_asset(world.core, HOUSE, typed, {"title": "Le mien", "tags": ["mien"]})
    sources = ["photoshop:Headline"]
    save_lines(
        world.core, HOUSE, [{"target": "title", "sources": sources}, {"target": "tags", "sources": sources}]
    )
    foreseen = foresee_mapping(world.core, HOUSE, "fr")
    assert (foreseen.assets, foreseen.targets) == (1, {"tags": 1, "title": 1})
    assert get_asset(world.core, HOUSE, filled).title == "Le vase"
    world.announced.clear()
    assert apply_mapping(world.core, "fr") == 1
    assert world.announced == [AssetsEdited((filled,))]
    mine, theirs = get_asset(world.core, HOUSE, filled), get_asset(world.core, HOUSE, typed)
    assert (mine.title, mine.titles, mine.tags) == ("Titre court", {}, ("Titre court",))
    assert (theirs.title, theirs.tags) == ("Le mien", ("mien",))
    assert apply_mapping(world.core, "fr") == 0
    edit_asset(world.core, HOUSE, filled, {"titles": {"en": "Mine"}})
    save_lines(world.core, HOUSE, [])
    assert foresee_mapping(world.core, HOUSE, "fr").targets == {"tags": 1}


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ({"target": "status", "sources": []}, "lines[0].target"),
        ({"target": "fields.nothing", "sources": []}, "lines[0].target"),
        ({"target": "title", "sources": ["dc:nothing"]}, "lines[0].sources"),
        ({"target": "title", "sources": "dc:title"}, "lines[0].sources"),
        ({"target": "title", "sources": list(SOURCES[:21])}, "lines[0].sources"),
        ({}, "lines[0].target"),
    ],
)
def test_a_wrong_line_names_its_place(world: World, line: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        save_lines(world.core, HOUSE, [line])
    assert refusal.value.errors[0].path == path
    with pytest.raises(Invalid, match="one line"):
        save_lines(world.core, HOUSE, [{"target": "title", "sources": []}] * 2)
    with world.core.db.read() as session:
        assert list_lines(session) == list(USUAL)


def test_the_mapping_is_for_admins(world: World) -> None:
    manager = make_caller("manager")
    for act in (
        lambda: save_lines(world.core, manager, []),
        lambda: foresee_mapping(world.core, manager, "fr"),
        lambda: ask_to_apply(world.core, manager),
    ):
        with pytest.raises(Forbidden):
            act()
    assert isinstance(world.core.jobs, ImmediateJobs)


def test_properties_are_bounded() -> None:
    long = {"dc:title": {"": ["x" * 60_000]}}
    assert bounded(long, {"dc:rights": {"": ["y" * 5_000]}}) == long
