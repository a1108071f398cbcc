# Every command of this project. `make demo` and `make test` do all their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-readers setup-prism setup-flink setup-engines setup-dataflow demo test test-readers test-engines test-dataflow flink-up flink-down check quality bench bench-watch bench-stream chaos chaos-ci chaos-stream docs lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

# PyPI has PySpark as an sdist only, 455 MB, so it stands in a lock of its own.
$(VENV)/.readers: $(VENV)/.dev requirements-readers.lock tests/readers/pom.xml
	@java -version >/dev/null 2>&1 && mvn --version >/dev/null 2>&1 || { echo "Spark needs a JDK 17 or 21 and mvn on the PATH" >&2; exit 1; }
	$(INSTALL) --require-hashes --no-build-isolation -r requirements-readers.lock
	rm -rf $(VENV)/readers-jars
	mvn --quiet --batch-mode --file tests/readers/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DincludeGroupIds=io.delta,io.unitycatalog -DoutputDirectory=$(CURDIR)/$(VENV)/readers-jars
	@touch $@

# Prism comes as source; go.sum pins all that it is built from.
$(VENV)/bin/prism: $(VENV)/.run deploy/prism/go.mod deploy/prism/go.sum
	@go version >/dev/null 2>&1 || { echo "Prism is built with Go, which is not on the PATH" >&2; exit 1; }
	cd deploy/prism && go build -mod=readonly -o $(CURDIR)/$@ github.com/apache/beam/sdks/v2/go/cmd/prism

$(VENV)/.flink: $(VENV)/.run deploy/flink/pom.xml deploy/flink/jars.sha256
	@java -version >/dev/null 2>&1 && mvn --version >/dev/null 2>&1 || { echo "Flink needs a JDK 17 and mvn on the PATH" >&2; exit 1; }
	rm -rf $(VENV)/flink-jars
	mvn --quiet --batch-mode --file deploy/flink/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=$(CURDIR)/$(VENV)/flink-jars
	cd $(VENV)/flink-jars && sha256sum --quiet --strict --check $(CURDIR)/deploy/flink/jars.sha256
	@touch $@

# What submits to Dataflow: a part of Beam's extra gcp, all of it wheels.
$(VENV)/.dataflow: $(VENV)/.dev requirements-dataflow.lock
	$(INSTALL) --require-hashes --only-binary :all: -r requirements-dataflow.lock
	@touch $@

setup: $(VENV)/.run ## create .venv with what newsbeam needs to run
setup-dev: $(VENV)/.dev ## the same with the developers' tools

setup-readers: $(VENV)/.readers ## the same with Spark, which needs a JDK and mvn

setup-prism: $(VENV)/bin/prism ## build Prism, the local engine for streams; needs Go

setup-flink: $(VENV)/.flink ## fetch Flink and Beam's job server; needs a JDK and mvn

setup-engines: setup-dev setup-prism setup-flink ## both, for the tests of engines

setup-dataflow: $(VENV)/.dataflow ## the developers' set-up with Google's libraries

flink-up: setup-flink ## start a Flink cluster on this machine, with Python workers
	$(BIN)/python -m deploy.flink.cluster up

flink-down: ## end it
	$(BIN)/python -m deploy.flink.cluster down

demo: setup ## serve the demo news site, run the pipeline on it and show the tables
	$(BIN)/newsbeam demo

test: setup-dev ## run all tests but those that need Spark
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadscope

test-readers: setup-readers ## read old and new files with DuckDB, Polars, PyArrow and PySpark
	$(BIN)/python -m pytest tests/readers/test_readers.py -m ""

test-engines: setup-engines ## the same rows on every engine; streams that are killed lose nothing
	$(BIN)/python -m pytest tests/engines -m ""

test-dataflow: setup-dataflow ## the whole graph as Dataflow's runner makes it, without a call to Google
	$(BIN)/python -m pytest tests/packaging/test_dataflow.py -m ""

chaos-stream: setup-engines ## kill workers and managers of a Flink stream, stop it and go on: nothing lost, nothing twice
	$(BIN)/python -m benchmarks.streams

bench-stream: setup-engines ## how soon what a feed shows can be read, on Prism and on Flink
	$(BIN)/python -m benchmarks.streams --engine prism --no-blows --minutes 4
	$(BIN)/python -m benchmarks.streams --engine flink --no-blows --minutes 4

check: setup-dev ## lint, format, types, stale data dictionary and template, schemas changed without a version
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m schemas.dictionary --check
	$(BIN)/python -m schemas.lock --check
	$(BIN)/python -m pipeline.dataflow.metadata --check

quality: setup-dev ## measure extraction, entities, times, quotes and events on NEWSBEAM_DATA
	$(BIN)/python -m benchmarks.quality

bench: setup-dev ## what it costs a worker to start, to read an article, and to know two million entries
	$(BIN)/python -m benchmarks.start_up
	$(BIN)/python -m benchmarks.language
	$(BIN)/python -m benchmarks.seen

bench-watch: setup-dev ## 10,000 generated articles through watch: none lost, none twice, memory flat
	$(BIN)/python -m benchmarks.watch

chaos: setup-dev ## kill 100 runs, fill the disk and break the store under 20 each: nothing lost, nothing twice
	$(BIN)/python -m benchmarks.chaos

chaos-ci: setup-dev ## the same with 6 runs killed, 2 disks full and 2 stores out of order
	$(BIN)/python -m benchmarks.chaos --rounds 6 --disk 2 --store 2 --lakes 1

docs: setup ## write data dictionary, lock of versions and the template's metadata from schemas and configuration
	$(BIN)/python -m schemas.lock
	$(BIN)/python -m schemas.dictionary
	$(BIN)/python -m pipeline.dataflow.metadata

lock: setup-dev ## renew the lock files from pyproject.toml
	$(BIN)/$(LOCK) pyproject.toml --extra dev -o requirements-dev.lock
	$(BIN)/$(LOCK) -c requirements-dev.lock pyproject.toml -o requirements.lock
	$(BIN)/$(subst --only-binary :all: ,,$(LOCK)) tests/readers/requirements.in -o requirements-readers.lock
	$(BIN)/$(LOCK) -c requirements-dev.lock deploy/dataflow/requirements.in -o requirements-dataflow.lock

clean: ## remove what the commands above made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
