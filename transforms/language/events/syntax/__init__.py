"""Questions put to the parse: clauses and conjuncts, subjects and owners, classes of words."""
