"""What `bin/bench` measures: one module for each part, each a coroutine that answers figures."""
