"""The brief on one State, to be printed: `reading` gathers what it says, `pdf` sets it."""
