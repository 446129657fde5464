"""What of another server's log counts as a fetch, of which asset, and by whom."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.event import Columns
from dam.engagement.foreign.files import Owned
from dam.engagement.foreign.importing import Imported, import_log
from dam.engagement.foreign.judge import Judge
from dam.engagement.foreign.reading import DiskLog
from dam.engagement.logs.segments import read_segment_rows
from dam.engagement.visitors.keys import VisitorKeys
from tests.dam.engagement.foreign.lines import ADDRESS, judge_of, nginx_line
from tests.dam.engagement.world import BROWSER, CHROME, add_asset, outcomes

DIGEST, OTHER, PART = "a" * 64, "b" * 64, "c" * 64


def take(core: Core, folder: Path, *lines: str, judge: Judge | None = None) -> Imported:
    path = folder / f"{len(list(folder.glob('*.log')))}.log"
    path.write_text("".join(lines))
    return import_log(core, HOUSE, DiskLog(path), judge or judge_of(core))


def rows(core: Core) -> list[Columns]:
    with core.db.read() as session:
        return list(read_segment_rows(session, first_at=0, last_at=1 << 62))


def test_a_fetch_at_an_edge_is_what_it_would_be_here(core_on_each: Core, tmp_path: Path) -> None:
    core, asset = core_on_each, add_asset(core_on_each)
    keys = VisitorKeys(core.db)
    keys.refresh(core.now())
    named = f"asset-{asset} version-v1 channel-web preset-web-hero"
    line = nginx_line(core, f"/d/web/hero/{asset}", etag=f'"{DIGEST}"', keys=named)
    imported = take(core, tmp_path, line, judge=judge_of(core, keys=keys))
    assert (imported.format, imported.lines, imported.accepted) == ("nginx", 1, 1)
    (row,) = rows(core)
    assert (row["asset_id"], row["version_id"], row["rendition"], row["kind"]) == (
        asset,
        "v1",
        DIGEST,
        "hero",
    )
    assert (row["channel"], row["class"], row["actor"], row["source"]) == ("web", "fetched", "human", "logs")
    assert (row["site"], row["page"]) == ("shop.example", "/coats")
    assert row["visitor"] == keys.key("web", ADDRESS, BROWSER, core.now().timestamp()) != ""
    assert outcomes(core, "logs") == {"received": 1, "accepted": 1}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"method": "HEAD"}, "not_a_fetch"),
        ({"status": 304}, "not_a_fetch"),
        ({"status": 404}, "not_a_fetch"),
        ({"status": 206, "range": "bytes=1000-"}, "not_a_fetch"),
        ({"status": 206, "range": "bytes=0-99"}, ""),
        ({"uri": "/library"}, "not_ours"),
        ({"uri": "/q/abc"}, "not_ours"),
        ({"uri": "/d/web/hero/0000000000000000"}, "unknown_asset"),
        ({"uri": f"/i/web/{OTHER}"}, "unknown_asset"),
        ({"uri": f"/i/web/{PART}"}, "part"),
        ({"etag": f'"{OTHER}"'}, ""),
        ({"etag": f'W/"{DIGEST}"'}, ""),
        ({"etag": f'"{"d" * 64}"'}, "stand_in"),
        ({"keys": "asset-0000000000000000 version-v9 channel-web asset-ASSET"}, "stand_in"),
        ({"msec": "soon"}, "unreadable"),
        ({"msec": "1000000000.000"}, "too_old"),
        ({"msec": "-1.000"}, "too_old"),
        ({"msec": "4000000000.000"}, "from_the_future"),
    ],
)
def test_what_counts_and_why_not(core: Core, tmp_path: Path, more: dict[str, Any], why: str) -> None:
    asset = add_asset(core)
    owners = {
        DIGEST: [Owned(asset, "v1", "web", "hero", False)],
        PART: [Owned(asset, "v1", "web", "hero", True)],
        "d" * 64: [Owned(add_asset(core), "v2", "web", "hero", False)],
    }
    said = {
        name: value.replace("ASSET", asset) if isinstance(value, str) else value
        for name, value in more.items()
    }
    path = str(said.pop("uri", f"/d/web/hero/{asset}"))
    good, line = nginx_line(core, f"/d/web/hero/{asset}"), nginx_line(core, path, **said)
    imported = take(core, tmp_path, good, line, judge=judge_of(core, owners))
    assert dict(imported.drops) == ({why: 1} if why else {})
    assert (
        outcomes(core, "logs") == {"received": 2, "accepted": 1, why: 1}
        if why
        else {"received": 2, "accepted": 2}
    )


def test_an_immutable_address_is_its_owner_in_the_channel(core: Core, tmp_path: Path) -> None:
    one, two = add_asset(core), add_asset(core)
    owners = {
        DIGEST: [
            Owned(one, "v1", "print", "a5", False),
            Owned(one, "v1", "web", "card", False),
            Owned(two, "v2", "web", "hero", False),
        ]
    }
    path = f"/i/web/{DIGEST}"
    lines = nginx_line(core, path), nginx_line(core, path, keys=f"asset-{two} version-v2")
    take(core, tmp_path, *lines, judge=judge_of(core, owners))
    found = [(row["asset_id"], row["version_id"], row["kind"], row["rendition"]) for row in rows(core)]
    assert found == [(one, "v1", "card", DIGEST), (two, "v2", "hero", DIGEST)]


def test_a_later_piece_of_a_film_is_none_and_a_log_that_does_not_tell_says_so(
    core: Core, tmp_path: Path
) -> None:
    path = f"/d/web/hero/{add_asset(core)}"
    at = core.now().strftime("%d/%b/%Y:%H:%M:%S +0000")
    begin = f'192.0.2.1 - - [{at}] "GET {path} HTTP/1.1" 206 9 "-" "{CHROME}"'
    tails = ("\n", ' range="bytes=0-"\n', ' range="bytes=5-"\n')
    imported = take(core, tmp_path, *(begin + tail for tail in tails))
    assert (imported.accepted, dict(imported.drops)) == (1, {"range_unknown": 1, "not_a_fetch": 1})


@pytest.mark.parametrize(
    ("more", "actor"),
    [
        ({}, "human"),
        ({"agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}, "bot"),
        ({"agent": ""}, "bot"),
        ({"agent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"}, "proxy"),
        ({"purpose": "prefetch;anonymous-client-ip"}, "prefetch"),
        ({"session": "session"}, "staff"),
    ],
)
def test_actors_are_told_as_ours_are(core: Core, tmp_path: Path, more: dict[str, str], actor: str) -> None:
    take(core, tmp_path, nginx_line(core, f"/d/web/hero/{add_asset(core)}", **more))
    assert [row["actor"] for row in rows(core)] == [actor]


def test_only_todays_lines_have_a_visitor_and_those_who_say_no_have_none(core: Core, tmp_path: Path) -> None:
    path, keys = f"/d/web/hero/{add_asset(core)}", VisitorKeys(core.db)
    keys.refresh(core.now())
    yesterday = core.now() - timedelta(days=1)
    lines = (
        nginx_line(core, path),
        nginx_line(core, path, gpc="1"),
        nginx_line(core, path, dnt="1"),
        nginx_line(core, path, at=yesterday),
    )
    take(core, tmp_path, *lines, judge=judge_of(core, keys=keys))
    assert [bool(row["visitor"]) for row in rows(core)] == [True, False, False, False]


def test_behind_several_proxies_the_visitor_is_who_the_outermost_saw(core: Core, tmp_path: Path) -> None:
    path, keys = f"/d/web/hero/{add_asset(core)}", VisitorKeys(core.db)
    keys.refresh(core.now())
    judge = judge_of(core, keys=keys, trusted_proxies=2)
    take(
        core,
        tmp_path,
        nginx_line(core, path, forwarded=f"6.6.6.6, {ADDRESS}", address="10.0.0.1"),
        judge=judge,
    )
    (row,) = rows(core)
    assert row["visitor"] == keys.key("web", ADDRESS, BROWSER, core.now().timestamp())


def test_since_leaves_out_what_was_before(core: Core, tmp_path: Path) -> None:
    path = f"/d/web/hero/{add_asset(core)}"
    early = nginx_line(core, path, at=core.now() - timedelta(hours=2))
    since = int(core.now().timestamp() - 3600) * 1000
    imported = take(core, tmp_path, early, nginx_line(core, path), judge=judge_of(core, since=since))
    assert (imported.accepted, dict(imported.drops)) == (1, {"before_since": 1})


def test_no_address_and_no_user_agent_is_kept(core: Core, tmp_path: Path) -> None:
    keys = VisitorKeys(core.db)
    keys.refresh(core.now())
    path = f"/d/web/hero/{add_asset(core)}"
    more = {"agent": "Mozilla/5.0 CanaryBrowser", "address": "198.51.100.77", "forwarded": "198.51.100.78"}
    lines = [nginx_line(core, path, referer="https://shop.example/p?canaryquery", **more), "canary broken\n"]
    folder = tmp_path / "logs"
    folder.mkdir()
    assert take(core, folder, *lines, judge=judge_of(core, keys=keys)).accepted == 1
    (row,) = rows(core)
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("*") if each.is_file()) + repr(row).encode()
    assert row["visitor"].encode() in kept
    for canary in (b"198.51.100", b"\xc6\x33\x64", b"canary", b"Canary", b"Mozilla"):
        assert canary not in kept


def test_long_addresses_and_headers_are_read_and_not_remembered(core: Core, tmp_path: Path) -> None:
    asset, judge = add_asset(core), judge_of(core)
    long = "a" * 8_000
    lines = [
        nginx_line(core, f"/d/web/{long}/{asset}"),
        nginx_line(core, f"/d/web/hero/{asset}", agent=CHROME + long),
        nginx_line(core, f"/d/web/hero/{asset}", referer=f"https://shop.example/{long}"),
    ]
    assert take(core, tmp_path, *lines, judge=judge).lines == 3
    assert [len(path) < 500 for path in judge._named] == [True]
    assert [len(str(guest)) < 1_500 for guest in judge._guests._kept] == [True]
