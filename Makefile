# The map of the chores. `make demo` and `make test` set up all they need.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# As many processes as processors, four at most; a file's tests in one, for what they share.
PYTEST = -m pytest -n logical --maxprocesses 4 --dist loadfile
# Else each process that a test starts would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test coverage mutants bench fuzz soak load lint data docs clean

help:
	@echo "make demo      set up, check the article's claims, write the map and the verdicts under out/"
	@echo "make test      set up, run every check and every test, browser tests included"
	@echo "make coverage  run every test; fail below 95 % of lines or branches, print the rest"
	@echo "make mutants   change areas, quantity and verdict one thing at a time; a test must fail"
	@echo "make bench     set up, measure, print ratios"
	@echo "make fuzz      read mutated files of every format, for an hour"
	@echo "make soak      ten thousand checks in one process; kill commands at random moments"
	@echo "make load      measure a territory of 5 000 districts and 200 000 reports"
	@echo "make data      derive control.geojson and the claims ledger again from the tables"
	@echo "make docs      build the documentation under out/docs; needs no network once set up"
	@echo "make clean     remove what the other targets made"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV); about a minute the first time"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/run.stamp

$(VENV)/docs.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,docs]'
	@touch $@ $(VENV)/run.stamp $(VENV)/dev.stamp

demo: $(VENV)/run.stamp
	@mkdir -p out
	@$(BIN)/aleppomap demo -o out

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	.ci/browser $(BIN)/python
	$(BIN)/python $(PYTEST)

coverage: $(VENV)/dev.stamp
	.ci/browser $(BIN)/python
	@mkdir -p out/coverage
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run $(PYTEST)
	$(BIN)/python -m coverage combine --quiet
	@rm -f out/coverage/data.* # half written by what tests killed
	$(BIN)/python -m coverage html --quiet
	$(BIN)/python -m coverage json --quiet
	$(BIN)/python -m coverage report
	$(BIN)/python -m tests.covered out/coverage/rooms.json

$(VENV)/mutants.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,mutants]'
	@touch $@ $(VENV)/run.stamp $(VENV)/dev.stamp

mutants: $(VENV)/mutants.stamp
	$(BIN)/python -m tests.mutants

$(VENV)/bench.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	@touch $@ $(VENV)/run.stamp $(VENV)/dev.stamp

bench: $(VENV)/bench.stamp
	.ci/browser $(BIN)/python
	$(BIN)/python -m tests.benchmarks

fuzz: $(VENV)/dev.stamp
	$(BIN)/python -m tests.fuzz

soak: $(VENV)/dev.stamp
	$(BIN)/python -m tests.soak

load: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.load

data: $(VENV)/run.stamp
	$(BIN)/aleppomap export -o data/geojson/aleppo/control.geojson
	$(BIN)/aleppomap report -o docs/claims-ledger.md

docs: $(VENV)/docs.stamp
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html -d out/doctrees docs out/docs

clean:
	rm -rf docs/_made docs/notebooks docs/reference/api
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
