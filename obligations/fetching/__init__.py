"""Fetching documents from the document service of the United Nations, by their symbols. Nothing is stored here.

symbols      what people type, and the symbol that is meant
address      the address of a symbol, and which addresses are asked at all
network      connections to that host alone, each read held to the time left
client       one download: redirects, size, encoding
pace         one request at a time, with pauses
service      all of it together: `fetch`
runs         many symbols in turn, stored
failures     why a document was not fetched, in one sentence
"""

from obligations.fetching.failures import NotFetched
from obligations.fetching.service import IN_A_COMMAND, IN_A_REQUEST, Fetched, available, fetch, named
from obligations.fetching.symbols import LANGUAGES

__all__ = ["IN_A_COMMAND", "IN_A_REQUEST", "LANGUAGES", "Fetched", "NotFetched", "available", "fetch", "named"]
