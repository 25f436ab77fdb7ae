"""What every emulator of the local stack is made of: clock, fault rules, knobs, request log, admin address, TLS.

Surface: ``Frame`` (one per emulator), ``admin_app(frame)``, ``local_ca(folder)``, ``serving(app)``, ``in_thread``.
May import: aiohttp, cryptography, the standard library; no emulator, nothing of ``shared``.
"""
