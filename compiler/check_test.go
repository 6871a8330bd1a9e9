package compiler_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/compiler"
)

// TestTooIntricate: a template that would cost minutes to judge is refused as a whole. Whoever could tire the controls could hide
// anything behind what tired them.
func TestTooIntricate(t *testing.T) {
	for _, c := range []struct{ reason, text string }{
		{"each condition asks the one before twice", doubling(2000)},
		{"each rule depends on parameters with many values", manyValued(2000)},
		{"a text of hundreds of parameters, again and again", longTexts(100)},
		{"a policy of thousands of principals", crowd(400)},
	} {
		start := time.Now()
		problems := compiler.Check(compiler.Source{Name: "t.yaml", Text: []byte(c.text)})
		took := time.Since(start)
		last := problems[len(problems)-1]
		if len(problems) != 1 || last.ID != "template-too-intricate" || took > 30*time.Second { // a second on a machine of one's own, minutes without a budget
			t.Errorf("%s: %v, %d problems, the last one %q", c.reason, took, len(problems), last.ID)
		}
	}
}

func parameters(n int) string {
	var b strings.Builder
	b.WriteString("Parameters:\n")
	for i := range n {
		fmt.Fprintf(&b, "  P%d: {Type: String, AllowedValues: [a, b, c, d, e, f, g, h, i, j]}\n", i)
	}
	return b.String()
}

func doubling(n int) string {
	var b strings.Builder
	b.WriteString("Parameters: {P: {Type: String}}\nConditions:\n  C0: !Equals [!Ref P, a]\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  C%d: !And [!Condition C%d, !Or [!Condition C%d, !Not [!Condition C%d]]]\n", i, i-1, i-1, max(0, i-2))
	}
	b.WriteString("Resources:\n")
	for i := range n / 20 {
		fmt.Fprintf(&b, "  B%d: {Type: AWS::S3::Bucket, Condition: C%d}\n", i, i*20)
	}
	return b.String()
}

func manyValued(n int) string {
	var b strings.Builder
	b.WriteString(parameters(n) + "Resources:\n  S:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      SecurityGroupIngress:\n")
	for i := range n {
		fmt.Fprintf(&b, "      - {IpProtocol: !Ref P%d, FromPort: !Ref P%d, ToPort: !Ref P%d, CidrIp: !Ref P%d}\n", i, (i+1)%n, (i+2)%n, (i+3)%n)
	}
	return b.String()
}

func longTexts(n int) string {
	var names, b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&names, "${P%d}", i)
	}
	b.WriteString(parameters(200) + "Resources:\n")
	for i := range n {
		fmt.Fprintf(&b, "  B%d:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: b\n      PolicyDocument:\n        Statement:\n"+
			"          - {Effect: Allow, Principal: {AWS: !Sub '%s'}, Action: 's3:*', Resource: '*'}\n", i, &names)
	}
	return b.String()
}

func crowd(n int) string {
	var b strings.Builder
	b.WriteString("Resources:\n  K:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n")
	for i := range n {
		b.WriteString("        - {Effect: Allow, Action: 'kms:*', Resource: '*', Principal: {AWS: [")
		for j := range 50 {
			fmt.Fprintf(&b, "'arn:aws:iam::111122223333:role/r%d-%d', ", i, j)
		}
		b.WriteString("]}}\n")
	}
	return b.String()
}
