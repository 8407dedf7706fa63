"""What was counted for readers, kept in the process until something changed that they may see.

`log` says what of the log somebody could see at a moment, and whether anything has come since; `store` keeps values until then, or until there is no
room. Nothing is kept for staff, who see what changes no reader's page. What is kept is computed by the same functions that compute it anew, and
nothing depends on it being there.
"""
