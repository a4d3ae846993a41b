# Two commands are enough: `make demo` and `make test`. Both set up everything they need in .venv.
PYTHON ?= python3.11
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench lock screenshots

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/ready ## install everything, pinned, into .venv

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup ## a cheese counter from end to end, on local sandbox platforms
	$(BIN)/socialshop demo $(DEMO)

# In the order of the folders the long files come first, so no worker is left alone with one in the end.
test: setup .venv/browser ## all tests, with coverage
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered $(TESTS)

.venv/browser: .venv/ready # the browser of the page's tests: Debian's where there is apt, else Playwright's own
	command -v chromium || command -v chromium-browser || command -v google-chrome \
		|| { command -v apt-get && [ "$$(id -u)" = 0 ] && apt-get update -qq \
			&& apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; } \
		|| $(BIN)/playwright install --with-deps chromium
	touch $@

lint: setup ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## measure, each against a floor or a peer in the same run
	$(BIN)/python -m bench

screenshots: setup .venv/browser ## make the pictures of the docs anew
	SOCIALSHOP_SCREENSHOTS=1 $(BIN)/pytest tests/e2e

lock: ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --override overrides.txt \
		--no-header --no-annotate --generate-hashes --no-emit-index-url --upgrade -q -o requirements.lock
