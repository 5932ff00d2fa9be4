"""The pure rules: no input or output, no clock, no logging. Everything here is a function of its arguments."""
