"""The JSON contract, as pydantic models: what tablets send and what they are told.

Quantities are decimal text with the unit in the field's name; instants are ISO 8601 in UTC with
milliseconds; minutes are numbers.
"""
