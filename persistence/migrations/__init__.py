"""The schema's history: one line of steps, each a module in `versions/`."""
