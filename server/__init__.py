"""Processes and edges: they translate and never decide."""

__version__ = "0.1.0"
