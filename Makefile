# Prosfora. `make run` starts it, `make test` tests it; `make help` names the rest.
# The first run of a target installs what it needs into .venv; from then on everything works offline.

PYTHON  := .venv/bin/python
PROSFORA := $(PYTHON) -m prosfora.site.command
PYTEST  := PROSFORA_SECRET_KEY=only-for-tests PROSFORA_VAR=$${PROSFORA_VAR:-var/test} $(PYTHON) -m pytest
POSTGRES := $${PROSFORA_TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432/test}
JOBS    ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test check demo bench numbers setup setup-dev format lint

help:
	@echo "make run      start the product (a fresh clone: with the demo company)"
	@echo "make test     every test, on SQLite"
	@echo "make check    format, lint, types, contracts, house, migrations, translations, tests on both databases"
	@echo "make demo     take a request for quotation to an accepted quotation, step by step"
	@echo "make bench    measure the performance budget, write var/bench.json"
	@echo "make numbers  print how light the house is"
	@echo "make format   put the source into its one format"

setup:
	@sh .ci/setup requirements.lock

setup-dev:
	@sh .ci/setup requirements-dev.lock

run: setup
	@echo "== starting Prosfora (web server and job worker)"
	@exec $(PROSFORA) serve

demo: setup
	@echo "== the main job, from a request for quotation to the accepted quotation"
	@PROSFORA_VAR=$${PROSFORA_VAR:-$(CURDIR)/var/demo} $(PROSFORA) demo

test: setup-dev
	@sh .ci/machine chromium gettext poppler-utils
	@echo "== every test on SQLite"
	@$(PYTEST) -n $(JOBS)

lint: setup-dev
	@echo "== format"        && $(PYTHON) -m ruff format --check .
	@echo "== lint"          && $(PYTHON) -m ruff check .
	@echo "== types"         && PROSFORA_SECRET_KEY=only-for-types $(PYTHON) -m mypy prosfora
	@echo "== import order"  && .venv/bin/lint-imports

check: lint
	@sh .ci/machine chromium gettext poppler-utils
	@echo "== house rules, migrations, translations and every test, on SQLite"
	@$(PYTEST) -n $(JOBS)
	@if sh .ci/reachable "$(POSTGRES)"; then \
	  echo "== every test on PostgreSQL"; \
	  PROSFORA_DATABASE_URL="$(POSTGRES)" $(PYTEST) -n $(JOBS) -m "not one_pass"; \
	elif [ -n "$${PROSFORA_NEEDS_POSTGRES:-}" ]; then \
	  echo "== PostgreSQL is not reachable at $(POSTGRES), and this run must have it"; exit 1; \
	else \
	  echo "== NOT RUN: the tests on PostgreSQL; none is reachable at $(POSTGRES)"; \
	fi
	@$(PYTHON) -m tests.house.numbers
	@echo "== all checks passed"

bench: setup-dev
	@echo "== the performance budget, on every database that is reachable"
	@PROSFORA_SECRET_KEY=only-for-bench $(PYTHON) -m bench

numbers: setup-dev
	@$(PYTHON) -m tests.house.numbers

format: setup-dev
	@echo "== formatting"
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .
