"""Who is at the other end, by what user agents say; samples as each maker documents them."""

import crawleruseragents
import pytest

from dam.engagement.event import Actor
from dam.engagement.visitors.actors import actor_of, actor_of_user_agent, wanted_headers
from dam.engagement.visitors.user_agents import RULES, rule_of
from tests.dam.engagement.visitors.browsers import people
from tests.dam.engagement.world import CHROME

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
    "Mozilla/5.0 (compatible; YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html)",
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Microsoft Office Existence Discovery",
    "StartpagePrivateImageProxy/2.0 (https://www.startpage.com/; support@startpage.com) requests/2.25.1",
    "imgproxy/3.21.0",
]
CHECKS = ["kube-probe/1.29", "ELB-HealthChecker/2.0", "GoogleHC/1.0", "Prometheus/2.53.0"]


@pytest.mark.parametrize(
    ("actor", "user_agent"),
    [
        *(("bot", user_agent) for user_agent in (*MACHINES, "", " ")),
        *(("proxy", user_agent) for user_agent in PROXIES),
        *(("check", user_agent) for user_agent in CHECKS),
    ],
)
def test_user_agents(actor: str, user_agent: str) -> None:
    assert actor_of({"user-agent": user_agent}) == actor


def test_machines_that_others_have_listed_are_not_taken_for_people() -> None:
    """The samples of crawler-user-agents, a list that many keep: at the least 99 in 100."""
    samples = {
        sample
        for machine in crawleruseragents.CRAWLER_USER_AGENTS_DATA
        for sample in machine.get("instances", [])
    }
    assert len(samples) > 1_500
    missed = [sample for sample in samples if actor_of_user_agent(sample) is Actor.HUMAN]
    assert len(missed) <= 0.01 * len(samples), "\n".join(missed)


def test_people_are_not_taken_for_machines() -> None:
    """Browsers, apps, mail programs, televisions, consoles and screens: at the most 5 in 1,000 are misjudged."""
    agents = set(people())
    assert len(agents) >= 2_000
    misjudged = [agent for agent in agents if actor_of_user_agent(agent) is not Actor.HUMAN]
    assert len(misjudged) <= 0.005 * len(agents), "\n".join(misjudged)


def test_every_judgement_has_a_rule_and_every_rule_a_reason() -> None:
    for agent in (*MACHINES, *PROXIES, *CHECKS, "", CHROME):
        rule = rule_of(agent)
        assert (rule.actor if rule else Actor.HUMAN) is actor_of_user_agent(agent)
    assert all(rule.why for rule in RULES)


@pytest.mark.parametrize("name", ["sec-purpose", "purpose", "x-moz", "x-purpose"])
def test_what_a_browser_fetches_ahead_is_prefetch(name: str) -> None:
    assert actor_of({"user-agent": CHROME, name: "prefetch;prerender"}) == "prefetch"


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
