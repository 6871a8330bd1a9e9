package recovery

import (
	"strings"
	"testing"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

// Only what failed by itself is skipped: not what was cancelled because of it, nor the stack around it; and each once.
func TestStuckIn(t *testing.T) {
	const root, child = "arn:aws:cloudformation:us-east-1:111122223333:stack/web/1", "arn:aws:cloudformation:us-east-1:111122223333:stack/web-Storage-Z2VK/2"
	var names []string
	for _, s := range stuckIn(root, []stack.Event{
		{Stack: root, LogicalID: "Asg", Status: "UPDATE_FAILED", Reason: "no"},
		{Stack: root, LogicalID: "Topic", Status: "UPDATE_FAILED", Reason: "Resource update cancelled"},
		{Stack: child, LogicalID: "DB", Type: "AWS::RDS::DBInstance", Status: "UPDATE_FAILED", Reason: "gone"},
		{Stack: child, LogicalID: "DB", Type: "AWS::RDS::DBInstance", Status: "UPDATE_FAILED", Reason: "still gone"},
		{Stack: child, LogicalID: "Old", Status: "DELETE_FAILED", Reason: "not empty"},
		{Stack: child, PhysicalID: child, Type: "AWS::CloudFormation::Stack", LogicalID: "web-Storage-Z2VK", Status: "UPDATE_ROLLBACK_FAILED"},
		{Stack: root, LogicalID: "Storage", Type: "AWS::CloudFormation::Stack", Status: "UPDATE_FAILED", Reason: "Embedded stack " + child + " was not successfully updated"},
	}) {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "Asg web-Storage-Z2VK.DB" {
		t.Errorf("skips %s", got)
	}
}
