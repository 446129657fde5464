"""What user agents say of themselves: a table of rules, from what the machines of the web call themselves.

Most machines name an address, a purpose (`bot`, `crawl`, `monitor`) or do not pretend to be a browser at all; the rest is
listed by name. Native apps, players and screens (`okhttp`, `CFNetwork`, `BrightSign` …) are held to be people: they show
pictures to them. The first rule that fits decides; whoever fits none is a person.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from dam.engagement.event import Actor


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern (verbose, case does not matter), who is told by it, and why."""

    pattern: str
    actor: Actor
    why: str


RULES = (
    Rule(r"\A\s*-?\s*\Z", Actor.BOT, "every browser says what it is; who says nothing is a program"),
    Rule(
        r"\A\s*Mozilla/5\.0\s*\Z", Actor.PROXY, "Apple's Mail Privacy Protection says this and nothing more"
    ),
    Rule(
        r"GoogleImageProxy | ggpht\.com",
        Actor.PROXY,
        "Gmail: fetched once for many readers, often before one looks",
    ),
    Rule(r"YahooMailProxy | YahooCacheSystem", Actor.PROXY, "Yahoo and AOL mail, the same"),
    Rule(
        r"Outlook-?ImageProxy | BingPreview/.*Outlook | Existence\ Discovery",
        Actor.PROXY,
        "Outlook on the web, and Office looking whether a link is there",
    ),
    Rule(r"Superhuman | Shortwave | ymlp\.com", Actor.PROXY, "mail programs that fetch for their readers"),
    Rule(r"Prefetch\ Proxy", Actor.PREFETCH, "Chrome fetching ahead, without the person's address"),
    Rule(
        r"Image-?Proxy | Cloudflare-?Image | wsrv\.nl | imgproxy | asset-proxy | Image\ Proxy",
        Actor.PROXY,
        "servers that pass pictures on",
    ),
    Rule(
        r"kube-probe | ELB-HealthChecker | GoogleHC | Amazon-Route53-Health | HAProxy | Consul\ Health | Health-?checks?/"
        r" | Vitrine-Check",
        Actor.CHECK,
        "load balancers and orchestrators asking whether we are well",
    ),
    Rule(
        r"Prometheus/ | blackbox.exporter | UptimeRobot | StatusCake | Pingdom | Better\ ?Uptime | Site24x7",
        Actor.CHECK,
        "monitors, often our own",
    ),
    Rule(
        r"""
        (?<!\bcu)bot\b | (?<!\bcu)bot[/_.;,\ \-0-9] | robot | crawl | spider | slurp | fetch | scan | scrap | archiv | harvest
        | validator | survey | monitor | check | verif | uptime | synthetic | watch(er|agent|towr) | audit | capture | preview
        | lighthouse | headless | phantomjs | selenium | puppeteer | playwright | webdriver | sitemap | optimi[sz]er | resolver
        | inspect | feeder | newsnow | favicon | \bapi\b | \bagent\b | [a-z]-(user|agent|discovery)\b
        """,
        Actor.BOT,
        "they name what they do",
    ),
    Rule(
        r"""https?:// | \+http | \w@[\w\-]{1,80}\.[a-z] | \[at\] | \(at\)""",
        Actor.BOT,
        "they name whom to write to",
    ),
    Rule(
        r"compatible;\ *+(?!msie|konqueror|googletoolbar|ms-office) | Google-[A-Z] | -Google\b",
        Actor.BOT,
        "they introduce themselves as compatible with a browser, or as one of Google's",
    ),
    Rule(
        r"""
        adbeat | AppInsights | Criticalcss | Collapsify | DareBoost | Datanyze | Dlc/ | Foregenix | Geedo | GTmetrix | Hardenize
        | Hotjar\ Version | HTTPClient | HTTrack | Indy\ Library | Instagram\ Preview | LinkTiger | MarketGoo | Miniature\.io
        | newsai/ | Nitro- | OpenVAS | outbrain | PrintFriendly | PTST/ | PWABuilder | Readable/ | Rigor\) | Scope3
        | SecurityHeaders | Silktide | Sindup | Siteimprove | splash\ Version | TestLocally | ThousandEyes | TSM-turingos
        | Autoconfig\ Test | YLT\ Chrome | zgrab | Zotero | xmco | UGAResearch | GoogleAgent | HttpAgent
        """,
        Actor.BOT,
        "machines known by name alone",
    ),
    Rule(
        r"""\A(?!\s*["']?(Mozilla|Opera|Dalvik|okhttp|AppleCoreMedia|stagefright|ExoPlayer|VLC|UCWEB|SAMSUNG|Nokia|BlackBerry
        |SonyEricsson|LG-|Roku|BrightSign|AppleTV|Kodi|iTunes|NSPlayer|Microsoft\ Office/|Outlook-|Windows-Media-Player|Lynx|Links)
        | .*\b(CFNetwork/[\d.]+\ Darwin|okhttp/|ExoPlayerLib/))""",
        Actor.BOT,
        "neither a browser nor an app, a player or a screen that shows pictures to people",
    ),
)
"""In this order."""


def actor_told_by(user_agent: str) -> Actor:
    """Return who is told by a user agent: the actor of the first rule that fits, a person where none does."""
    for actor, pattern in _COMPILED:
        if pattern.search(user_agent):
            return actor
    return Actor.HUMAN


def rule_of(user_agent: str) -> Rule | None:
    """Return the first rule that fits, for whoever asks why; None for a person."""
    return next((rule for rule in RULES if _compile([rule]).search(user_agent)), None)


def _compile(rules: list[Rule]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.pattern})" for rule in rules), re.IGNORECASE | re.VERBOSE)


_COMPILED: tuple[tuple[Actor, re.Pattern[str]], ...] = tuple(
    (actor, _compile(list(rules))) for actor, rules in groupby(RULES, lambda rule: rule.actor)
)
"""Neighbours of one actor as one pattern: nearly every user agent is looked at once per group."""
