"""Has REDbot look at URLs, one after the other: `python redbot_process.py '[["URL", {"Accept": "…"}], …]'`.

It runs in a process of its own, because its event loop is one for the whole process. On standard output: for each URL what
was answered, and every note of the answer and of the further requests that REDbot makes, with its level.
"""

import json
import sys
from configparser import ConfigParser
from typing import Any

import thor
from redbot.resource import HttpResource


def main(questions: list[tuple[str, dict[str, str]]]) -> None:
    """Look at each URL and print what there is to say."""
    config = ConfigParser()
    config.read_dict({"redbot": {"enable_local_access": "True"}})
    found: list[dict[str, Any]] = []

    def look(place: int) -> None:
        if place == len(questions):
            thor.stop()
            return
        url, headers = questions[place]
        resource = HttpResource(config["redbot"])
        resource.set_request(url, headers=list(headers.items()))

        @thor.events.on(resource)
        def check_done() -> None:
            found.append(told(resource))
            look(place + 1)

        resource.check()

    look(0)
    thor.run()
    json.dump(found, sys.stdout)


def told(resource: HttpResource) -> dict[str, Any]:
    """Return what REDbot says of one URL and of what it asked besides."""
    fetched = {"": resource, **resource.subreqs}
    return {
        "status": resource.response.status_code,
        "asked": [name for name, each in fetched.items() if each.fetch_started],
        "notes": [
            [note.level.value, type(note).__name__, str(note.summary)]
            for each in fetched.values()
            for note in each.response.notes
        ],
    }


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
