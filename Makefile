# Each target is one command on a machine with Python 3.11 or newer and nothing else: it makes .venv by itself.
# Another interpreter: make PYTHON=python3.12 test. Another place for the environment: make VENV=/somewhere test.

PYTHON ?= python3
VENV ?= .venv
DIST ?= dist
SITE ?= $(CURDIR)/site
PYTEST_ARGS ?= -q -n auto --dist loadfile
PAGE_TESTS := tests/project/test_pages_run.py tests/project/test_readme.py tests/project/test_frameworks.py \
	$(wildcard adapters/*/tests/test_readme.py)

BIN := $(VENV)/bin
ADAPTERS := $(sort $(patsubst %/pyproject.toml,%,$(wildcard adapters/*/pyproject.toml)))
PROJECTS := pyproject.toml $(ADAPTERS:%=%/pyproject.toml)
PACKAGES := ashby_agent_tools adapters/langchain-ashby/langchain_ashby \
	adapters/llama-index-tools-ashby/llama_index adapters/ashby-openai/ashby_openai adapters/ashby-mcp/ashby_mcp
# --no-compile: a third faster, most of what the frameworks bring is never imported
PIP_INSTALL := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check

# Bytecode is kept between processes: many tests start one, and each would compile the frameworks again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install demo services services-stop test test-slow test-all check docs facts search screenshots site dist bundle installed image release bounds audit sbom

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.installed  ## The core, the four adapters and everything that tests and checks need, into .venv

# A complete environment serves the demo as well; without one, only what the demo needs is installed.
demo: $(or $(wildcard $(VENV)/.installed),$(VENV)/.installed-demo)  ## The recruiting assistant on the simulator
	@$(BIN)/python -m examples.recruiting_assistant --answers yes,no,yes

# The target prints what to export, and nothing else: eval "$$(make -s services)"
services:  ## A PostgreSQL and a Redis on loopback, and the Chromium, for the tests that need them; eval "$$(make -s services)" takes what it prints
	@$(PYTHON) scripts/services.py start

services-stop:  ## Stop them, and remove what they kept
	@$(PYTHON) scripts/services.py stop

test: $(VENV)/.installed  ## The tests, in a few minutes; PYTEST_ARGS replaces pytest's options
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

test-slow: $(VENV)/.installed  ## The tests that start many processes: command line, MCP clients, notebooks, crashes
	@$(BIN)/python -m pytest $(PYTEST_ARGS) -m "slow and not live"

test-all: export ASHBY_RESULT_CASES := 10000
test-all: export ATTACK_REPETITIONS := 200
test-all: export ASHBY_SYNC_HISTORIES := 1000
test-all: export ASHBY_SYNC_KILLS := 200
test-all: test test-slow  ## All of both, with ten thousand random results, and each race of the attacks 200 times

