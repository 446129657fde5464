"""What a child gives itself once the dangerous part of its work is done."""

import resource


def spend_the_rest() -> None:
    """Raise time and memory to all that the order allows: up to here the file decided what it cost, from here on we do.

    Out of a child, where nothing is limited, it changes nothing.
    """
    seconds, most = resource.getrlimit(resource.RLIMIT_CPU)
    if resource.RLIM_INFINITY not in (seconds, most) and seconds < most - 1:
        resource.setrlimit(resource.RLIMIT_CPU, (most - 1, most))
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
