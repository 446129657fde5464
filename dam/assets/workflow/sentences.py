"""Every sentence that says why something waits for approval, in one place so that it can be translated."""

OWN_WORK = (
    "Four eyes are asked for here: %(author)s brought this in and cannot approve it. "
    "Somebody else who approves must look at it."
)
OPEN_ITEMS = "Still open before this can be approved: %(items)s."
MISSING_VERDICT = "The picture and the data are approved separately here; still missing: %(missing)s."
DECIDED = "%(by)s was faster: the status of this asset is now “%(status)s”, and your verdict was not taken."
NOT_IN_REVIEW = "The status of this asset is “%(status)s”: only what waits for an approval is reviewed."
GIVEN = "%(by)s has already approved %(aspect)s."
OTHER_VERSION = (
    "Version %(number)s came while you looked at version %(seen)s, so your verdict was not taken. "
    "Look at the new one."
)
WHOLE_ONLY = "Picture and data are approved together here; give one verdict on the whole."
WHICH = "Picture and data are approved separately here; say which of them you approve."
REASON_WANTED = "Say in a few words why it goes back."
NO_ASSIGNEE = "This person or group may not approve this asset, or is not there; choose somebody who may."
PAST_DUE = "A review is due today or later, and %(day)s came."
FAR_DUE = "A review is due within ten years, and %(day)s came."
NO_TICK = "%(item)s ticks itself once it is done; nobody ticks it by hand."
NO_ITEM = "The checklist of this asset has no item %(item)s."
MENTION_NOBODY = (
    "%(name)s names nobody who may see this asset, so your comment was not sent. Choose a name from the list, "
    "or leave out the @."
)
MENTION_SEVERAL = "%(name)s is the name of several people; choose the one you mean from the list."
TOO_LONG = "A comment has 1 to %(most)s characters, and %(count)s came."
OUTSIDE = "A pin stands inside the picture: from 0 to 1 of its width and height."
BEYOND = "This film ends at %(end)s seconds, and a pin at %(second)s came."
NO_PAGE = "This document has pages 1 to %(most)s, and page %(page)s came."
NO_NUMBER = "%(name)s is a number, and %(value)s came."
NO_PIN = "A comment on a %(kind)s cannot be pinned there."
THREAD_GONE = "The comment that you answer is not there any more."
NOT_YOURS = "A comment is changed by who wrote it, and removed by them or by who approves."
FULL = "This asset has %(most)s comments, which is the most; resolve and remove some first."
TOO_MANY_MENTIONS = "A comment mentions at most %(most)s people."

PICTURE = "the picture"
DATA = "the data"
FIELDS_ITEM = "Fields that the brand requires"
