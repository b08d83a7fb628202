"""Stories told in a real browser: the built client, a real server, headless Chromium."""
