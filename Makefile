# The map of the chores. `make demo` and `make test` set up all they need.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint data clean

help:
	@echo "make demo   set up, check the article's claims, write the map and the verdicts under out/"
	@echo "make test   set up, run every check and every test, browser tests included"
	@echo "make bench  set up, measure, print ratios"
	@echo "make data   derive control.geojson again from the tables"
	@echo "make clean  remove what the other targets made"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/run.stamp

demo: $(VENV)/run.stamp
	@mkdir -p out
	@$(BIN)/aleppomap demo -o out

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	.ci/browser $(BIN)/python
	$(BIN)/python -m pytest

bench: $(VENV)/dev.stamp
	.ci/browser $(BIN)/python
	$(BIN)/python -m tests.benchmarks

data: $(VENV)/run.stamp
	$(BIN)/aleppomap export -o data/geojson/aleppo/control.geojson

clean:
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
