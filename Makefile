# Plain `make` lists the targets.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
FAST := -m pytest -n auto -m "not system"
DATABASE := -m pytest -n auto -m "database and not system"
SYSTEM := -m pytest -n 2 --dist loadgroup -m system
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

# Stamps: what they stand for is done once.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint check fmt lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) ## Start everything at http://127.0.0.1:8000/, until ctrl-C
	@$(PY) -m scheduler_project.supervisor

test: $(DEV) ## Test on SQLite, on PostgreSQL, and with real processes
	DATABASE_URL= $(PY) $(FAST)
	$(PY) -m tests.servers.postgres $(PY) $(DATABASE)
	$(PY) -m tests.servers.postgres $(PY) $(SYSTEM)

lint: $(DEV) ## Check form, rules, imports, settings and types, cheapest first
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(TEMPLATES) $(VENV)/bin/djade --check
	$(VENV)/bin/lint-imports --no-logo
	$(PY) manage.py makemigrations --check --dry-run --settings tests.settings
	$(PY) manage.py check --fail-level WARNING --settings tests.settings
	@echo "manage.py check --deploy, as in production"
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m mypy .

check: lint test ## Lint, then test

fmt: $(DEV) ## Bring code and templates into form
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(TEMPLATES) $(VENV)/bin/djade

lock: $(DEV) ## Pin the dependencies of requirements/*.in anew
	cd requirements && ../$(PY) -m $(LOCK) --upgrade runtime.in -o runtime.txt
	cd requirements && ../$(PY) -m $(LOCK) --upgrade -c runtime.txt dev.in -o dev.txt

clean: ## Remove the virtual environment and the caches; .steeple stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

TEMPLATES = find . -path ./$(VENV) -prune -o -name '*.html' -print0 | xargs -0 -r

PRODUCTION = STEEPLE_HOME=$(VENV)/nowhere DEBUG=false \
	ALLOWED_HOSTS=steeple.example INTERNAL_BASE_URL=https://steeple.example \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
	VAULT_KEYS="$$($(PY) -c 'from cryptography.fernet import Fernet as F; \
	print(F.generate_key().decode())')"

# Setting up ------------------------------------------------------------------

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Steeple needs Python 3.11 or newer, and $(PYTHON) is not." \
		"Name another one: make run PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments." \
		"On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): requirements/runtime.txt $(MADE)
	@$(call install,runtime)

$(DEV): requirements/dev.txt $(RUNTIME)
	@$(call install,dev)

# Counts what pip collects, and shows what pip said only if it failed.
PROGRESS := awk '/^exit / { code = $$2; next } { said = said $$0 "\n" } \
	/^Collecting/ && ++count % 20 == 0 { print "  " count " packages"; fflush() } \
	/^Installing/ { print "  unpacking"; fflush() } \
	END { if (code) printf "%s", said; exit code }'

define install
echo "Installing the packages of requirements/$(1).txt"; \
{ PYTHONUNBUFFERED=1 $(PY) -m pip install --require-hashes \
	--requirement requirements/$(1).txt 2>&1; echo "exit $$?"; } | $(PROGRESS)
@touch $@
endef
