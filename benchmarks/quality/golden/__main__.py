"""Run the measure of the golden articles."""

import sys

from benchmarks.quality.golden.report import main

sys.exit(main())
