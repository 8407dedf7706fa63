"""The matrix of States × obligations that ask them for action, with a mark in each cell.

`reading` reads the marks of a day, as plain values (`grouped` in few rows), `counts` counts them, `filters` chooses among rows and columns;
`drawing` makes HTML of them, `export` a file.
"""
