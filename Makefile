# Everything this project can be asked to do. `make help` lists it.
#
# A fresh clone needs Python 3.11 or newer, make and git; the rest is installed into .venv, pinned and with
# hashes, the first time a target needs it. A stamp in .venv remembers what is installed, so that a later run
# starts at once; a changed requirement file is installed again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# The playground is installed only where it is used: without a token, in the environment or in .env.
TOKEN_IN_FILE := $(shell test -r .env && grep -cE '^(export )?DISCORD_TOKEN=.' .env)
PROFILE := $(if $(DISCORD_TOKEN)$(filter-out 0,$(TOKEN_IN_FILE)),runtime,playground)
ifneq (,$(filter --playground,$(ARGS)))
PROFILE := playground
endif

.DEFAULT_GOAL := help
.PHONY: help setup run test soak bench lint format requirements clean

help:  ## this list
	@awk -F ':.*## +' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.test  ## install everything, tests and tools too

run: $(VENV)/.$(PROFILE)  ## the bot and its reader; without DISCORD_TOKEN, the playground in a browser (ARGS="--dm")
	@exec $(BIN)/python -m bot $(ARGS)

test: lint  ## all checks and tests, always with the same seed (ARGS="tests/store -x" for a part)
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

soak: $(VENV)/.test  ## the long runs at their full size
	@$(BIN)/python -m pytest -m soak --soak --timeout=0 $(ARGS)

bench: $(VENV)/.test  ## the benchmarks, side by side with what they are measured against
	@$(BIN)/python -m benchmarks $(ARGS)

lint: $(VENV)/.test  ## format, rules, types, directions and dependencies
	@$(BIN)/ruff format --check --quiet . || { echo 'lint: `make format` puts these right'; $(BIN)/ruff format --check . ; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry .

format: $(VENV)/.test  ## format the code and put right what can be put right
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

# The pins follow from pyproject.toml. UPGRADE=--upgrade takes the newest versions that it allows.
COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)
requirements: $(VENV)/.setup  ## write requirements/*.txt anew from pyproject.toml (UPGRADE=--upgrade)
	@$(COMPILE) pyproject.toml --extra playground --extra test -o requirements/test.txt
	@$(COMPILE) pyproject.toml --extra playground -c requirements/test.txt -o requirements/playground.txt
	@$(COMPILE) pyproject.toml -c requirements/test.txt -o requirements/runtime.txt
	@$(COMPILE) --group pyproject.toml:setup -o requirements/setup.txt

clean:  ## remove what make made: .venv and the tools' caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, and $(PYTHON) is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.setup: requirements/setup.txt | $(BIN)/python
	@echo 'setting up: $(VENV)' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# uv is quick; pip knows package mirrors that only pip was told about.
INSTALL = $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $< \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<

$(VENV)/.runtime $(VENV)/.playground $(VENV)/.test: $(VENV)/.%: requirements/%.txt $(VENV)/.setup
	@echo 'setting up: requirements/$*.txt' >&2
	@$(INSTALL)
	@touch $@
