"""Insights: figures, chart, bars, CSV; and the scales they are drawn with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_ui.charts import line_chart, round_step
from dam.accounts.caller import HOUSE
from dam.clock import now, rfc3339
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.steps import API, Context
from dam.language import formats
from tests.admin_ui.houses import Browser, Home, asset_id


def count_some(home: Home) -> None:
    """Put events of two channels into the ledger, now and in the period before."""
    asset = asset_id(home, "Vase bleu")
    events = [
        {
            "asset": asset,
            "channel": channel,
            "class": "fetched",
            "kind": "view",
            "at": rfc3339(now() - timedelta(days=ago)),
        }
        for channel, days in (("social", (1, 1, 2)), ("web", (3, 40)))
        for ago in days
    ]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 5


def test_an_empty_period_says_what_to_do(admin: Browser) -> None:
    assert "Nothing was counted in this period" in admin.get("/insights").text


def test_figures_by_channel_and_asset(home: Home, admin: Browser) -> None:
    count_some(home)
    page = admin.get("/insights?days=30")
    assert '<p class="big-figure">4</p>' in page.text
    assert "+300%" in page.text
    bars = page.text[page.text.index('id="by-channel"') :]
    assert bars.index("Social networks") < bars.index("Website")
    assert "75%" in page.text
    assert "Most used assets" in page.text
    assert admin.get("/insights?days=nonsense").status == 200


def test_csv_by_channel(home: Home, admin: Browser) -> None:
    count_some(home)
    lines = admin.get("/insights.csv?days=30&group=channel").text.lstrip("\ufeff").split()
    assert lines[0].startswith("channel,fetched,")
    assert lines[1].startswith("social,3,")


def test_the_asset_s_own_use(home: Home, admin: Browser) -> None:
    count_some(home)
    page = admin.get(f"/assets/{asset_id(home, 'Vase bleu')}")
    assert '<p class="big-figure">4</p>' in page.text


@pytest.mark.parametrize(
    ("highest", "step"), [(0, 1), (3, 1), (4, 1), (5, 2), (81, 25), (390, 100), (8_100, 2_500)]
)
def test_steps_are_round(highest: int, step: int) -> None:
    assert round_step(highest) == step


@given(st.integers(min_value=1, max_value=10**9))
def test_a_few_steps_reach_the_highest(highest: int) -> None:
    assert highest / round_step(highest) <= 4


def test_a_line_ends_where_its_scale_says() -> None:
    chart = line_chart(date(2026, 3, 1), 3, [("web", "Website", [0, 5, 10])])
    assert chart.lines[0].path == "M0.0,220.0L300.0,110.0L600.0,0.0"
    assert [label.amount for label in chart.up] == [0, 5, 10]
    assert [label.day for label in chart.across] == [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]


def test_a_page_says_what_narrows_it_and_how_to_widen_it(home: Home, admin: Browser) -> None:
    count_some(home)
    page = admin.get("/insights?channel=social&actor=human")
    assert '<p class="big-figure">3</p>' in page.text
    assert 'aria-label="Remove the filter Social networks"' in page.text
    assert "Website" not in page.text[page.text.index('id="by-channel"') : page.text.index("Most used")]
    nobody = admin.get("/insights?channel=social&actor=bot")
    assert "Nothing was counted in this period" in nobody.text


def test_dates_of_one_s_own_are_both_included(home: Home, admin: Browser) -> None:
    count_some(home)
    day = (now() - timedelta(days=2)).date()
    page = admin.get(f"/insights?from={day}&to={day}")
    assert '<p class="big-figure">1</p>' in page.text
    assert admin.get("/insights?from=2026-02-30&to=tomorrow").status == 200
    assert admin.get(f"/insights?from={day}&to=2020-01-01").status == 200


def test_an_asset_has_a_page_of_its_figures(home: Home, admin: Browser) -> None:
    unused = admin.get(f"/assets/{asset_id(home, 'Vase bleu')}/insights")
    assert "Nobody met this asset in this period" in unused.text
    count_some(home)
    page = admin.get(f"/assets/{asset_id(home, 'Vase bleu')}/insights?days=90")
    assert '<p class="big-figure">5</p>' in page.text
    assert admin.get("/assets/0000000000000000/insights").status == 404


def test_today_has_an_hour_for_each_hour(home: Home, admin: Browser) -> None:
    event = {"asset": asset_id(home, "Vase bleu"), "channel": "web", "class": "seen"}
    assert accept(home.core, HOUSE, [event], Context(API)).accepted == 1
    page = admin.get("/insights")
    hours = page.text[page.text.index('class="hours"') :].split("</table>")[0]
    assert hours.count('<th scope="row">') == 24
    assert "1 use so far" in page.text


def test_csv_of_one_asset_by_placement(home: Home, admin: Browser) -> None:
    count_some(home)
    address = f"/insights.csv?asset={asset_id(home, 'Vase bleu')}&group=channel&days=90"
    assert [line.split(",")[:2] for line in admin.get(address).text.split()[1:]] == [
        ["social", "3"],
        ["web", "2"],
    ]


def test_a_figure_opens_to_what_stands_behind_it(home: Home, admin: Browser) -> None:
    count_some(home)
    nonsense = {"asset": "nothing", "channel": "web", "class": "seen"}
    accept(home.core, HOUSE, [nonsense], Context(API))
    page = admin.get("/insights/why?figure=fetched&days=90&channel=social")
    assert '<p class="big-figure">3</p>' in page.text
    assert "Deliveries of a file: complete answers" in page.text
    assert "Names no asset that events can be counted for" in page.text
    events = page.text[page.text.index("<tbody>") :].split("</tbody>")[0]
    assert events.count("<tr>") == 3
    assert "Senders with a token (API)" in events
    assert "Yes: every single event of the period is kept" in page.text
    assert admin.get("/insights/why?figure=happiness").status == 400
    assert '<p class="big-figure">0</p>' in admin.get("/insights/why?figure=value&days=90").text


def test_a_period_older_than_single_events_says_so(admin: Browser) -> None:
    page = admin.get("/insights/why?figure=seen&days=365")
    assert "sealed with a checksum" in page.text
    assert "No single event of this question is kept" in page.text


def test_what_came_in_is_conserved_in_sight(home: Home, admin: Browser) -> None:
    assert "Nothing came in during this period" in admin.get("/insights/counting").text
    count_some(home)
    event = {"id": "one", "asset": asset_id(home, "Vase bleu"), "channel": "web", "class": "seen"}
    accept(home.core, HOUSE, [event, event, {**event, "class": "acted"}, "nonsense"], Context(API))
    page = admin.get("/insights/counting")
    cells = page.text[page.text.index("Senders with a token (API)") :].split("</tr>")[0]
    assert [cells.count(f'<td class="number">{number}</td>') for number in (9, 6, 1, 2)] == [1, 1, 1, 1]
    assert "The sums do not agree" not in page.text


def test_the_journey_map_shows_engagement_sales_and_gaps(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Vase bleu")
    events = [
        {"asset": asset, "channel": "instore", "class": "rendered"},
        {"asset": asset, "channel": "instore", "class": "sold", "value": "12.50", "currency": "EUR"},
    ]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 2
    page = admin.get("/insights/journey")
    table = page.text[page.text.index('class="journey"') :]
    purchase = table[table.index("Purchase") :].split("</tr>")[0]
    assert '<b class="figures">2</b>' in purchase
    assert "€12.50" in purchase
    aftersales = table[table.index("After-sales") :].split("</tr>")[0]
    assert "No channel serves it" in aftersales
    narrowed = admin.get("/insights?channel=instore&stage=purchase")
    assert 'aria-label="Remove the filter Purchase"' in narrowed.text


def test_what_people_said_stands_beside_the_figures(home: Home, admin: Browser) -> None:
    assert "Nobody said anything in this period" in admin.get("/insights/feedback").text
    asset = asset_id(home, "Vase bleu")
    said = {"asset": asset, "channel": "web", "class": "said"}
    events = [
        {**said, "kind": "rating", "rating": 4, "text": "<b>Très</b> beau"},
        {**said, "kind": "rating", "rating": 5, "origin": "indirect"},
        *({**said, "kind": "nps", "rating": score} for score in (10, 9, 8, 2)),
    ]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 6
    page = admin.get(f"/insights/feedback?asset={asset}")
    assert '<p class="big-figure">+25</p>' in page.text
    assert '<p class="big-figure">4.5 ' in page.text
    assert "&lt;b&gt;Très&lt;/b&gt; beau" in page.text
    assert f"asset={asset}&amp;days=7" in page.text or f"days=7&amp;asset={asset}" in page.text
    elsewhere = admin.get("/insights/feedback?origin=indirect&cursor=nonsense")
    assert "Said elsewhere" in elsewhere.text
    assert "Très" not in elsewhere.text


def test_sales_without_a_journey_say_so(home: Home, admin: Browser) -> None:
    assert "No sale in this period" in admin.get("/insights/sales").text
    sale = {"asset": asset_id(home, "Vase bleu"), "channel": "web", "class": "sold", "currency": "EUR"}
    events = [{**sale, "value": "10.00", "campaign": "spring"}, {**sale, "value": "2.50"}]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 2
    page = admin.get("/insights/sales?model=linear&window=90")
    assert "€12.50" in page.text
    assert page.text.index("€10.00") < page.text.index("no token: credited to the campaign as a whole")
    assert page.text.index("€2.50") < page.text.index("no token and no campaign")
    assert admin.get("/insights/sales?model=oracle&window=1").status == 200


def test_people_are_not_told_by_campaign_instead_of_none(home: Home, admin: Browser) -> None:
    event = {"asset": asset_id(home, "Vase bleu"), "channel": "web", "class": "seen", "campaign": "spring"}
    assert accept(home.core, HOUSE, [event], Context(API)).accepted == 1
    page = admin.get("/insights?campaign=spring").text
    people = page[page.index("People, by day and channel") :].split("</section>")[0]
    assert '<p class="big-figure">–</p>' in people
    assert "not told with these filters" in people


def test_the_most_used_are_shown_with_what_ranks_them(home: Home, admin: Browser) -> None:
    event = {
        "asset": asset_id(home, "Vase bleu"),
        "channel": "email",
        "class": "rendered",
        "campaign": "spring",
    }
    assert accept(home.core, HOUSE, [event] * 3, Context(API)).accepted == 3
    page = admin.get("/insights?campaign=spring").text
    top = page[page.index('id="most-used"') :].split("</table>")[0]
    assert '<td class="number strong">3</td>' in top


def test_tabs_keep_the_period_and_the_filters(admin: Browser) -> None:
    page = admin.get("/insights/journey?days=90&channel=web").text
    tabs = page[page.index('<nav class="tabs"') :].split("</nav>")[0]
    assert 'href="/insights/sales?days=90&amp;channel=web"' in tabs
    assert tabs.count("?days=90&amp;channel=web") == 6


def test_a_share_under_an_amount_is_of_the_amount(home: Home, admin: Browser) -> None:
    sale = {"asset": asset_id(home, "Vase bleu"), "channel": "web", "class": "sold", "currency": "EUR"}
    events = [{**sale, "value": "90.00", "campaign": "spring"}, {**sale, "value": "10.00"}]
    assert accept(home.core, HOUSE, events, Context(API)).accepted == 2
    assert "90% · no token: credited to the campaign as a whole" in admin.get("/insights/sales").text
    dollars = {**sale, "value": "5.00", "currency": "USD"}
    assert accept(home.core, HOUSE, [dollars, dollars], Context(API)).accepted == 2
    page = admin.get("/insights/sales").text
    assert "25% · no token: credited to the campaign as a whole" in page, "euros and dollars are never added"


def test_the_days_of_counting_are_written_as_people_write_them(home: Home, admin: Browser) -> None:
    count_some(home)
    page = admin.get("/insights/counting").text
    assert f'<td class="nowrap">{formats.day(now(), "en")}</td>' in page
