"""Calls the handler of encryption.py against a pretended EC2 and CloudFormation, and prints what it did as JSON, one result for each
scenario.

Arguments: the handler's file. Standard input: [{"event": …, "byDefault": bool, "volumes": what the image maps, "broken": how often EC2
fails}].
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
    calls, answers = [], []

    class Ec2:
        def get_ebs_encryption_by_default(self):
            calls.append("default")
            if scenario["broken"] > 0:
                scenario["broken"] -= 1
                raise RuntimeError("EC2 is broken")
            return {"EbsEncryptionByDefault": scenario["byDefault"]}

        def describe_images(self, ImageIds):
            calls.append(f"image {ImageIds}")
            return {"Images": [{"BlockDeviceMappings": scenario["volumes"]}]}

    def urlopen(request, timeout):
        answers.append(json.loads(request.data) | {"Method": request.get_method(), "Url": request.full_url})
        return io.BytesIO()

    sys.modules["boto3"] = types.SimpleNamespace(client=lambda service: {"ec2": Ec2}[service]())
    urllib.request.urlopen = urlopen
    time.sleep = lambda seconds: calls.append(f"sleep {seconds}")
    log = io.StringIO()
    with redirect_stdout(log):
        runpy.run_path(sys.argv[1])["handler"](scenario["event"], None)
    return {"calls": calls, "answers": answers, "log": log.getvalue()}


json.dump([play(scenario) for scenario in json.load(sys.stdin)], sys.stdout)
