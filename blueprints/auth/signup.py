"""Turns away who signs up with a mail address of a domain that is not allowed.

Nothing of the event is logged: it holds names and addresses.
"""
ALLOWED = ()


def handler(event, context):
    address = event["request"]["userAttributes"].get("email", "")
    name, _, domain = address.rpartition("@")
    if name and domain.lower() in ALLOWED:
        return event
    print(f"{event['triggerSource']}: refused")
    raise Exception("mail addresses of this domain are not accepted here")
