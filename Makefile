# Two commands matter first: `make run` and `make test`. Everything they need is installed by portal/runtime/install.py.
PYTHON ?= python3
.PHONY: run test test-pg15 bench install lint format manage backup restore clean

run:
	@$(PYTHON) portal/runtime/install.py run
	@exec .venv/bin/python -m portal.runtime.run

test:
	@$(PYTHON) portal/runtime/install.py test
	@exec .venv/bin/python -m portal.runtime.check $(ARGS)

# The whole suite once more on Debian's own PostgreSQL 15.
test-pg15:
	@$(PYTHON) portal/runtime/install.py test
	@TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin exec .venv/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

install:
	@$(PYTHON) portal/runtime/install.py test

# What the portal costs, on a throw-away PostgreSQL: make bench ARGS="--employers 50000 --only pages"; JSON on stdout.
bench:
	@$(PYTHON) portal/runtime/install.py run >&2
	@place=$$(mktemp -d) && trap 'rm -rf "$$place"' EXIT && chmod 711 "$$place" && env -u DATABASE_URL -u DATABASE_OWNER_URL \
		-u REDIS_URL PORTAL_VAR="$$place" .venv/bin/python manage.py bench $(ARGS)

lint:
	@.venv/bin/python -m portal.runtime.check --judges

format:
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

# A management command against the portal that `make run` has running: make manage ARGS="close_month 2026-10"
manage:
	@.venv/bin/python manage.py $(ARGS)

backup:
	@.venv/bin/python -m portal.runtime.backup backup "$(TO)"

restore:
	@$(PYTHON) portal/runtime/install.py run
	@.venv/bin/python -m portal.runtime.backup restore "$(FROM)"

clean:
	rm -rf .venv node_modules static/build staticfiles .ruff_cache .mypy_cache .pytest_cache .import_linter_cache
