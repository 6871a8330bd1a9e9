package network

import (
	"slices"
	"strings"
	"testing"

	"github.com/hipaac/hipaac/blueprints"
)

// TestSoftwareBuckets: names are whole, regular ones follow the region of the stack, and irregular ones are those of AWS's guides.
func TestSoftwareBuckets(t *testing.T) {
	for region, want := range map[string][]string{
		"us-east-1":     {"prod-@-starport-layer-bucket", "al2023-repos-@-de612dc2", "aws-patch-manager-@-1970c647d", "patch-baseline-snapshot-@", "elasticbeanstalk-platform-assets-@", "elasticbeanstalk-@"},
		"me-central-1":  {"aws-patch-manager-@-2932f2f80", "patch-baseline-snapshot-@", "elasticbeanstalk-platform-assets-@-f08b818c", "elasticbeanstalk-env-resources-@-f08b818c"},
		"me-south-1":    {"patch-baseline-snapshot-@-uduvl7q8", "elasticbeanstalk-platform-assets-@"},
		"us-gov-west-1": {"aws-ssm-@", "patch-baseline-snapshot-@", "@-birdwatcher-prod"},
	} {
		var got []string
		for _, b := range softwareBuckets(region) {
			got = append(got, strings.ReplaceAll(b, blueprints.Region, "@"))
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %s is not among %v", region, w, got)
			}
		}
		for _, b := range got {
			if strings.Contains(b, "*") || !strings.Contains(b, "@") {
				t.Errorf("%s: %s is no name of one bucket of the region", region, b)
			}
		}
		if region == "us-gov-west-1" && slices.ContainsFunc(got, func(b string) bool { return strings.HasPrefix(b, "aws-patch-manager") }) {
			t.Error("AWS names no bucket of Patch Manager in GovCloud")
		}
	}
}
