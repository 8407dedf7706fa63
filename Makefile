# `make` alone prints what there is. Everything runs in a virtual environment of its own (.venv), made on first use.
VENV := .venv
PY := $(VENV)/bin/python
MANAGE := $(PY) manage.py
PORT ?= 8000
# Files or folders that `make run` reads; without it the fictional samples are shown.
DOCUMENTS ?=
# What pytest is given: `make test PYTEST_ARGS="-k deadlines"`.
PYTEST_ARGS ?=
WORKERS ?= 2
FUZZ_SECONDS ?= 60
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(PYTEST_ARGS)
# Its warnings name answered findings one by one; they are shown only where it finds something.
BANDIT := $(PY) -m bandit -q -c pyproject.toml -r ingest obligations tracker manage.py
LANGUAGE_FOLDERS := -l zh_Hans -l en
MAKEMESSAGES := makemessages $(LANGUAGE_FOLDERS) --no-obsolete --add-location file -v 0 \
	-i '.venv/*' -i 'var/*' -i 'staticfiles/*' -i 'tests/*' -i 'benchmarks/*' -i 'rehearsals/*'

# One machine, plain HTTP, a signing key made once and kept in var/. A deployment sets SECRET_KEY instead (see .env.example).
export LOCAL ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint audit types check schema messages messages-check bench fuzz rehearse clean

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

# The first Python of 3.11 or later that really starts (version managers leave names behind that do not).
$(PY):
	@for python in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
		if $$python -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); fi; \
	done; echo "Python 3.11 or later with venv is needed (Debian: apt-get install python3 python3-venv)." >&2; exit 1

# The stamps are newer than the requirements they were installed from, so that a second run installs nothing.
$(VENV)/.run-stamp: requirements.txt | $(PY)
	$(PY) -m pip install -q -r requirements.txt
	@touch $@

$(VENV)/.dev-stamp: requirements.txt requirements-dev.txt | $(PY)
	$(PY) -m pip install -q -r requirements-dev.txt
	@touch $@ $(VENV)/.run-stamp

# Served by gunicorn with DEBUG off, so that what is seen is what a deployment shows: same templates for errors, same content
# security policy, static files by whitenoise. Only LOCAL=1 differs: plain HTTP and unhashed static files.
run: $(VENV)/.run-stamp ## start the tracker on http://127.0.0.1:8000 (PORT=…, DOCUMENTS="files or folders")
	@mkdir -p var
	@$(MANAGE) migrate --noinput -v 0
	@$(MANAGE) load_vocabularies
	@$(MANAGE) ingest $(or $(DOCUMENTS),samples)
	@$(MANAGE) bootstrap $(if $(DOCUMENTS),,--with-samples)
	@echo
	@echo "  Open http://127.0.0.1:$(PORT)/        the dashboards, Chinese or English"
	@echo "       http://127.0.0.1:$(PORT)/admin/  where staff work; log in with an account printed above (once, when it was made)"
	@echo "       http://127.0.0.1:$(PORT)/api/docs/  the REST API"
	@echo "  First log in$(if $(DOCUMENTS),, as the analyst) and open a resolution. Ctrl-C stops. Everything is kept in var/."
	@echo
	@exec $(PY) -m gunicorn tracker.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 1 --threads 8 --log-level warning

test: $(VENV)/.dev-stamp ## run the whole suite on SQLite, then on PostgreSQL
	@status=0; \
	echo "== Tests on SQLite"; env -u DATABASE_URL $(PYTEST) || status=1; \
	echo "== Tests on PostgreSQL"; $(PY) -m tests.postgres $(PYTEST) || status=1; \
	exit $$status

lint: $(VENV)/.dev-stamp ## check style and likely mistakes (ruff), and what endangers (bandit)
	$(PY) -m ruff check .
	@$(BANDIT) 2>/dev/null || $(BANDIT)

