"""What is said in a film and stands in a document is found, and only while it is so."""

from pathlib import Path

from dam.accounts.caller import HOUSE
from dam.assets.models import Version
from dam.assets.subtitles import delete_subtitles, save_subtitles
from dam.assets.wording.keep import keep_words, unread_documents
from dam.core import Core
from dam.search.find import SearchRequest, find_assets
from dam.search.open import open_index
from dam.search.update import index_assets
from tests.dam.search.rows import add_rows

FILM, PAGES = "f" * 16, "d" * 16
SRT = b"1\n00:00:01,000 --> 00:00:02,000\n<i>Bonjour</i> \xc3\xa0 toutes\n"


def test_subtitles_are_found_while_they_stand(core: Core, tmp_path: Path) -> None:
    with core.db.write() as session:
        add_rows(session, FILM, kind="video", title="Film")
    index = open_index(f"whoosh://{tmp_path}/search", core.db)

    def places(text: str) -> list[str]:
        index_assets(core, index, [FILM])
        found = find_assets(core, index, HOUSE, SearchRequest(text))
        return [reason.place for reasons in found.why.values() for reason in reasons]

    save_subtitles(core, HOUSE, FILM, "fr", SRT)
    assert places("bonjour") == ["subtitles"]
    save_subtitles(core, HOUSE, FILM, "fr", SRT.replace(b"Bonjour", b"Merci"))
    assert (places("bonjour"), places("merci")) == ([], ["subtitles"])
    delete_subtitles(core, HOUSE, FILM, "fr")
    assert places("merci") == []


def test_pages_are_found_by_the_version_that_is_served(core: Core, tmp_path: Path) -> None:
    with core.db.write() as session:
        add_rows(session, PAGES, kind="document", title="Guide")
    index = open_index(f"whoosh://{tmp_path}/search", core.db)

    def finds(text: str) -> bool:
        index_assets(core, index, [PAGES])
        return bool(find_assets(core, index, HOUSE, SearchRequest(text)).items)

    with core.db.read() as session:
        assert unread_documents(session, 5) == [f"v{PAGES}"]
    with core.db.write() as session:
        keep_words(session, PAGES, "0" * 64, "Entretien du verre")
    with core.db.read() as session:
        assert unread_documents(session, 5) == []
    assert (finds("verre"), finds("cuir")) == (True, False)
    with core.db.write() as session:
        version = session.get_one(Version, f"v{PAGES}")
        version.sha256 = "1" * 64
        keep_words(session, PAGES, "1" * 64, "Entretien du cuir")
    assert (finds("verre"), finds("cuir")) == (False, True)
