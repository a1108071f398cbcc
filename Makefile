# Every command of this project. `make demo` and `make test` do all their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check quality docs lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The project is installed without building in isolation, so that nothing outside the lock comes in.
$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"newsbeam needs Python 3.11 to 3.13, this is {v[0]}.{v[1]}: call make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run ## create .venv with what newsbeam needs to run
setup-dev: $(VENV)/.dev ## the same with the developers' tools

demo: setup ## serve the demo news site, run the pipeline on it and show the tables
	$(BIN)/newsbeam demo

test: setup-dev ## run all tests
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadscope

check: setup-dev ## lint, format, types, and whether the data dictionary is stale
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m schemas.dictionary --check

quality: setup-dev ## measure extraction, entities, times, quotes and events on NEWSBEAM_DATA
	$(BIN)/python -m benchmarks.quality

docs: setup ## write docs/data-dictionary.md from the schemas
	$(BIN)/python -m schemas.dictionary

lock: setup-dev ## renew the lock files from pyproject.toml
	$(BIN)/$(LOCK) pyproject.toml --extra dev -o requirements-dev.lock
	$(BIN)/$(LOCK) -c requirements-dev.lock pyproject.toml -o requirements.lock

clean: ## remove what the commands above made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
