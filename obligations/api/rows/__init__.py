"""Pages of long lists, assembled from plain values: what the serializers describe, and give for one thing, without an object for each row.

A module for each list. Each answers exactly what its serializer does (a test compares them) with a fixed number of questions to the
database, and asks only those that the parts asked for need.
"""
