"""Every sentence that says why something is not merged, set aside or removed, in one place so that it can be translated."""

TWO_KINDS = "These are of two kinds and cannot become one asset."
WITHDRAWN = "%(title)s is withdrawn: approve or archive it before it is merged."
PUBLIC = "The addresses of %(goes)s are public: approve %(stays)s first, or keep the other one."
OTHER_RIGHTS = (
    "The rights of the two differ: give the asset that stays those of the other one, or keep the other one."
)
WAS_PUBLIC = "This asset was public, and its addresses have to answer: merge it instead."
UNFINISHED = "%(title)s is still a draft or in review: only what was finished is set aside."
NOT_WAITING = (
    "Only what is in the trash, or was set aside and announced to its owner, is removed for good; give a reason to remove "
    "it at once."
)
TOO_EARLY = "It may be removed for good from %(day)s on; give a reason to remove it at once."
STILL_USED = "Places where it is still used: %(count)s. Confirm to remove it all the same."
