"""What the words mean. Pure: no I/O, no clock, no SDK. Everything here is a value or a function of values."""
