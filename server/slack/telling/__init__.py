"""What apps are told: events, over a connection or over HTTP, until they were taken."""
