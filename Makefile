# Every task of a developer. `make help` lists them. Each does its own set-up: python3 (3.11+) and make are enough.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := $(CURDIR)/benchmarks/peers/.venv
PEERS_READY := $(PEERS)/.ready
STACK := @$(BIN)/python -m lockstep_local
PYTEST = $(BIN)/python -m pytest -n $(TEST_PROCESSES)

# Otherwise every process compiles all sources again.
unexport PYTHONDONTWRITEBYTECODE

# settings that recipes pass to the programs
export LOCKSTEP_DATA ?= $(CURDIR)/.lockstep
DATA ?=
SEED ?= 1
SECONDS ?= 180
MUTANT ?=
QUICK ?=
ROLE ?=
ORG ?=
SUB ?=
NAME ?=
ARGS ?=
# the number of processes that run tests side by side; each has its own PostgreSQL and Kafka. On two cores three are
# quicker than two, because tests with Kafka often wait.
TEST_PROCESSES ?= 3
# `make test-full` tries this many times the examples of `make test`
EXAMPLES_FACTOR ?= 10
# how long `make fuzz` takes, and how long its tests take in `make test-full`; in `make test` they take one minute
MINUTES ?= 1
FUZZ_MINUTES_FULL ?= 20
# a folder with real data beside the clone; without it, tests use the examples
export LOCKSTEP_TEACHING_WEEK ?= $(wildcard $(CURDIR)/../shared/data/teaching-week)

.PHONY: help up down status logs url token run demo test test-fast test-full fuzz check format sbom audit-lock bench fairness chaos clean setup console console-types browser

help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make the Python environment (every other task does this when needed)
	@:

# The last step writes a stamp, so the environment is made again when requirements.lock or pyproject.toml is newer than
# the stamp, or after a set-up that was interrupted. Output goes to standard error, so that a task that prints one value
# prints nothing else. pip only installs uv, which is in the lock too and is checked by its hash.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Lockstep needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None' >&2
	@echo 'Python environment: installing what requirements.lock names' >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) >&2
	@awk '/^uv==/ {take = 1} take {print; if ($$0 !~ /\\$$/) exit}' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock >&2
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements.lock >&2
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable . >&2
	@touch $(READY)

# The peers that the benchmark compares the platform with. They need 300 MB (a Debezium engine among them). They have an
# environment of their own, so that no part of the platform can depend on them.
$(PEERS_READY): benchmarks/peers/requirements.lock | $(READY)
	@echo 'Environment of the peers: installing what benchmarks/peers/requirements.lock names' >&2
	@test -x $(PEERS)/bin/python || $(BIN)/python -m venv --without-pip $(PEERS) >&2
	@VIRTUAL_ENV=$(PEERS) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes benchmarks/peers/requirements.lock >&2
	@touch $(PEERS_READY)

up: $(READY) ## start the platform and print its addresses (LOCKSTEP_PORT, LOCKSTEP_DATA, LOCKSTEP_WORKERS)
	$(STACK) up

down: $(READY) ## stop the platform; its data stays
	$(STACK) down

status: $(READY) ## show every process of the platform
	$(STACK) status

logs: $(READY) ## show and follow the logs (NAME=payouts-worker for one)
	$(STACK) logs $(NAME)

url: $(READY) ## print the base address of the gateway and nothing else
	$(STACK) url

token: $(READY) ## print an access token and nothing else (ROLE=admin ORG=<uuid> SUB=<uuid>, for ROLE=service SCOPE=<scopes>)
	$(STACK) token --role '$(ROLE)' --org '$(ORG)' --sub '$(SUB)' --scope '$(SCOPE)'

consumer: $(READY) ## let a consumer of yours read topics, and print its environment (NAME=example TOPICS=name,name)
	@$(STACK) consumer '$(NAME)' '$(TOPICS)'

run: $(READY) ## run a service's command on the platform (NAME=sessions ARGS=audit)
	$(STACK) run '$(NAME)' $(ARGS)

