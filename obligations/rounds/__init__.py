"""Rounds of review, read: what a round shows is asked for at a moment and never copied. They are written in `services.rounds`.

`reading` gives the picture of a round cell by cell, and how two differ; `counts` the same as numbers, which `coverage` puts in tables. `seals`
holds a closed round to what it was, `export` makes a file of it, `filters` chooses among rounds.
"""
