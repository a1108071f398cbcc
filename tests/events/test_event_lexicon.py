"""The lexicon: every entry fires in its own example, and a wrong entry is refused in words."""

from pathlib import Path

import pytest
from spacy.language import Language

from transforms.language.events.lexicon.categories import coding, load_categories
from transforms.language.events.lexicon.entries import load_lexicon
from transforms.language.events.predicates.examples import silent


def test_each_entry_fires_in_its_example(nlp: Language) -> None:
    """Else an entry is dead weight: the reader of the lexicon believes that it codes something."""
    lexicon = load_lexicon()
    frames = [frame for group in lexicon.values() for frame in group]
    dead = [
        f"{f.event_type} {f.pos} {f.lemma} {f.particle or ''}: {f.example}"
        for f in silent(frames, nlp, lexicon)
    ]
    assert not dead, "\n".join(dead)


def test_lexicon_covers_every_category() -> None:
    """Else a whole category of events would never be found."""
    frames = [frame for group in load_lexicon().values() for frame in group]
    assert len(frames) >= 500
    assert {f.event_type for f in frames} == {*load_categories(), None}


@pytest.mark.parametrize(
    ("category", "entry", "said"),
    [
        ("QUARREL", '{verb: argue, example: "They argued."}', "unknown category 'QUARREL'"),
        ("ASSAULT", "{verb: bomb}", "no example"),
        ("ASSAULT", '{verb: bomb, mode: loud, example: "X"}', "no mode 'loud'"),
        ("ASSAULT", '{verb: bomb, noun: bomb, example: "X"}', "either verb or noun"),
        ("ASSAULT", '{verb: bomb, object: TREES, example: "X"}', "unknown class TREES"),
        ("ASSAULT", '{verb: go, particle: off, example: "X"}', "quote words that YAML reads"),
        ("ASSAULT", '{verb: bomb, objekt: a, example: "X"}', "unknown key objekt"),
        ("ASSAULT", '{verb: bomb, clause: may, example: "X"}', "clause 'may'"),
        ("ASSAULT", '{noun: bomb, of: whom, example: "X"}', "of 'whom'"),
        ("AID", '{verb: give, rank: first, example: "X"}', "rank 'first'"),
    ],
)
def test_wrong_entry_is_refused(tmp_path: Path, category: str, entry: str, said: str) -> None:
    """Else a slip in a data file would silently code nothing, or the wrong thing."""
    (tmp_path / "slip.yaml").write_text(f"category: {category}\nframes:\n- {entry}\n")
    with pytest.raises(ValueError, match=said):
        load_lexicon(tmp_path)


def test_duplicate_frame_is_refused(tmp_path: Path) -> None:
    """Else which of two types a word gets would hang on the order of files."""
    entry = '- {verb: bomb, example: "They bombed it."}\n'
    (tmp_path / "a.yaml").write_text(f"category: ASSAULT\nframes:\n{entry}")
    (tmp_path / "b.yaml").write_text(f"category: COERCE\nframes:\n{entry}")
    with pytest.raises(ValueError, match=r"'bomb' stands twice .* ASSAULT and COERCE"):
        load_lexicon(tmp_path)


def test_unknown_precedence_is_refused(tmp_path: Path) -> None:
    """Else an announced event would be coded as a category that no reader knows."""
    path = tmp_path / "categories.yaml"
    right = (Path("transforms/language/events/data") / "categories.yaml").resolve()
    path.write_text(right.read_text().replace("future: AGREE", "future: SOON", 1))
    with pytest.raises(ValueError, match="'SOON', which is no category"):
        load_categories(path)


def test_mode_replaces_score_of_its_category() -> None:
    """Else the intensity of a missile strike would be that of a scuffle."""
    assert coding("ASSAULT", "beat").intensity == -7.5
    assert coding("ASSAULT", None).intensity == -9.0
    assert coding("ASSAULT", "drone").cameo_root == "19"
    assert coding("PROTEST", "vandalize").intensity == -5.0
    assert coding(None, None).quad_class is None


def test_entries_that_claim_the_same_words_are_refused(tmp_path: Path) -> None:
    """Else "ended the siege" is a concession or a retreat by the alphabet of the file names."""
    (tmp_path / "a.yaml").write_text(
        'category: CONCEDE\nframes:\n- {verb: end, object: [siege, strike], example: "A."}\n'
    )
    (tmp_path / "b.yaml").write_text(
        'category: RETREAT\nframes:\n- {verb: end, object: [war, siege], example: "B."}\n'
    )
    with pytest.raises(ValueError, match=r"'end' as CONCEDE .* and as RETREAT .* same words"):
        load_lexicon(tmp_path)