check: $(VENV)/.installed  ## ruff, mypy --strict, the import rules
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .
	$(BIN)/mypy --strict $(PACKAGES) $(wildcard examples) tests/support/typed_names.py
	$(BIN)/mypy --strict $(wildcard scripts/*.py)
	$(BIN)/lint-imports
	$(BIN)/lint-imports --config importlinter-core.toml

docs: $(VENV)/.installed  ## The generated pages in docs/, the generated parts of others, the stub of the operations
	@$(BIN)/python scripts/docs/generate.py
	@$(BIN)/python scripts/docs/pages.py
	@$(BIN)/python scripts/docs/inserts.py
	@$(BIN)/python scripts/docs/use_cases.py

facts: $(VENV)/.installed  ## tests/official/ from a folder with Ashby's documents (FACTS=/path), and what changed
	@$(BIN)/python scripts/facts.py $(FACTS)

# scikit-learn is needed for training only: what is shipped are whole numbers.
search: $(VENV)/.installed  ## The ranking of the search over tools, trained again after its words changed
	@$(PIP_INSTALL) 'scikit-learn>=1.5'
	@$(BIN)/python scripts/search_model.py

screenshots: $(VENV)/.installed  ## The pictures in README.md and docs/, from runs of the examples and the benchmark
	@$(BIN)/python scripts/docs/pictures.py

# Nothing of it is fetched from elsewhere; SITE_URL is where it will stand, for canonical addresses and llms.txt.
site: export NO_MKDOCS_2_WARNING := 1
site: export SITE_DIR := $(SITE)
site: $(VENV)/.installed  ## The documentation in site/: strict, every link checked, every block of every page run
	@$(BIN)/mkdocs build --quiet --strict
	@$(BIN)/python scripts/docs/check_site.py $(SITE)
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not live" $(PAGE_TESTS)

dist: $(VENV)/.installed  ## Wheels and source archives of all five distributions, in dist/
	@rm -f $(DIST)/*.whl $(DIST)/*.tar.gz
	@for project in . $(ADAPTERS); do \
		$(BIN)/python -m build --no-isolation --outdir $(DIST) "$$project" >$(VENV)/build.log || { cat $(VENV)/build.log; exit 1; }; \
		tail -n 1 $(VENV)/build.log; done

installed: bundle  ## Each built wheel alone in a fresh environment, and ashby-mcp in each form: it lists its tools and reads
	@$(BIN)/python scripts/installed.py $(DIST)
	@$(BIN)/python scripts/forms.py $(DIST)

bundle: dist  ## The desktop bundle, a .mcpb file, in dist/
	@$(BIN)/python scripts/desktop_bundle.py $(DIST)

# A key that Ashby does not know is enough: the health check asks whether the server answers, not whether Ashby does.
image: export ASHBY_API_KEY = none
image: export ASHBY_MCP_TOKEN = $(shell $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(32))')
image: export ASHBY_INBOX_SECRET = $(ASHBY_MCP_TOKEN)
image: export POSTGRES_PASSWORD = $(shell $(PYTHON) -c 'import secrets; print(secrets.token_hex(24))')
image:  ## The container image, and compose.yaml started until all of it is healthy, and stopped; needs Docker
	@docker compose --project-name ashby-trial up --build --detach --wait --wait-timeout 120; status=$$?; \
		[ $$status = 0 ] || docker compose --project-name ashby-trial logs; \
		docker compose --project-name ashby-trial down --volumes; exit $$status

release: $(VENV)/.installed $(VENV)-audit/.installed  ## A release in dist/, not uploaded: built, checked, installed, listed, signed (TAG=v1.2.3: of that version only)
	@$(BIN)/python scripts/release.py $(DIST) --audit-tools $(VENV)-audit/bin $(if $(TAG),--tag $(TAG))

bounds: $(VENV)/.installed  ## All tests on the lowest and on the highest allowed dependencies; BOUND=lowest for one
	@$(BIN)/python scripts/bounds.py $(BOUND)

audit: $(VENV)/.installed $(VENV)-audit/.installed  ## What is installed against PyPI's advisories (SERVICE=osv: OSV's); 3 if not audited
	@$(BIN)/python scripts/audit.py $(VENV)-audit/bin --service $(or $(SERVICE),pypi) \
		--packages "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

sbom: $(VENV)/.installed $(VENV)-audit/.installed  ## A bill of materials of what is installed, CycloneDX, in dist/sbom.json
	@mkdir -p $(DIST)
	@$(BIN)/python scripts/audit.py $(VENV)-audit/bin --sbom $(DIST)/sbom.json --python $(BIN)/python

# An environment of their own: they are not part of what they look at.
$(VENV)-audit/.installed: | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check 'pip-audit>=2.9,<3' 'cyclonedx-bom>=7,<8'
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

# Root and adapters in one pip command: an adapter alone would look for the core in a package index.
$(VENV)/.installed: $(PROJECTS) | $(BIN)/python
	@echo "Installing everything into $(VENV) (the first time takes a few minutes)"
	@$(PIP_INSTALL) --editable '.[dev]' $(ADAPTERS:%=--editable %)
	@touch $@

$(VENV)/.installed-demo: $(PROJECTS) | $(BIN)/python
	@echo "Installing what the demo needs into $(VENV) (the first time takes about half a minute)"
	@$(PIP_INSTALL) --editable '.[demo]' --editable adapters/langchain-ashby
	@touch $@
