"""The one way in which a file is refused."""


class Unreadable(ValueError):
    """A file that cannot be read; the message is one sentence for the person who sent it."""
