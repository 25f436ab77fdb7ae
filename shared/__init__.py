"""The calendar connector's package: domain, ports, flows, providers, storage, triggers, wiring."""
