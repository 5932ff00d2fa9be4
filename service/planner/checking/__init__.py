"""The checker of day plans: a second reading of the rules, sharing nothing with the planner.

It counts minute by minute instead of being clever, and names every broken rule, not only the first.
"""

from service.planner.checking.fields import Unreadable, json_of
from service.planner.checking.reading import read_instance, read_plan
from service.planner.checking.verdict import Verdict, check

__all__ = ["Unreadable", "Verdict", "check", "json_of", "read_instance", "read_plan"]
