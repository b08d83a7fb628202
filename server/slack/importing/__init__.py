"""An export of Slack, read and brought in."""
