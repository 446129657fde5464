"""The self-assessment of audience measurement, in English."""

from delivery.pages.privacy_text import Section, Words

ENGLISH = Words(
    title="How this house measures, and what it keeps",
    intro=(
        "A self-assessment after the criteria of the CNIL, the French data protection authority, for audience measurement that"
        " needs no consent. It is written by the running house from its own settings and limits. It is no legal advice and no"
        " certificate; whoever publishes with this house answers for it."
    ),
    sections=(
        Section(
            "What is measured",
            (
                "How often the pictures, films and documents of this library are delivered, seen, used and sold with, by"
                " channel, placement, campaign, site and day. People are counted only as a number.",
            ),
            (
                ("fetched", "a file was delivered by its URL ({edges})"),
                ("rendered", "a page or a mailing drew it: beacon /e, pixel /e.gif"),
                ("seen", "half of it was in view for a second: the script /v.js"),
                ("acted", "a click, a download, quarters of a film, a scanned code /q/…"),
                ("sold", "a sale, as a shop or a till reports it with a token; it bears no visitor"),
                ("said", "a rating or a comment, as a survey tool reports it with a token"),
            ),
        ),
        Section(
            "What is kept of an event",
            ("These fields and no others:",),
            (
                ("seq, id", "a running number, and the sender's own number for the event"),
                ("at, received_at", "when it happened and when it was received"),
                ("asset_id, version_id, rendition", "which file of the library"),
                ("channel, placement, campaign, stage", "where the brand placed it"),
                ("site, page", "host and path of the page; never its query, where personal data may stand"),
                ("class, kind", "what happened, as above"),
                ("actor", "person, bot, mail proxy, prefetch, own staff or health check"),
                ("visitor", "a key of the day (see below), or nothing"),
                ("audience, locale", "a group and a language, where a sender names them"),
                ("value_minor, currency, duration, rating, text, origin", "of sales, displays and answers"),
                ("journey", "{journeys}"),
                ("source, content_hash", "by which door it came, and a checksum against repeats"),
            ),
        ),
        Section(
            "What is never kept",
            (
                "No IP address, no user agent, no cookie, no identifier of a device, no full referring address: neither in rows"
                " nor in the logs of this house nor in backups. They are looked at while a request is answered, and forgotten with it.",
                "No place is worked out from an address.",
            ),
        ),
        Section(
            "How visitors are told apart",
            (
                "An HMAC of the shortened address (24 bits of IPv4, 48 of IPv6), the user agent and the site, with a random salt"
                " of the day (UTC) and the channel. It cannot be turned back, and is another one tomorrow, on another channel and"
                " on another site.",
                "The salt stands {salts}. It is in no backup and is overwritten within {salt_hours} hours, or as the house starts where"
                " it was off; then nobody, we included, can tell which key was whose.",
                "Addresses are read behind {proxies} trusted proxies. The days of the figures are those of {zone}.",
            ),
        ),
        Section(
            "How long",
            (),
            (
                ("Salts of visitor keys", "at most {salt_hours} hours"),
                ("Single events", "{raw_days} days"),
                ("Sums by hour and day, sketches of visitors", "{rollup_days} days (25 months)"),
                ("Lines of the delivery log", "counted within seconds, removed with their file about a day later"),
                ("Journey tokens", "{journey_days} days; {journeys}"),
            ),
        ),
        Section(
            "The criteria of the CNIL, one by one",
            (
                "Sources: article 82 of the French data protection act; guidelines, deliberation no. 2020-091 of 17 September"
                " 2020, article 5; recommendation, deliberation no. 2020-092; the CNIL's page on audience measurement and its"
                " self-assessment tool of 4 July 2025; for places, deliberation no. 2013-378.",
            ),
            (
                (
                    "Audience measurement only, for the publisher alone (2020-091, art. 5)",
                    "The figures serve to measure this library's contents. The house runs where its owner runs it and sends nothing"
                    " to its makers or anybody else.",
                ),
                ("Only anonymous statistics (2020-091, art. 5)", "Pages show sums. What is shared outside leaves out every"
                 " group of fewer than {k}, and what would tell it."),
                ("No combining with other processing (2020-091, art. 5)", "Keys are not names, live a day and are joined with"
                 " no customer file. Sales and answers that servers send bear no key."),
                ("No following across sites or apps (2020-091, art. 5; CNIL, 4 July 2025)", "A key holds for one site, one channel"
                 " and one day; figures of several are added up, never matched."),
                ("Trackers live 13 months at most (2020-092; CNIL, 4 July 2025)", "Nothing is written to or read from the"
                 " device: no cookie, no storage. The only cookie that is looked at is an objection."),
                ("Data live 25 months at most (2020-092; CNIL, 4 July 2025)", "{raw_days} days for events, {rollup_days} days"
                 " for sums, then a daily job deletes them."),
                ("No place finer than the city (2013-378)", "No place at all is derived or kept."),
                ("People are informed (2020-092; CNIL, 4 July 2025)", "This page may be linked to. The site's own notice is the"
                 " publisher's to write."),
                ("People can object (2013-378)", "See below; who objects is given no key and sends no events of the script."),
            ),
        ),
        Section(
            "What the publisher still has to do",
            (),
            (
                ("Inform", "in the privacy notice of the site: that audience is measured, by whom, why, for how long, and how to"
                 " object. A link to this page helps."),
                ("Offer an objection", "a switch on the site that sets the cookie vitrine_opt_out=1; the script is then"
                 " silent."),
                ("Keep to it", "send no names, addresses or customer numbers in placements, audiences, ids or texts."),
                ("Look after the servers in front", "a proxy or a CDN writes logs of its own, with addresses and user agents: keep"
                 " them for days rather than months."),
                ("Ask for consent", "before links carry journey tokens: they follow a path over days and are outside the"
                 " exemption. Here: {journeys}."),
            ),
        ),
        Section(
            "How to say no",
            (),
            (
                ("Global Privacy Control, Do Not Track", "switch it on in the browser: no key is made, the script is silent. A file"
                 " that is delivered is still counted, without anybody."),
                ("On a site", "use the switch that the site offers."),
                ("In mail", "let your mail program load no pictures."),
            ),
        ),
    ),
    choices={
        "file": "in a file that only this house can read",
        "rows": "in a table outside of backups and of the database's write-ahead log",
        "journeys": "links to these sites may carry a token, once the visitor agrees there: {sites}",
        "no journeys": "not used by this house",
        "edges": "counted here, and from the logs of edges, each fetch once",
        "no edges": "counted here",
    },
)  # fmt: skip
