"""Everything that outlives or crosses a process; knows no feature."""
