# `make` alone says what there is. Everything happens in .venv; nothing is installed elsewhere.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run sample test test-long check format docs bench lock clean

help: ## say what each target does
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(BIN)/safeguard-kpi ## write the sample if inputs/ is empty, refresh, and show the headline figures
	@find inputs -type f -not -path 'inputs/reference/*' | grep -q . || $(BIN)/safeguard-kpi sample
	@$(BIN)/safeguard-kpi key create --if-missing
	@$(BIN)/safeguard-kpi refresh || [ $$? -eq 1 ]

sample: $(BIN)/safeguard-kpi ## write sample partner spreadsheets into inputs/
	$(BIN)/safeguard-kpi sample

test: $(BIN)/.test ## run the tests, but for those that take many whole runs
	$(BIN)/python -m pytest -m "not long"

test-long: $(BIN)/.test ## run the others: quarter after quarter
	$(BIN)/python -m pytest -m long

check: $(BIN)/.test ## format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(BIN)/.test ## put the code in its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(BIN)/.test ## write the reference from the declarations
	$(BIN)/python docs/make_reference.py

bench: $(BIN)/.test ## measure a refresh, reading by format, and an import of releases, against their floors
	$(BIN)/python bench/refresh.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/comparators.py

lock: ## pin and hash the requirements again
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt
	$(VENV)/lock/bin/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements-test.txt

clean: ## remove the virtual environment and caches, never inputs or outputs
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(BIN)/safeguard-kpi: $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(BIN)/.test: $(BIN)/safeguard-kpi requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@
