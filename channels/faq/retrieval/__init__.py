"""Finding the entry that answers a question: pure, on one machine, in memory."""
