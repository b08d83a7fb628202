"""Shared words of the domain; knows no table, socket or framework."""
