package change

import (
	"slices"
	"strings"
	"testing"
)

// TestPolicies compares one policy with another: what is broader, what narrower, what neither.
func TestPolicies(t *testing.T) {
	tests := []struct {
		reason, old, new  string
		broader, narrower []string
	}{
		{"the same", `{Effect: Allow, Action: a, Resource: r}`, `{Effect: Allow, Resource: [r], Action: [a]}`, nil, nil},
		{"another action", `{Effect: Allow, Action: "s3:GetObject", Resource: r}`, `{Effect: Allow, Action: ["s3:GetObject", "s3:PutObject"], Resource: r}`,
			[]string{"allows s3:PutObject on r, which it did not"}, nil},
		{"actions are compared without regard to case", `{Effect: Allow, Action: "s3:getobject", Resource: r}`, `{Effect: Allow, Action: "S3:GetObject", Resource: r}`, nil, nil},
		{"a pattern covers", `{Effect: Allow, Action: "s3:*", Resource: "*"}`, `{Effect: Allow, Action: "s3:GetObject", Resource: "arn:x/*"}`,
			nil, []string{"narrower: no longer allows s3:* on *"}},
		{"a wider pattern", `{Effect: Allow, Action: "s3:Get*", Resource: "arn:x/a/*"}`, `{Effect: Allow, Action: "s3:Get*", Resource: "arn:x/*"}`,
			[]string{"allows s3:Get* on arn:x/*, which it did not"}, []string{}},
		{"a statement is split in two", `{Effect: Allow, Action: [a, b], Resource: r}`, `[{Effect: Allow, Action: a, Resource: r}, {Effect: Allow, Action: b, Resource: r}]`, nil, nil},
		{"two statements become one that is more than both", `[{Effect: Allow, Action: a, Resource: r}, {Effect: Allow, Action: b, Resource: s}]`, `{Effect: Allow, Action: [a, b], Resource: [r, s]}`,
			[]string{"allows a on s, which it did not", "allows b on r, which it did not"}, nil},
		{"a condition is gone", `{Effect: Allow, Action: a, Resource: r, Condition: {Bool: {"aws:SecureTransport": true}}}`, `{Effect: Allow, Action: a, Resource: r}`,
			[]string{"allows a on r, which it did not"}, nil},
		{"a condition is new", `{Effect: Allow, Action: a, Resource: r}`, `{Effect: Allow, Action: a, Resource: r, Condition: {StringEquals: {k: v}}}`,
			nil, []string{"narrower: no longer allows a on r"}},
		{"one more value of a condition", `{Effect: Allow, Action: a, Resource: r, Condition: {StringEquals: {k: v}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {StringEquals: {K: [v, w]}}}`,
			[]string{"allows a on r if K StringEquals v and w, which it did not"}, nil},
		{"one more exception", `{Effect: Allow, Action: a, Resource: r, Condition: {StringNotEquals: {k: [v, w]}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {StringNotEquals: {k: v}}}`,
			[]string{"allows a on r if k StringNotEquals v, which it did not"}, nil},
		{"equal becomes like", `{Effect: Allow, Action: a, Resource: r, Condition: {StringEquals: {k: v}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {StringLike: {k: v*}}}`,
			[]string{"allows a on r if k StringLike v*, which it did not"}, nil},
		{"a missing key counts", `{Effect: Allow, Action: a, Resource: r, Condition: {Bool: {k: true}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {BoolIfExists: {k: true}}}`,
			[]string{"allows a on r if k BoolIfExists true, which it did not"}, nil},
		{"a range of addresses inside another", `{Effect: Allow, Action: a, Resource: r, Condition: {IpAddress: {"aws:SourceIp": 10.0.0.0/8}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {IpAddress: {"aws:SourceIp": 10.1.0.0/16}}}`,
			nil, []string{"narrower: no longer allows a on r if aws:SourceIp IpAddress 10.0.0.0/8"}},
		{"later than", `{Effect: Allow, Action: a, Resource: r, Condition: {NumericLessThan: {k: 60}}}`, `{Effect: Allow, Action: a, Resource: r, Condition: {NumericLessThan: {k: 90}}}`,
			[]string{"allows a on r if k NumericLessThan 90, which it did not"}, nil},
		{"a denial is gone", `[{Effect: Allow, Action: "*", Resource: "*"}, {Effect: Deny, Action: [a, b], Resource: "*"}]`, `[{Effect: Allow, Action: "*", Resource: "*"}, {Effect: Deny, Action: a, Resource: "*"}]`,
			[]string{"no longer denies b on *"}, nil},
		{"a denial is new", `{Effect: Allow, Action: "*", Resource: "*"}`, `[{Effect: Allow, Action: "*", Resource: "*"}, {Effect: Deny, Action: a, Resource: "*"}]`,
			nil, []string{"narrower: denies a on *, which it did not"}},
		{"a denial of fewer requests", `{Effect: Deny, Principal: "*", Action: a, Resource: r}`, `{Effect: Deny, Principal: "*", Action: a, Resource: r, Condition: {Bool: {k: false}}}`,
			[]string{"no longer denies a on r to *"}, nil},
		{"another principal", `{Effect: Allow, Principal: {AWS: "111122223333"}, Action: a, Resource: r}`, `{Effect: Allow, Principal: {AWS: ["arn:aws:iam::111122223333:root", "*"]}, Action: a, Resource: r}`,
			[]string{"allows a on r to *, which it did not"}, nil},
		{"a service", `{Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: a, Resource: r}`, `{Effect: Allow, Principal: {Service: [a.amazonaws.com, b.amazonaws.com]}, Action: a, Resource: r}`,
			[]string{"allows a on r to b.amazonaws.com, which it did not"}, nil},
		{"fewer exceptions", `{Effect: Allow, NotAction: [a, b], Resource: r}`, `{Effect: Allow, NotAction: a, Resource: r}`,
			[]string{"allows all actions but a on r, which it did not"}, nil},
		{"all but some covers what is not one of them", `{Effect: Allow, NotAction: "iam:*", Resource: "*"}`, `{Effect: Allow, Action: "s3:GetObject", Resource: "*"}`,
			nil, []string{"narrower: no longer allows all actions but iam:* on *"}},
		{"and not what may be one of them", `{Effect: Allow, NotAction: "iam:*", Resource: "*"}`, `{Effect: Allow, Action: "*:Get*", Resource: "*"}`,
			[]string{"allows *:Get* on *, which it did not"}, []string{"narrower: no longer allows all actions but iam:* on *"}},
		{"a resource of the stack", `{Effect: Allow, Action: a, Resource: !GetAtt B.Arn}`, `{Effect: Allow, Action: a, Resource: !Sub "${B.Arn}"}`, nil, nil},
		{"below a resource of the stack", `{Effect: Allow, Action: a, Resource: !GetAtt B.Arn}`, `{Effect: Allow, Action: a, Resource: !Sub "${B.Arn}/*"}`,
			[]string{"allows a on ${B.Arn}/*, which it did not"}, []string{"narrower: no longer allows a on ${B.Arn}"}},
		{"a statement under an open condition", `[!If [Open, {Effect: Allow, Action: a, Resource: r}, !Ref AWS::NoValue]]`, `[!If [Open, {Effect: Allow, Action: [a, b], Resource: r}, !Ref AWS::NoValue]]`,
			[]string{`allows b on r if !Equals [!Ref P, "x"], which it did not`}, nil},
		{"all statements under an open condition", `!If [Open, [{Effect: Allow, Action: a, Resource: r}], [{Effect: Deny, Action: a, Resource: r}]]`, `{Effect: Allow, Action: a, Resource: r}`,
			[]string{"allows a on r, which it did not", `no longer denies a on r if not !Equals [!Ref P, "x"]`}, nil},
		{"an effect that nobody knows", `{Effect: Deny, Action: a, Resource: r}`, `{Effect: !Ref P, Action: a, Resource: r}`,
			[]string{`allows {Effect: !Ref P, Action: ["a"], Resource: ["r"]}, which it did not`, "no longer denies a on r"}, nil},
		{"what nobody can read", `{Effect: Allow, Action: a, Resource: r, Condition: !If [Open, {Bool: {k: true}}, {Bool: {k: false}}]}`, `{Effect: Allow, Action: a, Resource: r, Condition: !If [Open, {Bool: {k: true}}, {Bool: {j: false}}]}`,
			[]string{`allows a on r if !If ["!Equals [!Ref P, \"x\"]", {Bool: {k: true}}, {Bool: {j: false}}], which it did not`},
			[]string{`narrower: no longer allows a on r if !If ["!Equals [!Ref P, \"x\"]", {Bool: {k: true}}, {Bool: {k: false}}]`}},
	}
	const frame = `
Parameters: {P: {Type: String}}
Conditions: {Open: !Equals [!Ref P, x]}
Resources:
  B: {Type: "AWS::S3::Bucket"}
  X: {Type: "AWS::KMS::Key", Properties: {KeyPolicy: {Version: "2012-10-17", Statement: `
	for _, test := range tests {
		r := stack(t, frame+test.old+"}}}\n", frame+test.new+"}}}\n")
		if got := textsOf(r.Of(Access)); !slices.Equal(got, test.broader) {
			t.Errorf("%s: broader\n got  %q\n want %q", test.reason, got, test.broader)
		}
		var narrower []string
		for _, f := range r.Of(Other) {
			if strings.HasPrefix(f.Text, "narrower: ") {
				narrower = append(narrower, f.Text)
			}
		}
		if !slices.Equal(narrower, test.narrower) {
			t.Errorf("%s: narrower\n got  %q\n want %q", test.reason, narrower, test.narrower)
		}
	}
}

