"""Adapters to parsers: the only place where a heavy library is imported."""
