"""Who is at the other end, by what user agents say; samples as each maker documents them."""

import pytest

from dam.engagement.actors import actor_of, actor_of_user_agent, wanted_headers
from dam.engagement.event import Actor

PEOPLE = """
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15
Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0
Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/480.0.0.0;]
Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager
Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)
Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)
Opera/9.80 (Android; Opera Mini/36.2/191; U; fr) Presto/2.12 Version/12.16
Dalvik/2.1.0 (Linux; U; Android 13; SM-A536B Build/TP1A)
okhttp/4.12.0
BrandApp/3.2 CFNetwork/1490.0.4 Darwin/23.2.0
BrandApp/1.0 (Linux;Android 13) ExoPlayerLib/2.18.1
""".strip().splitlines()

MACHINES = """
Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/103.0.5060.134 Safari/537.36
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; GPTBot/1.1; +https://openai.com/gptbot
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36
Mozilla/5.0 (compatible; Baiduspider-render/2.0; +http://www.baidu.com/search/spider.html)
facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
WhatsApp/2.23.20.0
curl/8.5.0
Wget/1.21.4
python-requests/2.32.3
Go-http-client/2.0
Apache-HttpClient/4.5.14 (Java/17.0.9)
-
""".strip().splitlines()

PROXIES = [
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
]
CHECKS = ["kube-probe/1.29", "ELB-HealthChecker/2.0", "GoogleHC/1.0", "Prometheus/2.53.0"]


@pytest.mark.parametrize(
    ("actor", "user_agent"),
    [
        *(("human", user_agent) for user_agent in PEOPLE),
        *(("bot", user_agent) for user_agent in (*MACHINES, "")),
        *(("proxy", user_agent) for user_agent in PROXIES),
        *(("check", user_agent) for user_agent in CHECKS),
    ],
)
def test_user_agents(actor: str, user_agent: str) -> None:
    assert actor_of({"user-agent": user_agent}) == actor


@pytest.mark.parametrize("name", ["sec-purpose", "purpose", "x-moz", "x-purpose"])
def test_what_a_browser_fetches_ahead_is_prefetch(name: str) -> None:
    assert actor_of({"user-agent": PEOPLE[0], name: "prefetch;prerender"}) == "prefetch"


def test_our_own_people_are_staff_whatever_they_use() -> None:
    assert actor_of({"user-agent": "curl/8.5.0"}, is_session=True) == "staff"


def test_only_wanted_headers_are_taken_from_a_request() -> None:
    raw = [
        (b"cookie", b"secret"),
        (b"user-agent", b"x"),
        (b"authorization", b"Bearer y"),
        (b"range", b"bytes=0-"),
    ]
    assert wanted_headers(raw) == {"user-agent": "x", "range": "bytes=0-"}


def test_endless_user_agents_fill_no_memory() -> None:
    """The beginning tells enough; four thousand of 60 kB each would be a quarter of a gigabyte."""
    actor_of_user_agent.cache_clear()
    for number in range(20):
        assert actor_of({"user-agent": f"Googlebot/2.1 {'x' * 1_000}{number}"}) is Actor.BOT
    assert actor_of_user_agent.cache_info().currsize == 1
