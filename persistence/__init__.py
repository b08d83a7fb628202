"""Everything that outlives or crosses a process; it knows no feature."""
