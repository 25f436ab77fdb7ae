"""Development tools: emulators, the local Functions host, the stack runner. Never deployed."""
