# ReturnLine: `make demo` and `make test` are all that a fresh machine needs (Debian, Python 3.11 or newer).
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Without bytecode every process compiles its imports anew, 2 s each; empty counts as unset.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/returnline
DEMO := var/demo
DEMO_PORT ?= 8020
DEMO_SEED ?= 7
DEMO_SCENARIO ?= ningbo-10k
DEMO_TIME_LIMIT ?= 40
PYTEST_ARGS ?= -n auto --dist worksteal
COMPILED := $(shell grep -rlE '^(from|import) numba' planner --include=*.py)
# The pins are complete, so nothing is resolved; bytecode is written when a module is first used.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps

.PHONY: help setup demo test test-long test-postgres api-fuzz kill-runs trust-runs load corruptions random-campaigns lint format bench pins system-packages clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 18

# ---- set up -------------------------------------------------------------------------------------------------------

setup: $(VENV)/.dev-stamp  ## virtual environment with everything needed to work on the code

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then
	  echo "make: no Python 3.11 or newer found; install python3 (Debian 12 has 3.11) or set PYTHON=..." >&2; exit 1
	fi
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
	  if [ "$$(id -u)" -ne 0 ]; then
	    echo "make: this Python lacks venv; run as root: apt-get install python3-venv" >&2; exit 1
	  fi
	  apt-get update -qq
	  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends python3-venv python3-pip >/dev/null
	fi
	$(PYTHON) -m venv $(VENV)

# What `make demo` needs: the pinned run-time packages and the project itself.
$(VENV)/.run-stamp: $(BIN)/python requirements.txt requirements-dev.txt pyproject.toml
	@echo "installing run-time packages ..."
	export PIP_CONSTRAINT=requirements-dev.txt PIP_BUILD_CONSTRAINT=requirements-dev.txt  # the build backend's pin
	$(INSTALL) -r requirements.txt
	$(INSTALL) --editable .
	touch $@

$(VENV)/.dev-stamp: $(VENV)/.run-stamp
	@echo "installing packages for tests and checks ..."
	$(INSTALL) -r requirements-dev.txt
	$(BIN)/python -m pip check --quiet
	touch $@

# The inner loops are compiled once, here, and kept beside their sources; a small campaign goes through all of them, by
# counted work, so that a slow machine may take as long as it needs.
$(VENV)/.compiled-stamp: $(VENV)/.run-stamp $(COMPILED)
	@echo "compiling the inner loops ..."
	here=$$(mktemp -d); trap 'rm -rf "$$here"' EXIT
	$(RUN) scenario build toy --seed 7 -o "$$here/scenario" >/dev/null
	$(RUN) plan "$$here/scenario" -o "$$here/plan" --deterministic >/dev/null 2>&1 || [ $$? -eq 4 ]
	touch $@

pins: $(VENV)/.dev-stamp  ## renew requirements*.txt from pyproject.toml (name==version lines only)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	compile() { $(BIN)/uv pip compile pyproject.toml --python-version 3.11 --quiet --no-header --no-annotate "$$@"; }
	compile --upgrade -o requirements.txt
	compile --upgrade --extra dev -c requirements.txt -o requirements-dev.txt