demo: $(READY) ## run a teaching day through the gateway, and start the platform if it is down (DATA=folder)
	@DATA='$(DATA)' $(BIN)/python -m lockstep_demo

test: $(READY) ## run every test that CI runs, on real Kafka and PostgreSQL (ARGS='-k word', ARGS='-n0 --pdb')
	@$(PYTEST) $(ARGS)

test-fast: $(READY) ## run the tests that need no Kafka, in two minutes
	@$(PYTEST) -m 'not kafka' $(ARGS)

test-full: $(READY) ## run every test with many more examples of each property, which takes long
	@LOCKSTEP_EXAMPLES_FACTOR=$(EXAMPLES_FACTOR) LOCKSTEP_FUZZ_SECONDS=$$(($(FUZZ_MINUTES_FULL) * 60)) $(PYTEST) $(ARGS)

fuzz: $(READY) ## send what the OpenAPI documents allow and forbid through the gateway, and check every answer (MINUTES=1)
	@LOCKSTEP_FUZZ_SECONDS=$$(($(MINUTES) * 60)) $(BIN)/python -m pytest tests-e2e/tests/test_fuzz.py $(ARGS)

check: $(READY) ## check format, lint, types, layers, licences, generated files and contract compatibility
	@$(BIN)/ruff format --check --quiet . || { echo 'run: make format' >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy conftest.py  # alone: other folders have a module of this name
	@$(BIN)/mypy libs services testing lint deploy docs examples tests-e2e benchmarks
	@$(BIN)/lint-imports
	@$(BIN)/python -m contracts check
	@$(BIN)/python -m lockstep_local.kafka_lock check
	@$(BIN)/python -m lockstep_local.schemas check
	@$(BIN)/python -m lockstep_supply licences check
	@$(BIN)/python -m lockstep_local.console_tasks check

sbom: $(READY) ## print what the platform consists of (CycloneDX, JSON) and nothing else
	@$(BIN)/python -m lockstep_supply sbom

audit-lock: $(READY) ## ask osv.dev what is known against the locked dependencies (exit code 3: it did not answer)
	@$(BIN)/python -m lockstep_supply audit

format: $(READY) ## format the code
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/python -m lockstep_local.console_tasks format

console: $(READY) ## develop the console: Vite's development server in front of the running platform
	@$(BIN)/python -m lockstep_local.console_tasks dev

console-types: $(READY) ## write the console's types of the API anew, after a change of an OpenAPI document
	@$(BIN)/python -m lockstep_local.console_tasks types

browser: ## install the browser of the browser tests (Debian's chromium, as root)
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif command -v apt-get >/dev/null && test "$$(id -u)" = 0; then \
		apt-get update --quiet=2 && apt-get install --quiet=2 --no-install-recommends chromium fonts-noto-core; \
	else echo 'Install the package chromium of your system, then repeat the tests.' >&2; exit 1; fi

bench: $(READY) $(if $(findstring --against,$(ARGS)),,$(PEERS_READY)) ## compare the pipeline with its floor and peers (QUICK=1, ARGS=--list), or two commits (ARGS='--against <commit>')
	@QUICK='$(QUICK)' $(BIN)/python -m lockstep_bench $(ARGS)

fairness: $(READY) ## drive one organisation at full speed and measure what another one notices (110 s)
	@$(BIN)/python -m lockstep_bench.fairness

chaos: $(READY) ## kill processes under load by a seeded schedule and check every effect (SEED=1 SECONDS=180 MUTANT=name)
	@SEED='$(SEED)' SECONDS='$(SECONDS)' MUTANT='$(MUTANT)' $(BIN)/python -m lockstep_chaos $(ARGS)

clean: $(READY) ## stop the platform and remove its data and the caches of the tools
	$(STACK) clean
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path '*/.venv/*' -prune -exec rm -rf {} +
