# Recipes. The work itself stands in tools/, so that hooks and the build server run the very same thing.
PYTHON := .venv/bin/python
SETTINGS := PANOH_DATA=$(CURDIR)/var/check DJANGO_SETTINGS_MODULE=panoh.config.settings

.PHONY: help setup setup-dev demo test test-all journeys check lint types layers templates consistency fix messages migrations docs pictures bench check-guarantees sbom wheel lock clean

help:            ## these lines
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | expand -t 18

setup:           ## the environment: .venv from requirements.lock, message catalogues, the panoh command
	@tools/setup

setup-dev:       ## the environment with everything that tests and linters need
	@tools/setup dev

demo: setup      ## the demo on http://localhost:8000 with invented persons, data in var/demo; Ctrl-C ends it
	@.venv/bin/panoh demo

test: setup-dev  ## every test that this machine can run, and on PostgreSQL what differs there
	@tools/test

test-all: setup-dev ## likewise, and on PostgreSQL all tests with a database
	@tools/test --all

journeys: setup-dev ## the journeys in Chromium only
	@$(PYTHON) -m pytest tests/journeys

check: lint layers types templates consistency ## linters, floors, types, templates, and the rules about the whole code

lint: setup-dev  ## ruff: rules and format
	@$(PYTHON) -m ruff check && $(PYTHON) -m ruff format --check || { echo "make fix mends the format and what it can of the rules."; exit 1; }

layers: setup-dev ## the floors of the house (.importlinter)
	@.venv/bin/lint-imports

types: setup-dev ## mypy, strict
	@$(SETTINGS) $(PYTHON) -m mypy

templates: setup-dev ## djade: format of templates
	@find panoh -path '*/templates/*' \( -name '*.html' -o -name '*.txt' \) -print0 | xargs -0r .venv/bin/djade --check

consistency: setup-dev ## access, fields, events, migrations, catalogues, glossary, generated docs
	@$(PYTHON) -m pytest tests/consistency -q

fix: setup-dev   ## mends what a machine can mend: format, order of imports, templates
	@$(PYTHON) -m ruff check --fix; $(PYTHON) -m ruff format
	@find panoh -path '*/templates/*' \( -name '*.html' -o -name '*.txt' \) -print0 | xargs -0r .venv/bin/djade

messages: setup-dev ## takes new texts into the catalogues of ru and tg (wants gettext), then compiles them
	@tools/messages && $(PYTHON) -m panoh.core.catalogues

migrations: setup-dev ## the migration of a room: make migrations ROOM=people NAME=what_changed
	@tools/migrations "$(ROOM)" "$(NAME)"

docs: setup-dev  ## writes docs/reference anew, and the pages that are not kept to docs/made
	@$(SETTINGS) $(PYTHON) -m panoh.reference

pictures: setup-dev ## pictures of thirty screens in three languages, by day and night, to docs/guide/pictures (wants Chromium), not kept
	@$(PYTHON) bench/pictures.py

bench: setup-dev ## the benchmarks
	@set -e; for file in bench/*.py; do echo "== $$file"; $(PYTHON) "$$file"; done

check-guarantees: setup-dev ## the heavy tests, which take longer than a test run should; PART=2/6 a sixth of them
	@tools/check-guarantees $(PART:%=--part %)

sbom: setup-dev  ## the list of parts as CycloneDX, on stdout
	@$(SETTINGS) $(PYTHON) -m panoh.reference --bill

wheel: setup-dev ## the wheel, its parts and their digests in dist/
	@tools/wheel

lock:            ## resolves pyproject.toml into both lock files (wants the network)
	@tools/lock

clean:           ## forgets the environment and what tools left; keeps var/demo
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/check