# Browser, a Chinese font and a database server for the tests; installed only when missing.
system-packages:
	@missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	[ -d /usr/share/fonts/opentype/noto ] && ls /usr/share/fonts/opentype/noto/*CJK* >/dev/null 2>&1 || missing+=(fonts-noto-cjk)
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
	ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || missing+=(postgresql-postgis)
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi
	if [ "$$(id -u)" -ne 0 ]; then
	  echo "make: the tests need $${missing[*]}; run as root: apt-get install $${missing[*]}" >&2; exit 1
	fi
	echo "installing system packages: $${missing[*]} ..."
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null

# ---- the main job --------------------------------------------------------------------------------------------------

# With CI set or DEMO_SERVE=0 the server is asked once and stopped; otherwise it runs until Ctrl-C.
demo: $(VENV)/.compiled-stamp  ## build a tenth of Ningbo's campaign, plan, verify, publish, draw and serve it
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	$(RUN) scenario build $(DEMO_SCENARIO) --seed $(DEMO_SEED) -o $(DEMO)/scenario
	$(RUN) check $(DEMO)/scenario
	$(RUN) plan $(DEMO)/scenario -o $(DEMO)/plan --seed $(DEMO_SEED) --time-limit $(DEMO_TIME_LIMIT)
	$(RUN) verify $(DEMO)/scenario $(DEMO)/plan
	$(RUN) map $(DEMO)/scenario $(DEMO)/plan -o $(DEMO)/map.html
	$(RUN) publish $(DEMO)/scenario $(DEMO)/plan -o $(DEMO)/published --xlsx --geojson --db $(DEMO)/returnline.db
	echo
	echo "plan       $(DEMO)/plan/plan.json (and the tables beside it)"
	echo "manifests  $(DEMO)/published/"
	echo "map        $(DEMO)/map.html"
	echo "service    http://127.0.0.1:$(DEMO_PORT)/   API: /api/v1, /docs"
	$(RUN) serve --db $(DEMO)/returnline.db --host 127.0.0.1 --port $(DEMO_PORT) & server=$$!
	trap 'kill $$server 2>/dev/null || true' EXIT INT TERM
	$(BIN)/python -c "$$DEMO_ASK" http://127.0.0.1:$(DEMO_PORT)/api/v1/schedules
	if [ -n "$${CI:-}" ] || [ "$${DEMO_SERVE:-1}" = 0 ]; then exit 0; fi
	echo "serving; Ctrl-C stops it"
	wait $$server

define DEMO_ASK
import json, sys, time, urllib.error, urllib.request
for _ in range(120):
    try:
        with urllib.request.urlopen(sys.argv[1], timeout=5) as answer:
            print("service answers:", answer.status, str(json.load(answer))[:120])
            sys.exit(0)
    except (urllib.error.URLError, ConnectionError):
        time.sleep(0.25)
sys.exit("the service does not answer at " + sys.argv[1])
endef
export DEMO_ASK

# ---- checks --------------------------------------------------------------------------------------------------------

lint: $(VENV)/.dev-stamp  ## ruff, mypy --strict, dependency rules
	@$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev-stamp  ## sort imports and mend what ruff can mend
	@$(BIN)/ruff check --fix .

test: checked-and-compiled  ## set everything up and pass all tests
	@$(BIN)/pytest $(PYTEST_ARGS)

# What does not need one another goes on at the same time.
.PHONY: checked-and-compiled set-up-for-tests
checked-and-compiled: set-up-for-tests
	@$(MAKE) --jobs=2 --output-sync=target lint $(VENV)/.compiled-stamp
set-up-for-tests: $(BIN)/python
	@$(MAKE) --jobs=2 $(VENV)/.dev-stamp system-packages

test-long: $(VENV)/.dev-stamp system-packages $(VENV)/.compiled-stamp  ## every test, the slow ones too
	@$(BIN)/pytest -m "slow or not slow" $(PYTEST_ARGS)

corruptions: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## 200 corrupted plans a rule: how many the verifier names
	@$(BIN)/python -m tests.verify.corruptions.run 200

random-campaigns: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## 500 random campaigns, planned and judged
	@$(BIN)/pytest -m "slow or not slow" $(PYTEST_ARGS) tests/properties/test_random_campaigns.py

.PHONY: small-instances
small-instances: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## 10,000 small campaigns beside the best of all their plans
	@$(BIN)/python -m tests.properties.small_runs $(or $(CASES),10000)

bench: $(VENV)/.compiled-stamp  ## the two large campaigns, with figures
	@$(RUN) bench --full

# Half an hour on a machine that does nothing else; what was measured before in FIGURES stands.
FIGURES ?= var/figures
.PHONY: figures
figures: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## the figures of notebook 03 measured anew, and a copy of it executed beside them
	@$(RUN) bench shenzhou-17k ningbo-102k --ladder --resume -o $(FIGURES)
	@$(RUN) bench --peers --tenfold --resume -o $(FIGURES)
	@cp $(FIGURES)/bench.json $(FIGURES)/peers.json notebooks/measured/
	@cp notebooks/03_bounds.ipynb $(FIGURES)/
	@$(BIN)/jupyter-execute --inplace $(FIGURES)/03_bounds.ipynb

api-fuzz: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## 10,000 generated requests to the API
	@$(BIN)/python -m tests.api.trust.fuzz $(or $(CASES),10000)

kill-runs: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## 500 kills of workers and servers at work
	@$(BIN)/python -m tests.faults.kills $(or $(TIMES),500)

trust-runs: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp system-packages  ## guesses, racing edits, tamperings at full count
	@$(BIN)/pytest -q -n 0 -s -m slow tests/api/trust tests/api/store/test_audit_log.py

load: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp  ## reads of a schedule by wrk while a plan is made (needs the package wrk)
	@$(BIN)/python -m tests.faults.load

test-postgres: $(VENV)/.compiled-stamp $(VENV)/.dev-stamp system-packages  ## the tests of the API on a private PostgreSQL
	@RETURNLINE_TEST_DB=postgres $(BIN)/pytest $(PYTEST_ARGS) tests/api tests/postgres

clean:  ## remove what was built; the virtual environment stays
	@rm -rf var build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find planner api tests data notebooks -name __pycache__ -type d -prune -exec rm -rf {} +
