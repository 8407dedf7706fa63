"""Every figure that a page, an export or the API shows: computed here, stored in no table.

`figures` counts obligations and their follow-up, `standing` the statuses of a day, `grid` both by subject and force, `history` period by period;
`addressed` counts whom the Council asks, `commitments` what States said of themselves. `plots` makes numbers into what a drawing needs.
"""
