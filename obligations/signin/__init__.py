"""How people come in with a browser, and leave: the password, the second step, closed accounts, the age of a session, one's own security page; and
the forms with which they let programs in (`access`)."""
