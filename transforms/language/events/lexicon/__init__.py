"""The lexicon: which words in which frame name which PLOVER category, and what a category means."""
