"""Playlists as text: what is written holds to RFC 8216, and tracks come and go without touching the rungs."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from renditions.video.playlists import (
    Rung,
    Segment,
    TrackLine,
    master_playlist,
    read_segments,
    rung_playlist,
    seconds_of,
    track_playlist,
    with_tracks,
)

WRITTEN = """#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MAP:URI="k-0.mp4",BYTERANGE="1372@0"
#EXTINF:6.000000,
#EXT-X-BYTERANGE:1000@1372
k-0.mp4
#EXTINF:2.500000,
#EXT-X-BYTERANGE:300@2372
k-0.mp4
#EXT-X-ENDLIST
"""
SEGMENTS = (Segment(6.0, 1372, 1000), Segment(2.5, 2372, 300))
RUNG = Rung("720p", 1280, 720, "avc1.64001f,mp4a.40.2", 25.0, 1372, SEGMENTS)
LARGE = Rung("1080p", 1920, 1080, "avc1.640028,mp4a.40.2", 25.0, 1372, SEGMENTS)
FRENCH = TrackLine("fr", "Français", "../fr.m3u8")
ENGLISH = TrackLine("en", "English", "../en.m3u8")


def test_what_ffmpeg_wrote_is_read() -> None:
    assert read_segments(WRITTEN) == (1372, SEGMENTS)


@pytest.mark.parametrize("text", ["", "#EXTM3U\n", WRITTEN.replace("#EXT-X-ENDLIST", ""), WRITTEN[:100]])
def test_half_a_playlist_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected a playlist"):
        read_segments(text)


def test_a_rung_is_written_as_players_read_it() -> None:
    text = rung_playlist(RUNG, "../../x.mp4")
    assert text.splitlines()[:4] == [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-TARGETDURATION:6",
        "#EXT-X-MEDIA-SEQUENCE:0",
    ]
    assert '#EXT-X-MAP:URI="../../x.mp4",BYTERANGE="1372@0"' in text
    assert "#EXTINF:2.500000,\n#EXT-X-BYTERANGE:300@2372\n../../x.mp4\n#EXT-X-ENDLIST\n" in text
    assert seconds_of(text) == 8.5
    assert Rung.from_json(RUNG.to_json()) == RUNG


def test_the_master_says_what_each_rung_needs() -> None:
    text = master_playlist([(LARGE, "large.m3u8"), (RUNG, "small.m3u8")])
    infos = re.findall(r"#EXT-X-STREAM-INF:(.*)\n(.*)", text)
    assert [uri for _, uri in infos] == ["small.m3u8", "large.m3u8"], "players begin with the first"
    assert infos[0][0] == (
        'BANDWIDTH=1334,AVERAGE-BANDWIDTH=1224,CODECS="avc1.64001f,mp4a.40.2"'
        ",RESOLUTION=1280x720,FRAME-RATE=25.000"
    )


def test_the_peak_is_of_stretches_near_the_target() -> None:
    """A last segment of a moment says nothing of what a network must carry."""
    short = Segment(0.1, 0, 1_000_000)
    even = tuple(Segment(6.0, 0, 750_000) for _ in range(3))
    rung = Rung("x", 2, 2, "avc1", 25, 0, (*even, short))
    assert rung.peak_bandwidth == math.ceil(8 * 1_750_000 / 6.1)
    assert Rung("x", 2, 2, "avc1", 25, 0, (short,)).peak_bandwidth == 80_000_000


@given(some.lists(some.tuples(some.floats(0.1, 12), some.integers(1, 10**7)), min_size=1, max_size=20))
def test_no_average_is_above_its_peak_by_more_than_the_rest_of_a_segment(
    pairs: list[tuple[float, int]],
) -> None:
    rung = Rung("x", 2, 2, "avc1", 25, 0, tuple(Segment(seconds, 0, size) for seconds, size in pairs))
    heaviest = max(8 * size / seconds for seconds, size in pairs)
    assert rung.peak_bandwidth <= heaviest + 1
    assert rung.average_bandwidth <= heaviest + 1


def test_tracks_come_and_go() -> None:
    bare = master_playlist([(LARGE, "large.m3u8"), (RUNG, "small.m3u8")])
    both = with_tracks(bare, [FRENCH, ENGLISH])
    assert both.count('SUBTITLES="subtitles"') == 2
    assert (
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="Français",LANGUAGE="fr",DEFAULT=NO,'
        'AUTOSELECT=YES,FORCED=NO,URI="../fr.m3u8"' in both
    )
    assert both.index("#EXT-X-MEDIA") < both.index("#EXT-X-STREAM-INF")
    assert with_tracks(both, [FRENCH, ENGLISH]) == both
    assert with_tracks(both, [ENGLISH]) == with_tracks(bare, [ENGLISH])
    assert with_tracks(both, []) == with_tracks(bare, []) == bare


def test_a_track_is_one_segment_as_long_as_the_film() -> None:
    text = track_playlist(13.04, "fr.vtt")
    assert "#EXT-X-TARGETDURATION:13\n" in text
    assert text.endswith("#EXTINF:13.040000,\nfr.vtt\n#EXT-X-ENDLIST\n")
