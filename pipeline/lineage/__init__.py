"""Where rows come from: the runs that made a lake, and the way of one article into it."""
