"""What the proxies of mail providers fetch is counted, and as nobody's look."""

from datetime import timedelta

import pytest

from dam.core import Core
from dam.engagement.insights.query import InsightsQuery
from dam.engagement.insights.read import read_totals
from dam.engagement.logs.delivery_log import fold_logs
from tests.delivery.files.conftest import LIT, Front

GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE_MAIL = "Mozilla/5.0"
YAHOO = "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)"


@pytest.mark.parametrize(
    ("user_agent", "actor"), [(GMAIL, "proxy"), (APPLE_MAIL, "proxy"), (YAHOO, "proxy"), (OUTLOOK, "human")]
)
def test_a_mailing_fetched_by_a_provider_is_no_person(
    front: Front, core: Core, user_agent: str, actor: str
) -> None:
    assert front.ask(f"/d/email/hero/{LIT}.jpeg", user_agent=user_agent).status == 200
    assert front.ask(f"/d/email/hero/{LIT}.jpeg", "HEAD", user_agent=user_agent).status == 200
    assert fold_logs(core, front.log).accepted == 1
    now = core.now()
    asked = {
        name: InsightsQuery(now - timedelta(days=1), now + timedelta(days=1), actor=name)
        for name in ("human", "proxy", "all")
    }
    with core.db.read() as session:
        fetched = {name: read_totals(session, query).fetched for name, query in asked.items()}
    assert fetched == {"human": 0, "proxy": 0, actor: 1, "all": 1}
