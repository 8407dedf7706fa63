"""Documents on their way in: what their sender says of them (`given`), their files until they are stored (`staging`), and what a preview shows
line by line (`marked`)."""
