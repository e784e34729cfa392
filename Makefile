# The jobs of this checkout; `make` lists them. They need Python 3.11 to 3.14 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# A checkout changes from one commit to the next without being installed again, and says what it is.
INSTALL_CHECKOUT := MONITOR_BUILD=checkout $(PIP) install --no-deps --no-index --no-build-isolation \
	--editable .

# Only the index counts: whatever else pip may be set up to look at would leak into the hashes.
COMPILE := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	$(BIN)/python -m piptools compile --quiet --generate-hashes --no-strip-extras --allow-unsafe \
	--no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	--build-deps-for wheel

# The tests of one file stay together, so that what they share is made once; slow files come first.
BY_FILE := --dist loadfile --no-loadscope-reorder

# Without compiled files every process, and tests start hundreds, would compile the program again.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: help run test test-all test-quick check format formatted lint types imports sample \
	benchmark release requirements clean same-python

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

test: $(VENV)/installed-dev ## Run the tests (ARGS go to pytest, --cov for coverage among them)
	@$(BIN)/python -m pytest $(COVERAGE) -n auto --maxprocesses 8 $(BY_FILE) $(ARGS)

# Coverage is measured here alone: on Python 3.11 a night takes half as long again with its tracer.
test-all: ## Run the tests with coverage, exhaustive ones too (half an hour)
	@MONITOR_TEST_ALL=1 $(MAKE) --no-print-directory test COVERAGE=--cov

# What needs no part of the system and starts nothing: on a second Python, say.
QUICK := not (browser or exhaustive or libreoffice or postfix or postgresql or process or root \
	or server or slow or strace or systemd)

test-quick: $(VENV)/installed-dev ## Run the tests that start nothing
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 $(BY_FILE) -m "$(QUICK)" $(ARGS)

check: formatted lint types imports test-all ## Check everything that must hold of a change

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

release: $(VENV)/installed-dev ## Make the archive that is carried over (ARGS go to pip download)
	@$(BIN)/python -m deploy.releasing $(ARGS)

requirements: $(VENV)/installed-dev ## Pin the dependencies (ARGS=--upgrade for newer ones)
	@$(COMPILE) $(ARGS) --output-file requirements.txt pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml

clean: ## Remove what these jobs made, but never a night's reports
	rm -rf $(VENV) dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# It runs each time: with a Python that was upgraded or moved, an environment fails in odd ways.
same-python:
	@test ! -e $(VENV)/made || { \
		made=$$(sed -n 's/^version = //p' $(VENV)/pyvenv.cfg); \
		test -x $(BIN)/python || made="$$made, which is gone"; \
		this=$$($(PYTHON) -c 'import platform; print(platform.python_version())') || exit; \
		test "$$made" = "$$this" || { \
			echo "$(VENV) was made by Python $$made; $(PYTHON) is Python $$this."; \
			echo "Make it anew (make clean, then this again), or go on with the old one:"; \
			sed -n 's/^executable = /    make PYTHON=/p' $(VENV)/pyvenv.cfg; \
			exit 1; \
		} >&2; \
	}

$(VENV)/made: | same-python
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.14 is needed: make PYTHON=python3.11" \
		if not (3, 11) <= sys.version_info[:2] <= (3, 14) else 0)'
	@$(PYTHON) -m venv $(VENV) || { \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/installed: $(VENV)/made requirements.txt pyproject.toml
	@echo "Installing what the program needs into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(INSTALL_CHECKOUT)
	@touch $@

$(VENV)/installed-dev: $(VENV)/made requirements-dev.txt pyproject.toml
	@echo "Installing what the checks need into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@$(INSTALL_CHECKOUT)
	@touch $@
