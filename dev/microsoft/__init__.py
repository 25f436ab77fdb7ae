"""The Microsoft emulator: Entra (``entra_*``) and the Graph calendar (``graph_*``) on one TLS address.

Contract: facts graph.md sections 5 and 8; where a captured answer disagrees, the capture wins. Tests drive it with
unmodified MSAL and plain HTTP; nothing of ``shared`` knows it.
"""
