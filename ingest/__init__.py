"""Read a document of the Security Council: its structure, the acts of the Council, and the labels a reader would give them.

The public door. `ingest` is pure Python: it knows no Django and no database, keeps no state, and reads no clock.

    from ingest import default_lexicon, parse, read_file
    document = parse(read_file(path), lexicon=default_lexicon())
"""

from ingest.lexicon import Lexicon, default_lexicon
from ingest.pipeline import parse
from ingest.readers import Extracted, Unreadable, extract, read_bytes, read_file
from ingest.records import ParsedDocument

__all__ = [
    "Extracted",
    "Lexicon",
    "ParsedDocument",
    "Unreadable",
    "default_lexicon",
    "extract",
    "parse",
    "read_bytes",
    "read_file",
]
