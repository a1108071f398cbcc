"""What scripts/build_gazetteer.py builds the tables of places and first names from."""
