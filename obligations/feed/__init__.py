"""The changes feed, which programs follow to keep a copy: all that was made, changed or is to be removed, in the order of the log.

`reading` gives a page of it from a cursor on, `things` says what an event is about, `sight` who is told of it, `filters` what the feed is asked.
"""
