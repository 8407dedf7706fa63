#!/usr/bin/env python
"""Django's command line for the tracker. Where the disk is full or the database away, a sentence says so and the exit code is 75."""

import os
import sys

TRY_AGAIN = 75  # what sysexits.h calls a failure that may be over later


def main() -> None:
    """Run the command named on the command line with the tracker's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import Error as DatabaseFault

    try:
        execute_from_command_line(sys.argv)
    except (OSError, DatabaseFault) as error:
        from tracker.failures import AT_THE_PROMPT, failure_of

        sentence = AT_THE_PROMPT.get(failure_of(error).name)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        sys.exit(TRY_AGAIN)


if __name__ == "__main__":
    main()
