"""Every change goes through here: keyword-only, atomic, with actor and reason, written to the log in the same transaction."""
