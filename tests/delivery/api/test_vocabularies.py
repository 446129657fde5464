"""Vocabularies over the API: trees, names, merges, files, and tags that become terms."""

from dam.assets.terms.follow import follow_terms
from tests.delivery.api.client import Client, paths_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

TABLE = """id;parent;label:fr;label:en;synonyms:fr
a;;Animal;Animal;bête|faune
d;a;chien;dog;
t;d;'=teckel;dachshund;
"""


def grown(manager: Client) -> dict[str, str]:
    """Make a vocabulary of animals and return ids by French label."""
    assert manager.put(
        "/vocabularies/animals", json={"label": {"fr": "Animaux"}, "is_for_tags": True}
    ).is_success
    assert manager.post("/vocabularies/animals/file", json={"csv": TABLE}).json()["added"] == 3
    terms = manager.get("/vocabularies/animals/terms").json()["items"]
    return {term["labels"]["fr"]: term["id"] for term in terms}


def test_a_vocabulary_comes_from_a_table_and_goes_home_as_one(manager: Client) -> None:
    ids = grown(manager)
    [told] = manager.get("/vocabularies").json()["items"]
    assert (told["key"], told["terms"], told["is_for_tags"]) == ("animals", 3, True)
    deepest = manager.get(f"/terms/{ids['=teckel']}").json()
    assert deepest["ancestors"] == [ids["Animal"], ids["chien"]]
    table = manager.get("/vocabularies/animals/file")
    assert "'=teckel" in table.text  # no spreadsheet runs it
    for body in ({"csv": table.text}, {"skos": manager.get("/vocabularies/animals/file?format=skos").json()}):
        again = manager.post("/vocabularies/animals/file", json=body).json()
        assert again == {"added": 0, "changed": 0, "unchanged": 3}
    more = table.text.replace("dog", "hound") + ",,chat,cat,\r\n"
    looked = manager.post("/vocabularies/animals/file", json={"csv": more, "is_dry": True}).json()
    assert looked == {"added": 1, "changed": 1, "unchanged": 2}
    assert len(manager.get("/vocabularies/animals/terms").json()["items"]) == 3
    assert manager.post("/vocabularies/animals/file", json={"csv": more}).json() == looked


def test_what_is_wrong_in_a_file_is_named_with_its_line(manager: Client) -> None:
    manager.put("/vocabularies/animals", json={"label": {"fr": "Animaux"}})
    for body, path in (
        ({"csv": "name,parent\nx,\n"}, "file"),
        ({"csv": ""}, "file"),
        ({"csv": 'label:fr\n"a\0b'}, "csv"),
        ({"csv": "id,parent,label:fr\na,b,A\nb,a,B\n"}, "lines[2]"),
        ({"csv": "id,label:fr\na,A\na,B\n"}, "lines[3]"),
        ({"csv": "label:fr\nA,B\n"}, "lines[2]"),
        ({"csv": "label:fr,parent\nA,nowhere\n"}, "lines[2]"),
        ({"csv": f"label:fr\n{'x' * 101}\n"}, "lines[2]"),
        ({"csv": "label:fr,synonyms:fr\nA,\nB,a\n"}, "lines[3]"),
        ({"csv": "label:fr\n" + "a\n" * 10_001}, "file"),
        ({"skos": {"concepts": 3}}, "file"),
        ({"skos": {"concepts": [{"prefLabel": "A"}]}}, "lines[1]"),
        ({"skos": {"concepts": [{"prefLabel": {"fr": 7}}]}}, "lines[1]"),
    ):
        refused = manager.post("/vocabularies/animals/file", json=body)
        assert (refused.status_code, paths_of(refused)) == (400, {path}), body


def test_a_vocabulary_comes_in_parts_each_below_the_one_before(manager: Client) -> None:
    manager.put("/vocabularies/animals", json={"label": {"fr": "Animaux"}})
    parts = ("id,parent,label:fr\na,,Animal\nd,a,Chien\n", "parent,label:fr\nchien,Teckel\nTeckel,Nain\n")
    for part in (*parts, *parts):
        manager.post("/vocabularies/animals/file", json={"csv": part}).raise_for_status()
    terms = manager.get("/vocabularies/animals/terms").json()["items"]
    assert [(term["labels"]["fr"], len(term["ancestors"])) for term in terms] == [
        ("Animal", 0), ("Chien", 1), ("Teckel", 2), ("Nain", 3)
    ]  # fmt: skip
    moved = "label:fr,parent,synonyms:fr\nNain,Animal,Minus\nMinou,Nain,\n"
    told = manager.post("/vocabularies/animals/file", json={"csv": moved}).json()
    assert told == {"added": 1, "changed": 1, "unchanged": 0}
    clash = manager.post("/vocabularies/animals/file", json={"csv": "label:fr,synonyms:fr\nPuce,minus\n"})
    assert "names the term 'Animal › Nain' already" in clash.json()["errors"][0]["message"]


def test_tags_become_terms_and_terms_answer_while_somebody_types(client_of: ClientOf) -> None:
    manager, contributor = client_of("manager"), client_of("contributor")
    ids = grown(manager)
    asset = contributor.add(png(1), tags="Dog, FAUNE, plage")["id"]
    assert contributor.get(f"/assets/{asset}").json()["tags"] == ["chien", "Animal", "plage"]
    [offered] = contributor.get("/tag-offers?starts_with=do").json()["items"]
    assert (offered["tag"], offered["path"]) == ("chien", "Animal › chien")
    assert [each["tag"] for each in contributor.get("/tag-offers?starts_with=pl").json()["items"]] == [
        "plage"
    ]
    assert [each["tag"] for each in manager.get("/free-tags").json()["items"]] == ["plage"]
    body = {"vocabulary": "animals", "labels": {"fr": "bord de mer", "en": "seaside"}}
    assert contributor.post("/tags/plage/promote", json=body).status_code == 403
    promoted = manager.post("/tags/plage/promote", json=body).json()
    assert promoted["synonyms"] == {"fr": ["plage"]}
    follow_terms(manager.house.core, [promoted["id"]])
    assert "bord de mer" in contributor.get(f"/assets/{asset}").json()["tags"]

    merged = manager.post(f"/terms/{ids['chien']}/merge", json={"into": promoted["id"]}).json()
    assert merged["labels"] == {"fr": "bord de mer", "en": "seaside"}
    assert manager.get(f"/terms/{ids['chien']}").json()["id"] == promoted["id"]
    below = f"/terms/{ids['Animal']}"
    assert paths_of(manager.patch(below, json={"parent_id": ids["Animal"]})) == {"parent_id"}
    assert contributor.delete(below).status_code == 403
    assert manager.delete(f"/terms/{promoted['id']}").status_code == 409
    found = manager.get("/vocabularies/animals/terms?starts_with=dach").json()["items"]
    assert [term["labels"]["en"] for term in found] == ["dachshund"]
    added = manager.post("/vocabularies/animals/terms", json={"labels": {"en": "cat"}}).json()
    assert manager.delete(f"/terms/{added['id']}").status_code == 204
    assert manager.delete("/vocabularies/animals").status_code == 204
    assert manager.get("/vocabularies/animals").status_code == 404
