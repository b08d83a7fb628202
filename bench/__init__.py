"""Measurements: readable, repeatable, bounded; each prints what it found."""
