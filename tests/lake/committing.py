"""A process that commits one letter: it stages it, says "ready", and waits for a line to go on.

Called with the lake's address, a name, and the generation and version of ``runs`` to commit on, or
none to begin as a run does.
"""

import sys

from lakes import a_letter, draft

from transforms.lake.begin import begin
from transforms.lake.commit import Snapshot, commit
from transforms.lake.storage import Storage

if __name__ == "__main__":
    storage, name = Storage(sys.argv[1]), sys.argv[2]
    given = [int(n) for n in sys.argv[3:]]
    snapshot = Snapshot(*given) if given else begin(storage)
    work = draft(storage, name, [a_letter(name)])
    print("ready", flush=True)
    sys.stdin.readline()
    print("superseded" if commit(storage, snapshot, work).superseded else "committed", flush=True)
