"""Files on their way in, documents above all: what their sender says of them (`given`), their files until they are stored (`staging`), how one is
looked at before that (`previews`), what is shown of it line by line (`marked`), and what is wrong with it, in sentences (`problemtexts`). `importing`
reads many at once, and `progress` says how far it has come.

Of whatever kind a file is, `uploads` stops one that is too large, and `filenames` makes its name fit to be shown.
"""
