"""Processes and edges: they translate between the outside and the domain, and decide nothing."""
