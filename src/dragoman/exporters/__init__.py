"""Readings out of the house: each exporter turns Readings into one format."""
