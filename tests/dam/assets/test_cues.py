"""Subtitles as people send them: SRT and WebVTT, every encoding, and what cannot be read with its line."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dam.assets.cue_markup import clean_markup
from dam.assets.cues import Cue, read_cues, write_vtt
from dam.errors import Invalid

SRT = """1
00:00:01,000 --> 00:00:04,000
Bonjour <i>Zoé</i> & toi <3
{\\an8}C’est l’été — déjà ?

2
00:01:01,5 --> 01:00:04,000 X1:10 X2:20
– Œuvre
"""
VTT = """WEBVTT - a film
Kind: captions

STYLE
::cue { background: url(https://example.org/seen) }

NOTE made by hand

intro
00:01.000 --> 00:04.000 align:start position:10% onclick:now line:-1
<v.loud Zoé>Bonjour</v> &amp; <c.yellow>toi</c>

00:00:00.500 --> 00:00:00.900
Avant
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_srt_in_every_encoding(encoding: str, ending: str) -> None:
    cues = read_cues(SRT.replace("\n", ending).encode(encoding))
    assert cues == (
        Cue(1000, 4000, "Bonjour <i>Zoé</i> &amp; toi &lt;3\nC’est l’été — déjà ?"),
        Cue(61_500, 3_604_000, "– Œuvre"),
    )


def test_webvtt_keeps_its_voices_and_places_and_drops_what_could_fetch() -> None:
    assert write_vtt(read_cues(VTT.encode())) == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:00.900\nAvant\n\n"
        "00:00:01.000 --> 00:00:04.000 align:start position:10% line:-1\n"
        "<v.loud Zoé>Bonjour</v> &amp; <c.yellow>toi</c>\n"
    )


def test_words_behind_an_empty_line_belong_to_the_subtitle() -> None:
    (cue, other) = read_cues(
        b"1\n00:00:01,000 --> 00:00:02,000\none\n\ntwo\n\n2\n00:00:03,000 --> 00:00:04,000\nx"
    )
    assert (cue.text, other.text) == ("one\ntwo", "x")


@pytest.mark.parametrize("gap", ["", "\n", "\n \n\n"])
@pytest.mark.parametrize("head", ["", "WEBVTT\n\n"])
def test_empty_lines_between_subtitles_may_be_missing(gap: str, head: str) -> None:
    times = ("1\n00:01.000 --> 00:02.000", "2\n00:03.000 --> 00:04.000", "3\n00:05.000 --> 00:06.000")
    cues = read_cues(
        (head + f"\n{gap}".join(f"{each}\nin {2000 + n}" for n, each in enumerate(times))).encode()
    )
    assert [cue.text for cue in cues] == ["in 2000", "in 2001", "in 2002"]


def test_a_number_alone_may_be_what_is_said() -> None:
    cues = read_cues(b"1\n00:00:01,000 --> 00:00:02,000\n1871\n\n1872\n\n2\n00:00:03,000 --> 00:00:04,000\nx")
    assert [cue.text for cue in cues] == ["1871\n1872", "x"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ('<img src=x onerror="alert(1)">a', "a"),
        ('<b onclick="x">a</B>', "<b>a</b>"),
        ('<font color="red">a</font>', "a"),
        ("a < b > c --> d", "a &lt; b &gt; c --&gt; d"),
        ("<ruby>漢<rt>kan</rt></ruby>", "<ruby>漢<rt>kan</rt></ruby>"),
        ("<00:00:01.500>la", "<00:00:01.500>la"),
        ("<lang en-GB>tea</lang>", "<lang en-GB>tea</lang>"),
        ("<v <b>x", "&lt;v <b>x"),
        ("<v A --{\\an8}>x<c.a.--\x01>y", "<v A>x<c.a>y"),
        ("&lt;b&gt; &copy; &#233; R&D", "&lt;b&gt; &amp;copy; &#233; R&amp;D"),
        ("a\x00\x1b[2J\nb\n \nc", "a[2J\nb\nc"),
    ],
)
def test_only_the_tags_of_webvtt_stay(sent: str, kept: str) -> None:
    assert clean_markup(sent) == kept
    assert clean_markup(kept) == kept


@pytest.mark.parametrize(
    ("data", "line", "got"),
    [
        (b"", 1, "there are none"),
        (b"WEBVTT\n\nNOTE nothing\n", 1, "there are none"),
        (b"WEBVTT\n00:01.000 --> 00:02.000\nx", 2, "empty line"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x0d", 1, "UTF-8"),
        (b"dear reader,\nhello", 1, "'dear reader,'"),
        (b"1\n00:00:01 --> 2\nx", 2, "'00:00:01 --> 2'"),
        (b"1\n00:00:02,000 --> 00:00:01,000\nx", 2, "after the beginning"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:00:03,000 -> 00:00:04,000\ny", 6, "00:00:03,000 ->"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n2\n00:03,000 --> \ny", 5, "'00:03,000 -->'"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n<script></script>", 1, "there are none"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(data: bytes, line: int, got: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_cues(data)
    assert f"line {line}:" in str(refusal.value)
    assert got in str(refusal.value)
    assert refusal.value.errors[0].path == "file"


@given(
    some.binary(max_size=300)
    | some.text(max_size=300).map(
        lambda text: ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + text).encode("utf-8", "replace")
    )
)
def test_anything_is_read_or_refused_and_reading_again_changes_nothing(data: bytes) -> None:
    try:
        cues = read_cues(data)
    except Invalid:
        return
    assert read_cues(write_vtt(cues).encode()) == cues


@pytest.mark.parametrize(
    "piece", ["<a", "<a.b", "x\n\n", "&", "<v ", "1\n", "{\\", "00:00:01,000 --> 00:00:02,000\nx\n\n"]
)
def test_two_megabytes_of_anything_are_quick(piece: str) -> None:
    data = f"1\n00:00:01,000 --> 00:00:02,000\n{piece * (2_000_000 // len(piece))}".encode()
    began = time.process_time()
    with suppress(Invalid):
        read_cues(data)
    assert time.process_time() - began < 5
