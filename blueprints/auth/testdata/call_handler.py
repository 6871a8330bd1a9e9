"""Calls the handler of a trigger with an event, and prints what it answered, logged and raised as JSON.

Standard input: {"source": the function's code, "event": …}.
"""
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout

given = json.load(sys.stdin)
log, answer, raised = io.StringIO(), None, ""
with redirect_stdout(log), redirect_stderr(log):
    function = {}
    exec(compile(given["source"], "index.py", "exec"), function)
    try:
        answer = function["handler"](given["event"], None)
    except Exception as error:
        raised = str(error)
json.dump({"answer": answer, "log": log.getvalue(), "raised": raised}, sys.stdout)
