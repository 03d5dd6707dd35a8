# make          what can be done
# make run      serves the site with its demonstration
# make test     checks everything
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export HOST ?= 127.0.0.1
export PORT ?= 8000
export DJANGO_SETTINGS_MODULE = spirale.config.settings
ROOMS := $(wildcard src/spirale/*/locale/*/LC_MESSAGES/django.po)

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/run ## Serve the site with its demonstration, and print its address and a sign-in link
	@$(BIN)/spirale demo --serve

test: $(VENV)/test ## Check everything: contracts, style, types, templates, words, then all tests
	@$(BIN)/python tools/check.py

format: $(VENV)/test ## Write Python and templates in the house's format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

catalogues: $(VENV)/test ## Bring the rooms' catalogues of words up to date and compile them
	@$(BIN)/python tools/catalogues.py update

screenshots: $(VENV)/test ## Make the documentation's pictures anew
	@$(BIN)/python tools/screenshots.py

lock: $(VENV)/test ## Lock dependencies anew, with hashes and without naming a host
	@$(BIN)/pip install -q uv
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile pyproject.toml --universal --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.txt
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile pyproject.toml --group dev --universal --upgrade --generate-hashes --no-emit-index-url --no-annotate --no-header -q -c requirements.txt -o requirements-dev.txt

clean: ## Forget the environment; what the site wrote in var/ stays
	@rm -rf $(VENV) .cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Spirale needs Python 3.11 or newer; $(PYTHON) is older. Say another with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's own venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Spirale needs (about a minute, once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/run: $(VENV)/installed $(ROOMS)
	@$(BIN)/python tools/catalogues.py compile
	@touch $@

$(VENV)/test: requirements-dev.txt $(VENV)/run
	@echo "Installing what the tests need (about a minute, once)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python tools/browser.py
	@touch $@

.PHONY: help run test format catalogues screenshots lock clean