func textsOf(list []Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Text)
	}
	return out
}

// TestAccess is what lets somebody in besides statements of policies.
func TestAccess(t *testing.T) {
	tests := []struct {
		reason, old, new string
		want             []string
	}{
		{"a trust policy", `Role: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: a}, Action: "sts:AssumeRole"}}}}`,
			`Role: {Type: "AWS::IAM::Role", Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service: a, AWS: "111122223333"}, Action: "sts:AssumeRole"}}}}`,
			[]string{"allows sts:AssumeRole by 111122223333, which it did not"}},
		{"a statement moves between inline policies of a role", `Role: {Type: "AWS::IAM::Role", Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: {Effect: Allow, Action: a, Resource: r}}}]}}`,
			`Role: {Type: "AWS::IAM::Role", Properties: {Policies: [{PolicyName: q, PolicyDocument: {Statement: {Effect: Allow, Action: a, Resource: r}}}]}}`, nil},
		{"a managed policy more", `Role: {Type: "AWS::IAM::Role", Properties: {ManagedPolicyArns: [a]}}`, `Role: {Type: "AWS::IAM::Role", Properties: {ManagedPolicyArns: [b, a]}}`,
			[]string{`has another managed policy: "b"`}},
		{"a managed policy less", `Role: {Type: "AWS::IAM::Role", Properties: {ManagedPolicyArns: [a, b]}}`, `Role: {Type: "AWS::IAM::Role", Properties: {ManagedPolicyArns: [b]}}`, nil},
		{"a boundary is gone", `Role: {Type: "AWS::IAM::Role", Properties: {PermissionsBoundary: a}}`, `Role: {Type: "AWS::IAM::Role", Properties: {}}`,
			[]string{"the permissions boundary is gone"}},
		{"a longer session", `Role: {Type: "AWS::IAM::Role", Properties: {}}`, `Role: {Type: "AWS::IAM::Role", Properties: {MaxSessionDuration: 43200}}`,
			[]string{"seconds of a session: 43200 instead of 3600"}},
		{"a rule of a group moves out of it", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8, Description: a}]}}`,
			`Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: []}}
  Rule: {Type: "AWS::EC2::SecurityGroupIngress", Properties: {GroupId: !GetAtt Sg.GroupId, IpProtocol: "6", FromPort: "443", ToPort: 443, CidrIp: 10.0.0.0/8}}`, nil},
		{"a rule for everybody", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: []}}`,
			`Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]}}`,
			[]string{"lets the whole internet (0.0.0.0/0) reach members on tcp port 22"}},
		{"more ports", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}}`,
			`Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 444, CidrIp: 0.0.0.0/0}]}}`,
			[]string{"lets members reach the whole internet (0.0.0.0/0) on tcp ports 443 to 444"}},
		{"no rules for the way out are all of them", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]}}`,
			`Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {}}`,
			[]string{"lets members reach the whole internet (0.0.0.0/0) on all protocols", "lets members reach the whole internet (::/0) on all protocols"}},
		{"ports that nobody knows become known", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: tcp, FromPort: !Ref T, ToPort: !Ref T, CidrIp: 10.0.0.0/8}]}}
  T: {Type: "AWS::SNS::Topic"}`, `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8}]}}
  T: {Type: "AWS::SNS::Topic"}`, []string{"lets 10.0.0.0/8 reach members on tcp port 22"}},
		{"another type of ICMP", `Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: icmp, FromPort: 8, ToPort: -1, CidrIp: 10.0.0.0/8}]}}`,
			`Sg: {Type: "AWS::EC2::SecurityGroup", Properties: {SecurityGroupEgress: [], SecurityGroupIngress: [{IpProtocol: icmp, FromPort: 3, ToPort: -1, CidrIp: 10.0.0.0/8}]}}`,
			[]string{"lets 10.0.0.0/8 reach members on icmp type 3"}},
		{"an entry of a network list", `E: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: a, RuleNumber: 1, Protocol: 6, RuleAction: allow, CidrBlock: 10.0.0.0/16, PortRange: {From: 443, To: 443}}}`,
			`E: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: a, RuleNumber: 1, Protocol: 6, RuleAction: allow, CidrBlock: 10.0.0.0/8, PortRange: {From: 443, To: 443}}}`,
			[]string{"lets 10.0.0.0/8 reach members on tcp port 443; entries before it may say otherwise"}},
		{"an entry that denies less", `E: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: a, RuleNumber: 1, Protocol: -1, RuleAction: deny, CidrBlock: 0.0.0.0/0}}`,
			`E: {Type: "AWS::EC2::NetworkAclEntry", Properties: {NetworkAclId: a, RuleNumber: 1, Protocol: -1, RuleAction: deny, CidrBlock: 10.0.0.0/8}}`,
			[]string{"denies less; it denied that the whole internet (0.0.0.0/0) reach members on all protocols; entries before it may say otherwise"}},
		{"a Lambda permission", `P: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: f, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com, SourceAccount: "1"}}`,
			`P: {Type: "AWS::Lambda::Permission", Properties: {FunctionName: f, Action: "lambda:InvokeFunction", Principal: s3.amazonaws.com}}`,
			[]string{"allows lambda:InvokeFunction on f to s3.amazonaws.com, which it did not"}},
		{"a way to the internet", `R: {Type: "AWS::EC2::Route", Properties: {RouteTableId: a, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: n}}`,
			`R: {Type: "AWS::EC2::Route", Properties: {RouteTableId: a, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Igw}}`,
			[]string{"a route leads all traffic to a gateway, which may be the internet's"}},
		{"a public database", `D: {Type: "AWS::RDS::DBInstance", Properties: {PubliclyAccessible: false}}`, `D: {Type: "AWS::RDS::DBInstance", Properties: {PubliclyAccessible: "true"}}`,
			[]string{"a public address: true instead of false"}},
		{"a new function address that asks nobody", `A: {Type: "AWS::SNS::Topic"}`, `A: {Type: "AWS::SNS::Topic"}
  U: {Type: "AWS::Lambda::Url", Properties: {AuthType: NONE, TargetFunctionArn: f}}`, []string{"a public address of a function is new", "the authorization: NONE instead of AWS_IAM"}},
		{"the block of public access is gone", `B: {Type: "AWS::S3::Bucket", Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true}}}`,
			`B: {Type: "AWS::S3::Bucket", Properties: {PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: false, IgnorePublicAcls: true, RestrictPublicBuckets: true}}}`,
			[]string{"the block of public policies: false instead of true"}},
		{"a topic is gone", `A: {Type: "AWS::SNS::Topic"}
  T: {Type: "AWS::SNS::Topic"}`, `T: {Type: "AWS::SNS::Topic"}`, nil},
		{"a guardrail of the organization is gone", `Scp: {Type: "AWS::Organizations::Policy", Properties: {Content: {Statement: {Effect: Deny, Action: a, Resource: "*"}}}}
  T: {Type: "AWS::SNS::Topic"}`, `T: {Type: "AWS::SNS::Topic"}`,
			[]string{"a policy of the organization is gone: what it kept from accounts is open to their own policies", "no longer denies a on *"}},
	}
	for _, test := range tests {
		r := stack(t, "Resources:\n  "+test.old+"\n", "Resources:\n  "+test.new+"\n")
		if got := textsOf(r.Of(Access)); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got  %q\n want %q", test.reason, got, test.want)
		}
	}
}
