package guard

import "github.com/hipaac/hipaac/blueprints"

// A bucket policy here mostly denies, and leaves it to IAM to permit. Each statement below says which case of condition.go it counts on.

// onlySafely is what every bucket denies to everybody, on the bucket as on its objects.
func onlySafely(id, organization string) []Statement {
	others := FromElsewhere()
	if organization != "" {
		others["StringNotEquals"]["aws:PrincipalOrgID"] = []string{organization}
	}
	return []Statement{
		deny("DenyPlainHTTP", []string{"s3:*"}, whole(id), InTheClear()),
		// Requests that S3 makes to itself have no TLS version, and pass.
		deny("DenyOldTLS", []string{"s3:*"}, whole(id), Condition{"NumericLessThan": {"s3:TlsVersion": {"1.2"}}}),
		deny("DenyOtherAccounts", []string{"s3:*"}, whole(id), others),
	}
}

// onlyKey denies uploads that ask for any encryption but the bucket's own key. An upload that asks for none has no such header and
// passes: it gets the bucket's default, which is that key.
//
// An upload that asks for "aws:kms" and names no key is denied, too: S3 would take its own key aws/s3 for it, not the bucket's
// default, and whoever holds the bucket's key would no longer decide who reads the object.
func onlyKey(id, keyArn string) []Statement {
	return []Statement{
		deny("DenyOtherKeys", []string{"s3:PutObject"}, objects(id), Condition{
			"Null":            {"s3:x-amz-server-side-encryption": {"false"}},
			"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": {keyArn}},
		}),
		// Keys that come with the request are known to the caller alone: what ransomware would use.
		deny("DenyCallersKeys", []string{"s3:PutObject"}, objects(id), Condition{
			"Null": {"s3:x-amz-server-side-encryption-customer-algorithm": {"false"}},
		}),
	}
}

// OnlyLock denies uploads with a lock of their own that is weaker than the bucket's default, or of another kind: a lock that comes
// with an upload replaces the default. Uploads without one get the default. Days is the least number of days.
func OnlyLock(id, mode, days string) []Statement {
	return []Statement{
		deny("DenyOtherLockMode", []string{"s3:PutObject"}, objects(id), Condition{
			"Null":            {"s3:object-lock-mode": {"false"}},
			"StringNotEquals": {"s3:object-lock-mode": {mode}},
		}),
		deny("DenyShorterLock", []string{"s3:PutObject"}, objects(id), Condition{
			"NumericLessThan": {"s3:object-lock-remaining-retention-days": {days}},
		}),
	}
}

// OnlyBreakGlassLifts keeps a lock that somebody may lift, one of the mode GOVERNANCE, from being lifted by everybody with broad
// rights: "s3:*", and so AWS's own policy for full access, includes s3:BypassGovernanceRetention.
func OnlyBreakGlassLifts(s *blueprints.Stack, id string) Statement {
	return deny("DenyLiftingLock", []string{"s3:BypassGovernanceRetention"}, objects(id), Condition{
		"ArnNotEquals": {"aws:PrincipalArn": {BreakGlassRoleArn(s)}},
	})
}

// ReceiveAccessLogs lets S3's log delivery write the access logs of the given buckets of this account, and of no others.
func ReceiveAccessLogs(id string, sourceArns []string) Statement {
	return Statement{
		Sid: "ReceiveAccessLogs", Effect: "Allow",
		Principal: Principals{Service: []string{"logging.s3.amazonaws.com"}},
		Action:    []string{"s3:PutObject"}, Resource: objects(id),
		Condition: Condition{
			"ArnLike":      {"aws:SourceArn": sourceArns},
			"StringEquals": {"aws:SourceAccount": {blueprints.AccountID}},
		},
	}
}

// keepRecords denies writing, overwriting and deleting log records to all but AWS services and the break-glass role. The lifecycle
// of the bucket is no caller and goes on.
//
// Without it, a record would be gone some days after anybody with the right to delete or overwrite objects had used it, versions
// or not. Emptying the bucket early needs the break-glass role, whose use raises an alarm, or a change of this policy or of the
// bucket's lifecycle, which stands in CloudTrail. Those two are not denied: CloudFormation could not follow the spec any more.
func keepRecords(s *blueprints.Stack, id string) Statement {
	return deny("DenyTampering", []string{"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"}, objects(id), Condition{
		"BoolIfExists": {"aws:PrincipalIsAWSService": {"false"}},
		"ArnNotEquals": {"aws:PrincipalArn": {BreakGlassRoleArn(s)}},
	})
}

// BreakGlassRoleArn is the role for emergencies, "<system>-<environment>-break-glass". A policy may name it before it exists:
// as a condition it is only compared, and until somebody makes the role nobody is exempt.
func BreakGlassRoleArn(s *blueprints.Stack) string {
	return "arn:" + blueprints.Partition + ":iam::" + blueprints.AccountID + ":role/" + s.PhysicalName("break-glass")
}

// WriteOnce makes objects with these prefixes, such as "templates/", write-once: an upload has to say that it replaces nothing, and S3
// then refuses it where the object exists; nobody deletes but the break-glass role. What is reviewed, approved and named by its digest
// stays what it was. The parts of an upload in parts say nothing yet; its end has to (Amazon S3 User Guide, "Enforce conditional writes").
func WriteOnce(s *blueprints.Stack, id string, prefixes ...string) []Statement {
	var once []string
	for _, prefix := range prefixes {
		once = append(once, blueprints.GetAtt(id, "Arn")+"/"+prefix+"*")
	}
	return []Statement{
		deny("DenyOverwriting", []string{"s3:PutObject"}, once, Condition{
			"Null": {"s3:if-none-match": {"true"}}, "Bool": {"s3:ObjectCreationOperation": {"true"}},
		}),
		deny("DenyDeleting", []string{"s3:DeleteObject", "s3:DeleteObjectVersion"}, once, Condition{
			"ArnNotEquals": {"aws:PrincipalArn": {BreakGlassRoleArn(s)}},
		}),
	}
}

// ReadByOrganization permits principals of an organization's accounts to read objects with these prefixes. They need the right in their
// own account, too.
func ReadByOrganization(id, organization string, prefixes ...string) Statement {
	var shared []string
	for _, prefix := range prefixes {
		shared = append(shared, blueprints.GetAtt(id, "Arn")+"/"+prefix+"*")
	}
	return Statement{
		Sid: "ReadByOrganization", Effect: "Allow", Principal: "*", Action: []string{"s3:GetObject"}, Resource: shared,
		Condition: Condition{"StringEquals": {"aws:PrincipalOrgID": {organization}}},
	}
}

// whole is a bucket and its objects.
func whole(id string) []string {
	return append([]string{blueprints.GetAtt(id, "Arn")}, objects(id)...)
}

func objects(id string) []string { return []string{blueprints.GetAtt(id, "Arn") + "/*"} }
