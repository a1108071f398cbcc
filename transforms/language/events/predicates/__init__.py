"""What happened: words that match an entry of the lexicon, and where such words tell no event."""
