"""The WebSocket gateway: frames in, calls and pushes out; it translates and never decides."""
