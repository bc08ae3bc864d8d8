# On Record. `make demo` and `make test` need Python 3.11 or newer and make, nothing else.

.DEFAULT_GOAL := help
.PHONY: help demo test test-postgres tour test-browser test-faults test-slow proof-queue fuzz check bench lock clean
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
RUN := .venv/bin/python
STAMP := .venv/.installed

help:  ## what can be made
	@sed -n 's/^\([a-z%-]*\):.*  ## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

# A linked .venv belongs to whoever made it. Wheels only, but for jstyleson (a test's reader of JSON-LD), which has none.
$(STAMP): requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; say where: make PYTHON=/path/to/python3"; exit 1; }
	@test -L .venv || $(PYTHON) -m venv .venv
	@test -L .venv || $(RUN) -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-binary jstyleson \
		--require-hashes --requirement requirements.lock
	@touch $@

.venv: $(STAMP)  ## the libraries, exactly those of requirements.lock

demo: $(STAMP)  ## everything on this machine; ONCE=1 does the main job once and ends; PORT=8001 for another port
	@$(if $(ONCE),rm -rf .data/once && DATA_DIR=.data/once,) $(RUN) manage.py demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT))

# The plain packages know no database: once is enough for them.
PLAIN := scoring suggesting tracing

test: $(STAMP)  ## the tests on SQLite, with a real Valkey
	$(RUN) -m pytest -n 2

test-postgres: $(STAMP)  ## the same on PostgreSQL
	ON_RECORD_TEST_DB=postgres $(RUN) -m pytest -n 2 $(PLAIN:%=--ignore=tests/%)

test-faults: $(STAMP)  ## slow proofs: processes are killed, nothing is lost
	$(RUN) -m pytest -m slow -n 2 tests/infra

test-browser: $(STAMP)  ## the desk in headless Chromium (CHROMIUM=/path/to/it), on SQLite
	BROWSER_TESTS=1 $(RUN) -m pytest -n 2 tests/browser

proof-queue: $(STAMP)  ## 32 reviewers on the queue for a minute, on SQLite, then on PostgreSQL
	QUEUE_PROOF=32x60 $(RUN) -m pytest -m slow -s tests/infra/test_queue_at_once.py
	ON_RECORD_TEST_DB=postgres QUEUE_PROOF=32x60 $(RUN) -m pytest -m slow -s tests/infra/test_queue_at_once.py

tour: $(STAMP)  ## the screenshots of docs/tour.md, anew
	$(RUN) -m tests.browser.tour

fuzz: $(STAMP)  ## hostile texts for SECONDS (600): what hangs, or takes more than its share, is told with its seed
	$(RUN) -m tests.fuzz --seconds $(or $(SECONDS),600)

test-slow: $(STAMP)  ## all slow proofs
	$(RUN) -m pytest -m slow -n 2

check: $(STAMP)  ## style, types, who may import whom, migrations, production settings
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports
	DATA_DIR=build/check $(RUN) manage.py makemigrations --check --dry-run
	DATA_DIR=build/check DEBUG=0 SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(RUN) manage.py check --deploy --fail-level WARNING

bench: $(patsubst tests/bench/%.py,bench-%,$(filter-out tests/bench/rows.py,$(wildcard tests/bench/[a-z]*.py)))  ## all measurements

bench-%: $(STAMP)  ## one measurement, to build/bench/
	@mkdir -p build/bench
	$(RUN) -m tests.bench.$*

lock:  ## requirements.lock anew, with the newest versions that pyproject.toml allows
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.lock

clean:  ## everything that can be made again; the data in .data stays
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	test -L .venv || rm -rf .venv
