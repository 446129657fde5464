"""What user agents say of themselves: a short table of words, from what the machines of the web call themselves.

Most machines name an address, a purpose (`bot`, `crawl`, `monitor`) or do not pretend to be a browser at all; the rest is
listed by name. Native apps and players (`okhttp`, `CFNetwork` …) are held to be people: they show pictures to them.
"""

import re

_PURPOSES = r"""
(?<!\bcu)bot\b | (?<!\bcu)bot[/_.;,\ \-0-9] | robot | crawl | spider | slurp | fetch | scan | scrap | archiv | harvest | validator | survey
| monitor | check | verif | uptime | pingdom | synthetic | watch(er|agent|towr) | audit | capture | preview | lighthouse
| headless | phantomjs | selenium | puppeteer | playwright | webdriver | sitemap | optimi[sz]er | resolver | inspect
| feeder | newsnow | favicon | https?:// | \+http | \+?[\w.\-]+@[\w\-]+\.\w+ | \[at\] | \(at\) | \bapi\b | \bagent\b
| compatible;\ *+(?!msie|konqueror|googletoolbar) | Google-[A-Z] | -Google\b | [a-z]-(user|agent|discovery)\b
"""
_NAMES = r"""
adbeat | AppInsights | Criticalcss | Collapsify | DareBoost | Datanyze | Dlc/ | Foregenix | Geedo | GTmetrix | Hardenize
| Hotjar\ Version | HTTPClient | HTTrack | Indy\ Library | Instagram\ Preview | LinkTiger | MarketGoo | Miniature\.io
| newsai/ | Nitro- | OpenVAS | outbrain | PrintFriendly | PTST/ | PWABuilder | Readable/ | Rigor\) | Scope3
| SecurityHeaders | Silktide | Sindup | Siteimprove | splash\ Version | TestLocally | ThousandEyes | TSM-turingos
| Autoconfig\ Test | YLT\ Chrome | zgrab | Zotero | xmco | UGAResearch | GoogleAgent | HttpAgent
"""
_NOT_A_BROWSER = r"""
\A(?!\s*["']?(Mozilla|Opera|Dalvik|okhttp|AppleCoreMedia|stagefright|ExoPlayer|VLC|UCWEB|SAMSUNG|Nokia)
   | .*\b(CFNetwork/[\d.]+\ Darwin|okhttp/|ExoPlayerLib/))
"""

BOTS = re.compile(f"{_PURPOSES}|{_NAMES}|{_NOT_A_BROWSER}", re.IGNORECASE | re.VERBOSE)
"""Machines that fetch for themselves."""

PROXIES = re.compile(
    r"GoogleImageProxy|ggpht\.com|YahooMailProxy|YahooCacheSystem|Outlook-?ImageProxy|BingPreview/.*Outlook"
    r"|DuckDuckGo-?ImageProxy|Cloudflare-?Image|wsrv\.nl|imgproxy",
    re.IGNORECASE,
)
"""Machines that fetch once for many people: mail providers' picture proxies."""

CHECKS = re.compile(
    r"kube-probe|ELB-HealthChecker|GoogleHC|Amazon-Route53-Health|HAProxy|Consul Health|Vitrine-Check|Prometheus/"
    r"|blackbox.exporter|UptimeRobot|StatusCake|Pingdom|Better ?Uptime|Site24x7",
    re.IGNORECASE,
)
"""Machines that ask whether we are well."""
