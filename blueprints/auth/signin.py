"""Records each sign-in: who, with which client, on a new device or not.

The user is named by an id that says nothing to strangers. Names and addresses, which the event holds, are never logged. A record that
cannot be written locks nobody out.
"""
import json


def handler(event, context):
    record = {"record": "sign-in"}
    try:
        record["user"] = event["request"]["userAttributes"]["sub"]
        record["client"] = event["callerContext"]["clientId"]
        record["newDevice"] = bool(event["request"].get("newDeviceUsed"))
    except Exception as problem:
        record["incomplete"] = type(problem).__name__
    print(json.dumps(record))
    return event