audit: $(VENV)/.dev-stamp ## look up known vulnerabilities of what is installed (pip-audit; needs pypi.org)
	$(PY) .ci/audit.py

types: $(VENV)/.dev-stamp ## check types (mypy)
	$(PY) -m mypy

check: lint types ## lint, types, Django's own checks, migrations, message catalogues, OpenAPI description
	$(MANAGE) check
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) spectacular --validate --fail-on-warn --file /dev/null
	$(MAKE) --no-print-directory messages-check

schema: $(VENV)/.run-stamp ## write the description of the API anew (docs/openapi.yaml)
	$(MANAGE) spectacular --validate --fail-on-warn --file docs/openapi.yaml

messages: $(VENV)/.run-stamp ## collect and compile the interface's strings (needs gettext)
	@command -v msgfmt >/dev/null || { echo "gettext is needed (Debian: apt-get install gettext)." >&2; exit 1; }
	@mkdir -p locale
	$(MANAGE) $(MAKEMESSAGES)
	$(MANAGE) compilemessages $(LANGUAGE_FOLDERS) -v 0

# Collects and compiles in a copy of the sources and compares with what is committed; dates in the headers do not count.
messages-check: $(VENV)/.run-stamp ## are the catalogues complete and up to date? (needs gettext)
	@command -v msgfmt >/dev/null || { echo "Message catalogues not checked: gettext is missing."; test "$$REQUIRE_ALL" != 1; exit $$?; }
	@copy=$$(mktemp -d); trap 'rm -rf "$$copy"' EXIT; \
	cp -r manage.py tracker obligations ingest templates locale "$$copy" || exit 1; \
	(cd "$$copy" && DATA_DIR="$$copy/var" $(abspath $(PY)) manage.py $(MAKEMESSAGES)) || exit 1; \
	diff -r -x '*.mo' -I '^"POT-Creation-Date' locale "$$copy/locale" || { echo "Catalogues are out of date: run make messages."; exit 1; }; \
	if msgattrib --untranslated --no-obsolete locale/zh_Hans/LC_MESSAGES/django.po | grep .; then \
		echo "Chinese strings are missing: see locale/zh_Hans."; exit 1; fi; \
	for po in $$(find locale -name '*.po'); do \
		test -f "$${po%.po}.mo" || { echo "$${po%.po}.mo is missing: run make messages."; exit 1; }; \
		msgattrib --only-fuzzy "$$po" | grep . && { echo "$$po has fuzzy entries."; exit 1; }; \
		msgfmt --check-format -o "$$copy/new.mo" "$$po" || exit 1; \
		msgunfmt "$$copy/new.mo" | grep -v POT-Creation-Date > "$$copy/new"; \
		msgunfmt "$${po%.po}.mo" | grep -v POT-Creation-Date > "$$copy/old"; \
		cmp -s "$$copy/new" "$$copy/old" || { echo "$${po%.po}.mo is out of date: run make messages."; exit 1; }; \
	done; echo "Message catalogues are complete and up to date."

bench: $(VENV)/.dev-stamp ## measure (ONLY=name for one; SIZE=tenth for a smaller corpus)
	$(PY) -m benchmarks $(ONLY)

fuzz: $(VENV)/.dev-stamp ## fuzz readers and parser (FUZZ_SECONDS each), then run the property tests and walks with FUZZ_EXAMPLES each (500)
	@for target in read word html pdf text; do echo "== $$target"; $(PY) -m tests.fuzz $$target --seconds $(FUZZ_SECONDS) || exit 1; done
	HYPOTHESIS_PROFILE=fuzz $(PY) -m pytest -n $(WORKERS) -m hypothesis $(PYTEST_ARGS)

rehearse: $(VENV)/.dev-stamp ## kill servers and processes, fill a disk, upgrade a large log, and report (ONLY=failover for one; needs PostgreSQL)
	$(PY) -m rehearsals $(ONLY)

clean: ## remove the environment and what tools left behind; var/ (your data) stays
	rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
