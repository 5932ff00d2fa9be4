"""The pure rules: no input or output, no clock, no logging; functions of their arguments."""
