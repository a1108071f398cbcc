"""The file that Dataflow's template launcher starts (FLEX_TEMPLATE_PYTHON_PY_FILE)."""

import logging
import sys

from pipeline.dataflow.launch import main

if __name__ == "__main__":
    logging.getLogger().setLevel(logging.INFO)
    main(sys.argv[1:])
