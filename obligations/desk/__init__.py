"""What staff have before them: read each time, never stored.

`queue` orders the paragraphs whose labels wait for a person, `contradictions` says which of them cannot all be right, `considered` what else a
paragraph or a verb could have meant, which readers are told too. `worklist` has the cells of one State that need a look, `digest` what one person
should hear about today.
"""
