# The verbs of this repository. Only Python 3.11 or newer and make are needed beforehand.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

# What dbt and sqlfluff need to find the warehouse; starts the embedded one.
WITH_WAREHOUSE = settings=$$($(BIN)/clickstream env) && eval "$$settings" &&

.PHONY: help setup demo test lint docs bench contract lock clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/installed ## make .venv with the command clickstream in it

demo: setup ## a month of simulated traffic, from the lake to figures
	@$(BIN)/clickstream demo

test: lint ## lint, then run every test
	@$(BIN)/pytest -q

lint: setup ## style and types of Python and SQL
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy --no-error-summary
	@$(WITH_WAREHOUSE) found=$$($(BIN)/sqlfluff lint --disable-progress-bar -p 2 dbt_project) \
		|| { echo "$$found"; exit 1; }

docs: setup ## the models, columns and lineage as one web page
	@$(WITH_WAREHOUSE) $(BIN)/dbt --quiet docs generate --static
	@echo "open dbt_project/target/static_index.html"

bench: setup ## measure, and write bench/results.json
	@$(BIN)/python -m bench

contract: setup ## write what is generated from contract/model.py
	@$(BIN)/python -m contract.generate

# Universal: one lock for every platform and Python. It names no index: pip's own settings do.
LOCK = uv pip compile -q --universal --python-version 3.11 --no-strip-extras --generate-hashes \
	--no-annotate --no-header

lock: ## pin the newest packages that requirements/*.in allow (needs uv)
	@command -v uv > /dev/null || { echo "uv is missing: pip install uv"; exit 1; }
	@$(LOCK) --upgrade requirements/runtime.in -o requirements/runtime.txt
	@$(LOCK) --upgrade -c requirements/runtime.txt requirements/dev.in -o requirements/dev.txt

clean: ## stop the embedded warehouse; remove it, the lake and all caches, but not .venv
	@if [ -f .clickstream/warehouse/PG_VERSION ]; then \
		CLICKSTREAM_HOME=.clickstream $(BIN)/clickstream env --stop; fi
	@rm -rf .clickstream .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	@rm -rf dbt_project/target dbt_project/logs logs bench/work
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/packages: requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
		"Python 3.11 or newer is needed: apt-get install python3, or make PYTHON=/path/to/it"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo \
		"Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@echo "Installing the packages of requirements/dev.txt into .venv (once) …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/installed: .venv/packages pyproject.toml
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@
