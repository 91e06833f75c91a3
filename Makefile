# `make` alone lists the targets. Everything sets itself up: python3, pip and make are enough.
export UV_SYSTEM_CERTS := 1
export NO_MKDOCS_2_WARNING := 1
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
BIN := .venv/bin
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test check coverage fix bench docs clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

.tools/bin/uv:
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target .tools uv

.venv/run.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --no-default-groups --extra scrub --inexact
	@touch $@

# pip finds a CPU build of torch where the index has one; the lock's CUDA packages never come.
.venv/dev.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --frozen --extra all --extra presidio --group docs --inexact
	@$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check \
	  --root-user-action ignore torch==2.13.0
	@$(UV) export --quiet --frozen --no-emit-project --no-dev --extra train --extra gliner --extra opf --prune torch \
	  | $(UV) pip install --quiet --python $(BIN)/python -r -
	@touch $@ .venv/run.stamp

run: .venv/run.stamp ## Scrub the bundled sample and show the report
	@$(BIN)/avow demo

test: .venv/dev.stamp ## Run every test
	@AVOW_ALL_EXTRAS=1 $(BIN)/pytest -q -n $(WORKERS)

check: .venv/dev.stamp ## Format, lint, types, contracts, docs, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(UV) lock --check --quiet
	$(BIN)/mkdocs build --strict --quiet
	$(MAKE) test

coverage: .venv/dev.stamp ## Every branch of the ledger and the promises is tested
	@$(BIN)/pytest -q -n $(WORKERS) tests/unit/ledger tests/unit/evidence tests/promises \
	  --cov=avow.ledger --cov=avow.promises --cov-branch \
	  --cov-report=term-missing:skip-covered --cov-fail-under=100

fix: .venv/dev.stamp ## Format and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.stamp ## Measure speed and quality beside the peers; writes benchmarks/results
	@$(BIN)/python benchmarks/run_all.py

docs: .venv/dev.stamp ## Build the documentation strictly into site/
	$(BIN)/mkdocs build --strict

clean: ## Remove everything that was built
	rm -rf .venv .tools site dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
