package drift

import (
	"errors"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
)

// Which types are asked for after which answers: "KMS-" is a call for KMS that was given up, "S3+" one that was answered or refused.
func TestSilence(t *testing.T) {
	tests := []struct{ name, calls, asked, reason string }{
		{"nothing happened", "", "KMS S3 SNS", ""},
		{"all is answered", "KMS+ S3+", "KMS S3 SNS", ""},
		{"the code of one type is broken", "KMS- KMS-", "S3 SNS", "Cloud Control does not answer for some types of resources: no answer"},
		{"that of two, and others are answered", "KMS- SNS+ S3-", "SNS", "Cloud Control does not answer for some types of resources: no answer"},
		{"the service is down", "KMS- S3-", "", "Cloud Control does not answer and was not asked any more: no answer"},
		{"a late answer does not bring it back", "KMS- S3- SNS+", "", "Cloud Control does not answer and was not asked any more: no answer"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q := newSilence()
			for _, call := range strings.Fields(test.calls) {
				err := error(&account.Error{Kind: account.Unreached, Message: "no answer"})
				if strings.HasSuffix(call, "+") {
					err = errors.New("denied")
				}
				q.heard("Cloud Control", call[:len(call)-1], err)
			}
			var asked []string
			for _, kind := range []string{"KMS", "S3", "SNS"} {
				if !q.of("Cloud Control", kind) {
					asked = append(asked, kind)
				}
			}
			if got := strings.Join(asked, " "); got != test.asked {
				t.Errorf("asked: %q, want %q", got, test.asked)
			}
			if got := strings.Join(q.reasons(), "\n"); got != test.reason {
				t.Errorf("reason: %q, want %q", got, test.reason)
			}
			if q.of("AWS Config", "Recorder") {
				t.Error("another service is not asked")
			}
		})
	}
}
