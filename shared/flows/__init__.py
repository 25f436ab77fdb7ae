"""One file per arrow of the picture. A flow speaks only the domain and the ports, and returns what it asks for."""
