# What there is to run. PYTHON: the one with dragoman installed (pip install -e '.[test]').
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)

.PHONY: lint test torture torture-quick

lint:
	$(PYTHON) -m ruff check src tests tools
	$(PYTHON) -m ruff format --check src tests tools
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest

# the better part of an hour on two cores; hostile documents are read from the folder hostile in $$DRAGOMAN_DATA
torture:
	$(PYTHON) tools/torture --full

# a tenth of it; leaves RELIABILITY.md as it is
torture-quick:
	$(PYTHON) tools/torture --quick
