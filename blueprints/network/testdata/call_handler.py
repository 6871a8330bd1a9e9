"""Calls the handler of defaultgroup.py against a pretended EC2 and CloudFormation, and prints what it did as JSON, one result for each
scenario.

Arguments: the handler's file. Standard input: [{"event": …, "group": what EC2 describes, "broken": {call: how often it fails}}].
"""
import io
import json
import runpy
import sys
import time
import types
import urllib.request
from contextlib import redirect_stdout


def play(scenario):
    broken, calls, answers = scenario["broken"], [], []

    def failing(call):
        calls.append(call)
        if broken.get(call, 0) > 0:
            broken[call] -= 1
            raise RuntimeError(f"{call} is broken")

    class Ec2:
        def describe_security_groups(self, GroupIds):
            failing(f"describe {GroupIds}")
            return {"SecurityGroups": [scenario["group"]]}

        def revoke_security_group_ingress(self, GroupId, IpPermissions):
            failing(f"revoke inbound of {GroupId}: {json.dumps(IpPermissions)}")

        def revoke_security_group_egress(self, GroupId, IpPermissions):
            failing(f"revoke outbound of {GroupId}: {json.dumps(IpPermissions)}")

    def urlopen(request, timeout):
        failing("answer")
        answers.append({
            "method": request.get_method(),
            "url": request.full_url,
            "contentType": request.get_header("Content-type"),
            "body": json.loads(request.data),
        })
        return io.BytesIO()

    sys.modules["boto3"] = types.SimpleNamespace(client=lambda service: {"ec2": Ec2}[service]())
    urllib.request.urlopen = urlopen
    time.sleep = lambda seconds: calls.append(f"sleep {seconds}")
    log, raised = io.StringIO(), ""
    with redirect_stdout(log):
        try:
            runpy.run_path(sys.argv[1])["handler"](scenario["event"], None)
        except Exception as error:
            raised = str(error)
    return {"calls": calls, "answers": answers, "log": log.getvalue(), "raised": raised}


json.dump([play(scenario) for scenario in json.load(sys.stdin)], sys.stdout)
