"""Run as a program in a bare environment: imports the app and prints its functions and the modules that took as JSON."""

from __future__ import annotations

import inspect
import json
import sys
from typing import Any


def described(function: Any) -> dict[str, Any]:
    """A function as README names it: its name, what triggers it, its arguments and its bindings' names."""
    bindings = [binding.get_dict_repr() for binding in function.get_bindings()]
    trigger = next(binding for binding in bindings if binding["type"].endswith("Trigger"))
    match trigger["type"]:
        case "httpTrigger":
            methods = sorted(str(getattr(m, "value", m)) for m in trigger.get("methods") or ["GET", "POST"])
            shown = (
                "/".join(m for m in methods if m != "OPTIONS")
                + f" /api/{trigger.get('route', function.get_function_name())}"
            )
        case "queueTrigger":
            shown = f"queue {trigger['queueName']}"
        case "timerTrigger":
            shown = f"timer {trigger['schedule']}"
        case other:
            shown = other
    return {
        "name": function.get_function_name(),
        "trigger": shown,
        "auth": str(getattr(trigger.get("authLevel", ""), "value", trigger.get("authLevel", ""))),
        "arguments": list(inspect.signature(function.get_user_function()).parameters),
        "bindings": [binding["name"] for binding in bindings],
        "runs_on_startup": bool(trigger.get("runOnStartup", False)),
    }


if __name__ == "__main__":
    import function_app

    print(
        json.dumps(
            {
                "functions": [described(function) for function in function_app.app.get_functions()],
                "modules": sorted(sys.modules),
            }
        )
    )
