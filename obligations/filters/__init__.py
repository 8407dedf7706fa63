"""The filters of lists, one set for each list, for API and pages alike: OR inside a parameter, AND between parameters.

`lists` says what all lists have in common, `parameters` which kinds of parameters there are, `offers` what those of vocabularies offer; every other
module has the filters of what it is named after. The changes, the feed, the matrix, the rounds and the due dates have theirs in rooms of their own.

A label of which there are several is asked for by Exists, never by a join, so that a row comes once and is counted once.
"""
