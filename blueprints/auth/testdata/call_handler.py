"""Calls the handler of a trigger with events, and prints what it answered, logged and raised as JSON, one result for each.

Standard input: {"source": the function's code, "events": […]}.
"""
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout


def call(source, event):
    log, answer, raised = io.StringIO(), None, ""
    with redirect_stdout(log), redirect_stderr(log):
        function = {}
        exec(compile(source, "index.py", "exec"), function)
        try:
            answer = function["handler"](event, None)
        except Exception as error:
            raised = str(error)
    return {"answer": answer, "log": log.getvalue(), "raised": raised}


given = json.load(sys.stdin)
json.dump([call(given["source"], event) for event in given["events"]], sys.stdout)
