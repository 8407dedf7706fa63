"""Facets, the values beside a list with their numbers: `values` says what a facet is and counts one, `obligations` and `commitments` have those of
their lists.
"""
