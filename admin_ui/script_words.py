"""The words that scripts put on a page, in the page's language: whole sentences, `{name}` filled in by the script."""

from admin_ui.visit import Visit


def script_words(visit: Visit) -> dict[str, str]:
    """Return every sentence by the key that the scripts know it by."""
    say = visit.say
    return {
        "close": say("Close"),
        "offline": say("The house cannot be reached. Check the network and try again."),
        "copied": say("Copied"),
        "notCopied": say("The browser did not let us copy; select the text and copy it."),
        "selectedOne": say("1 selected"),
        "selectedMany": say("{n} selected"),
        "suggestions": say("Suggestions"),
        "suggested-title": say("Asset"),
        "suggested-tag": say("Tag"),
        "suggested-collection": say("Collection"),
        "suggested-field": say("Field"),
        **_amounts(visit),
        **_of_uploads(visit),
        **_of_refusals(visit),
        **_of_summary(visit),
    }


def _amounts(visit: Visit) -> dict[str, str]:
    """Return the amount of a suggestion, once for one and once for several."""
    count = visit.speech.count
    amounts = (("One", 1), ("Many", 2))
    return {
        f"suggestedAssets{form}": count("%(num)s asset", "%(num)s assets", each, num="{n}")
        for form, each in amounts
    }


def _of_uploads(visit: Visit) -> dict[str, str]:
    say = visit.say
    return {
        "waiting": say("Waiting"),
        "finishing": say("Finishing…"),
        "paused": say("Paused at {share}"),
        "safe": say("{share} is safe, it will resume"),
        "uploaded": say("Uploaded"),
        "duplicate": say("Already in the library"),
        "keepBoth": say("Keep both"),
        "versionOf": say("New version of “{title}”"),
        "looksLike": say("Looks like “{title}”"),
        "seeBoth": say("See both"),
        "bothKept": say("Uploaded, both kept"),
        "becameVersion": say("Uploaded as a new version of “{title}”"),
        "failed": say("Not uploaded: {reason}"),
        "pause": say("Pause"),
        "resume": say("Resume"),
        "retry": say("Try again"),
        "uploadsDone": say("Uploads finished"),
        "uploading": say("Uploading {n} of {total}"),
    }


def _of_refusals(visit: Visit) -> dict[str, str]:
    limit = visit.speech.size(visit.house.ingest.max_bytes)
    return {
        "mayNot": visit.say("Your role does not allow this, or the page was open for too long."),
        "tooLarge": visit.say("The file is larger than %(limit)s, or the library is full.", limit=limit),
        "notKept": visit.say("This is no picture, film, document or sound that the library keeps."),
        "storageFull": visit.say("There is no room left on the server."),
    }


def _of_summary(visit: Visit) -> dict[str, str]:
    """Return the summary's words, each once for one and once for several; `{n}` is the amount."""
    count, words = visit.speech.count, {}
    for form, amount in (("One", 1), ("Many", 2)):
        words[f"added{form}"] = count("%(num)s added", "%(num)s added", amount, num="{n}")
        words[f"duplicates{form}"] = count("%(num)s duplicate", "%(num)s duplicates", amount, num="{n}")
        words[f"failures{form}"] = count("%(num)s failed", "%(num)s failed", amount, num="{n}")
    return words
