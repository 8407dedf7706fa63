"""Documents in languages other than Chinese: split by the numbering that all languages share; nothing in them is labelled."""

from ingest.translations.document import read
from ingest.translations.layouts import LANGUAGES, language_of

__all__ = ["LANGUAGES", "language_of", "read"]
