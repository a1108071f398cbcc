"""Where it is: the tables of places, which of them a name means, and what a row says of it."""
