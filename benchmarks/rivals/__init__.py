"""What the API is measured against: the same answers, made as a good programmer makes them with the framework alone, and by hand from rows."""
