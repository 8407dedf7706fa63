"""What changed between two days: `reading` finds the changes that somebody may see, `filters` takes the days and what else a page is asked."""
