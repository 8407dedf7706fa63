"""`python -m ingest FILE [--symbol S] [--explain]`: print what is found in a document as JSON.

Exit code 0; 2 with one line on standard error where the file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ingest import Unreadable, default_lexicon
from ingest.output import as_json
from ingest.readers import content_of
from ingest.reading import read_and_parse


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line, read the file, print. Returns the exit code."""
    options = argparse.ArgumentParser(prog="python -m ingest", description="Print what is found in a document of the Security Council as JSON.")
    options.add_argument("file", type=Path)
    options.add_argument("--symbol", help="the official symbol, where the text does not give it (S/PV.8017)")
    options.add_argument("--explain", action="store_true", help="also print what was considered and refused, and why")
    given = options.parse_args(arguments)
    try:
        content = content_of(given.file)
        document = read_and_parse(content, name=given.file.name, symbol=given.symbol, lexicon=default_lexicon()).document
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    explain_with = default_lexicon() if given.explain else None
    json.dump(as_json(document, explain_with=explain_with), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
