"""`python -m benchmarks.corpus`: fill the database of the environment. SIZE: full (unless told), tenth, hundredth or tiny."""

from __future__ import annotations

import os
import sys
import time

from benchmarks.corpus import SIZES, fill


def main() -> int:
    """Fill it and say how long that took. Returns the exit code: 2 for a size that is none, 1 where there are documents."""
    name = os.environ.get("SIZE", "full")
    if name not in SIZES:
        print(f"No size is called {name}. There are: {', '.join(SIZES)}.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    import django

    django.setup()
    from obligations.models import Document

    if Document.objects.exists():
        print("There are documents already: take an empty, migrated database.", file=sys.stderr)
        return 1
    began = time.perf_counter()
    fill(SIZES[name])
    print(f"Filled in {time.perf_counter() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
