# Two commands do everything on a machine with nothing but Python 3.11 and make: `make demo`, `make test`.
# Paths are relative throughout, so a clone whose path has a space works too.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports unit stress bench lock clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run ## Install what is needed and show today's digest in this terminal
	@$(BIN)/python -m bot demo

test: .venv/dev lint types imports unit ## Lint, types, import rules, all tests

lint: .venv/dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

types: .venv/dev
	$(BIN)/python -m mypy

imports: .venv/dev
	$(BIN)/lint-imports

unit: .venv/dev
	$(BIN)/python -m pytest

stress: .venv/dev ## Kill real workers at every step, 5,500 times; the better part of an hour (docs/delivery.md)
	$(BIN)/python -m tests.stress $(STRESS)

# What docs/quality.md tells; bm25s, PyStemmer and rouge-score stand in no lock, since nothing but these tables needs them.
bench: .venv/dev ## Print the tables of docs/quality.md: make bench DATA=folder; five to thirty minutes (docs/quality.md names the data)
	@test -n "$(DATA)" || { echo "Say where the data is: make bench DATA=folder"; exit 2; }
	@$(PIP) install bm25s PyStemmer rouge-score
	@set -e; for each in $(BENCHES); do echo "== $$each"; $(BIN)/python -m benchmarks.$$each "$(DATA)"; done

BENCHES := trend replay interests search meaning summaries checks

lock: ## Pin every dependency again (needs uv)
	uv pip compile pyproject.toml --group build $(LOCK_FLAGS) -o requirements.lock
	uv pip compile pyproject.toml --group build --all-extras $(LOCK_FLAGS) -c requirements.lock -o requirements-dev.lock
	uv pip compile pyproject.toml --group build $(foreach extra,$(PLATFORMS),--extra $(extra)) $(LOCK_FLAGS) -c requirements-dev.lock -o deploy/requirements.lock

# What a server needs beside the core: every platform and PostgreSQL, none of the tools of development.
PLATFORMS := slack discord email web postgres llm
LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

clean: ## Forget the environment and the demo
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit("Paperboy needs Python 3.11 or newer, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11") if sys.version_info < (3, 11) else 0'
	@echo "Creating .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run: requirements.lock pyproject.toml | .venv/pip
	@echo "Installing Paperboy (the first time takes about half a minute)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/pip
	@echo "Installing Paperboy and the tools that check it (the first time takes about a minute)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run
