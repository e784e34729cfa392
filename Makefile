# The jobs of this checkout; `make` lists them. They need Python 3.11 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Only the index counts: whatever else pip may be set up to look at would leak into the hashes.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	$(BIN)/python -m piptools compile --quiet --generate-hashes --no-strip-extras --allow-unsafe \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	--build-deps-for wheel

# The tests of one file stay together, so that what they share is made once; slow files come first.
BY_FILE := --dist loadfile --no-loadscope-reorder

.NOTPARALLEL:
.PHONY: help run test test-all check format formatted lint types imports sample benchmark wheel wheel-night \
	requirements clean

help: ## List these jobs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

# The night of the inspection, and two of the weeks after it, on which answers are read.
NIGHTS := 2015-07-16 2015-07-23 2015-07-30

run: $(VENV)/installed ## Run the sample nights: output/index.html
	@if test -e output/history.sqlite; then \
		echo "output/ holds nights already; the list of their reports is output/index.html"; \
	else \
		first=--first-night; for night in $(NIGHTS); do \
			$(BIN)/assessment-monitor run -c sample_data/monitor.toml --as-at $$night \
				$$first || exit; first=; \
		done; \
	fi

test: $(VENV)/installed-dev ## Run the tests with coverage (ARGS go to pytest)
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 $(BY_FILE) --cov $(ARGS)

test-all: ## Run the whole of kills, fuzzing and simulation too (some 30 minutes)
	@MONITOR_TEST_ALL=1 $(MAKE) --no-print-directory test

check: formatted lint types imports test-all wheel-night ## Check everything that must hold of a change

format: $(VENV)/installed-dev ## Put the code into its format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

formatted: $(VENV)/installed-dev ## Check that the code is in its format
	@$(BIN)/ruff format --check .

lint: $(VENV)/installed-dev ## Look for faults in the code, and for an index in the requirements
	@$(BIN)/ruff check .
	@! grep -nE 'index-url|find-links|/simple/|://' requirements.txt requirements-dev.txt

types: $(VENV)/installed-dev ## Check the types, and those of the program once more as on Windows
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --no-warn-unreachable --cache-dir .mypy_cache/win32 \
		monitor schemas

imports: $(VENV)/installed-dev ## Check that imports run down the house and never up
	@$(BIN)/lint-imports

sample: $(VENV)/installed-dev ## Write the made-up extracts in sample_data/ again
	@$(BIN)/python sample_data/make_samples.py

benchmark: $(VENV)/installed-dev ## Measure the speed against its peers (ARGS go to the benchmark)
	@$(BIN)/python -m benchmarks $(ARGS)

wheel: $(VENV)/installed-dev ## Build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

wheel-night: $(VENV)/installed-dev ## Run the sample night from the wheel, in a clean environment
	@.ci/wheel-night

requirements: $(VENV)/installed-dev ## Pin the dependencies (ARGS=--upgrade for newer ones)
	@$(COMPILE) $(ARGS) --output-file requirements.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml

clean: ## Remove what these jobs made, but never a night's reports
	rm -rf $(VENV) dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.11" \
		if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.txt pyproject.toml
	@echo "Installing what the program needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/made requirements-dev.txt pyproject.toml
	@echo "Installing what the checks need into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@
