"""Fuzzing of readers and parser, led by coverage: `python -m tests.fuzz TARGET --seconds 60`. `make fuzz` runs all of it."""
