"""The commits of a stream's window: what it does where it is played again, or was overtaken."""

import logging
from dataclasses import replace

from transforms.lake.commit import CommitDraft, Committed, Snapshot, commit, current
from transforms.lake.storage import LakeError, Storage

log = logging.getLogger(__name__)

POLLS, ARTICLES = 0, 1
"""The two commits of a stream's window, numbered as its panes: what the feeds showed is durable
before it is acted on."""

MAX_REFUSED = 5
"""So often a window is recorded anew where other runs keep committing."""


def commit_pane(storage: Storage, snapshot: Snapshot, draft: CommitDraft) -> Committed:
    """Commit a pane of a stream's window.

    Polls that came to nothing are not committed. Where another run was faster, what the window
    took is left where it waits, for the next window; the window itself is put on record all the
    same, because the next one begins when this one is.

    Raises:
        LakeError: files of the draft are missing, or other runs keep committing.
    """
    if draft.pane == POLLS and not draft.files and not any(draft.state.values()):
        return Committed(snapshot.generation, superseded=False)
    committed = commit(storage, snapshot, draft)
    if not committed.superseded:
        return committed
    if draft.pane == POLLS:
        log.warning(
            "another run was faster: feeds that window %s has asked are asked again in the next. "
            "Let one stream at a time write to a lake",
            draft.run.run_id,
        )
        return committed
    log.warning("another run was faster: what window %s took waits still", draft.run.run_id)
    nothing = replace(draft, files=(), state={}, counters={SUPERSEDED: 1})
    for _ in range(MAX_REFUSED):
        committed = commit(storage, current(storage), nothing)
        if not committed.superseded:
            return replace(committed, superseded=True)
    raise LakeError(
        f"{storage.uri}: other runs committed {MAX_REFUSED} times while the window "
        f"{draft.run.run_id} was put on record. Let one run at a time write to a lake"
    )


SUPERSEDED = "CommitRun.superseded"
"""Counter of a window whose work was left to the next one."""
