"""Due dates: what the deadlines of paragraphs ask for by which day, and what is known of each day. The one place that computes them.

    within, after, by     one day
    every                 a rhythm: the days that passed and the next one, each counted from the first
    event                 no day, only the words that say from what it is counted
    until                 the day up to which something runs, such as a mandate: it ends, nobody owes anything on it

A deadline belongs to the acts of its paragraph that ask for action, and to those that parts of the paragraph inherit. What staff recorded
about a day stands in `DueRecord`; the last record on a day counts, whenever it was made.

`asked` reads who is asked, `reading` the deadlines. `runs` tells their days as numbers, many at a time, and `days` puts those that are looked at
in order, so that a page of fifty costs fifty; `board` and `timeline` count them, `filters` chooses among them, `icalendar` writes them for calendars.
"""
