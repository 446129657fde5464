"""A process that claims and holds, to be killed: `python -m tests.dam.jobs.claiming_process URL NAME`."""

import sys
import time

from dam.db import Database
from dam.jobs.claims import claiming

if __name__ == "__main__":
    with claiming(Database(sys.argv[1])) as claims:
        sys.stdout.write("have it\n" if claims.take(sys.argv[2:]) else "have it not\n")
        sys.stdout.flush()
        time.sleep(60)
