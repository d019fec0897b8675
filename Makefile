# Two commands: `make run` and `make test`. The others are their parts.
SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 && \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	{ command -v $$p; break; }; done)
PY := .venv/bin/python
# What keeps pictures: tested a second time with a real S3 API server in place of the disk.
STORING := files gallery/tests/test_services.py gallery/tests/test_starter.py \
	generation/tests/test_running.py generation/tests/test_trash.py
# Macs have no other.
CPU_TORCH := "torch==2.13.0+cpu; sys_platform != 'darwin'" "torch==2.13.0; sys_platform == 'darwin'"
CPU_WHEELS := https://download.pytorch.org/whl/cpu
TEST := DJANGO_SETTINGS_MODULE=nanobanana.test_settings

.PHONY: run setup test lint types unit postgres e2e bench cookbook studio-sheet format clean

run: .venv/run.stamp .env
	@$(PY) manage.py migrate -v0
	@$(PY) manage.py collectstatic --noinput -v0
	@$(PY) manage.py seed
	@exec $(PY) manage.py serve --host $(HOST) --port $(PORT)

setup: .venv/dev.stamp .env

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Nano Banana needs Python 3.11 or newer; none was found." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "On Debian or Ubuntu: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/run.stamp: requirements.txt | .venv/bin/python
	@$(PY) -m pip install --disable-pip-version-check -q -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt requirements-postgres.txt | .venv/bin/python
	@$(PY) -m pip install --disable-pip-version-check -q -r requirements-dev.txt
	@touch $@ .venv/run.stamp

# Stable Diffusion on this machine, for its tests: torch without CUDA, which saves gigabytes.
.venv/local-ai.stamp: requirements-local-ai.txt | .venv/dev.stamp
	@$(PY) -m pip install --disable-pip-version-check -q --retries 0 --no-deps \
	--extra-index-url $(CPU_WHEELS) $(CPU_TORCH) && \
	$(PY) -m pip install --disable-pip-version-check -q -r requirements-local-ai.txt && touch $@ || \
	echo "torch cannot be installed: the tests with a local model are NOT run." >&2

# Clients that we did not write: of resumable uploads, and of the OpenAI API.
node_modules/.stamp: package.json package-lock.json
	@if command -v npm >/dev/null 2>&1; then npm ci --no-audit --no-fund --silent && touch $@; fi || \
	echo "npm ci failed: the tests with npm packages (of uploads, the OpenAI API and MCP) are NOT run." >&2

.env: | .venv/bin/python
	@HOST=$(HOST) PORT=$(PORT) $(PY) scripts/first_env.py

test: lint types unit postgres e2e

lint: .venv/dev.stamp
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	.venv/bin/djlint templates --lint --quiet
	$(TEST) $(PY) manage.py makemigrations --check --dry-run -v0
	$(PY) scripts/check_deploy.py
	@if command -v node >/dev/null 2>&1; then node --test static_tests/js/*.test.mjs; \
	else echo "node is not installed: the JavaScript unit tests were NOT run." >&2; fi

types: .venv/dev.stamp
	$(PY) -m mypy .

unit: .venv/dev.stamp .venv/local-ai.stamp
	$(PY) -m pytest -m "not e2e" -n auto -q
	TEST_STORAGE=s3 $(PY) -m pytest -m "not e2e and not on_disk" -n auto -q $(STORING)

# What uses the database, again on the other one that it has to run on.
postgres: .venv/dev.stamp
	$(PY) scripts/with_postgres.py $(PY) -m pytest -m "not e2e" --database -n auto -q || \
	{ status=$$?; test $$status = 69 || exit $$status; \
	echo "PostgreSQL is not installed: the tests with it were NOT run." >&2; }

e2e: .venv/dev.stamp node_modules/.stamp
	@test -e node_modules/.stamp || \
	echo "npm packages are not installed (needs npm): the tests with them were NOT run." >&2
	NB_BROWSER="$$($(PY) scripts/find_browser.py)" && export NB_BROWSER && \
	$(PY) -m pytest -m e2e -n auto -q e2e

# What the bench measures against and cannot live beside our own Pillow.
.venv-peers/.stamp: requirements-peers.txt | .venv/bin/python
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --disable-pip-version-check -q -r requirements-peers.txt
	@touch $@

bench: .venv/dev.stamp .venv-peers/.stamp
	$(PY) -m bench.run

# The pictures of the page /studio, and a large sheet of every operation to judge by eye.
cookbook: .venv/dev.stamp
	$(PY) scripts/make_cookbook.py

studio-sheet: .venv/dev.stamp
	$(PY) scripts/studio_sheet.py

format: .venv/dev.stamp
	$(PY) -m ruff check --fix-only -q .
	$(PY) -m ruff format .

clean:
	rm -rf .venv .venv-peers node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache
