"""Tells CloudFormation to go on only where the volumes of new instances are encrypted.

They are if the account encrypts every new volume of the region, or if all volumes of the image are encrypted. Nothing is changed,
whatever is asked. The event is never logged: it holds a URL that anybody could answer with.
"""
import json
import time
import urllib.request

import boto3

ATTEMPTS = 4
PAUSE = 4  # seconds between attempts: a new right takes a moment to be known everywhere


def handler(event, context):
    image = event["ResourceProperties"].get("Image")
    status, reason = "SUCCESS", "done"
    try:
        if event["RequestType"] != "Delete":
            demand(patiently(lambda: encrypted(image)), image)
    except Exception as error:
        status, reason = "FAILED", f"{type(error).__name__}: {error}"[:500]
    print(f"{event['RequestType']}: {status}, {reason}")
    answer(event, status, reason)


def demand(is_encrypted, image):
    if not is_encrypted:
        volumes = f"image {image} has volumes that are not encrypted, and " if image else ""
        raise PermissionError(f"{volumes}EBS encryption by default is off in this region: "
                              "turn it on (aws ec2 enable-ebs-encryption-by-default), then deploy again")


def encrypted(image):
    ec2 = boto3.client("ec2")
    if ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"]:
        return True
    if not image:
        return False
    found = ec2.describe_images(ImageIds=[image])["Images"][0]
    volumes = [mapping["Ebs"] for mapping in found["BlockDeviceMappings"] if "Ebs" in mapping]
    return bool(volumes) and all(volume.get("Encrypted") for volume in volumes)


def answer(event, status, reason):
    body = json.dumps({
        "Status": status,
        "Reason": reason,
        "PhysicalResourceId": event.get("PhysicalResourceId", event["LogicalResourceId"]),
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }).encode()
    request = urllib.request.Request(event["ResponseURL"], body, {"Content-Type": ""}, method="PUT")
    patiently(lambda: urllib.request.urlopen(request, timeout=10).close())


def patiently(act):
    for attempt in range(ATTEMPTS):
        try:
            return act()
        except Exception:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
