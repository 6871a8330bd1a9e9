package emit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation/autoscaling"
	"github.com/awslabs/goformation/v7/cloudformation/backup"
	"github.com/awslabs/goformation/v7/cloudformation/ec2"
	"github.com/awslabs/goformation/v7/cloudformation/guardduty"
	"github.com/awslabs/goformation/v7/cloudformation/rds"
	"github.com/awslabs/goformation/v7/cloudformation/s3"
	"github.com/awslabs/goformation/v7/cloudformation/ssm"
	"github.com/awslabs/goformation/v7/cloudformation/tags"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit"
	"github.com/hipaac/hipaac/compiler/template"
)

const standard = "System=clinic Environment=prod Tier=production DataClassification=phi Owner=platform@clinic.example ManagedBy=hipaac"

// tagsOf writes a resource's tags as "Key=Value …", in their order.
func tagsOf(t *testing.T, r *template.Resource, property string) string {
	t.Helper()
	properties := r.Node.Get("Properties")
	if last := properties.Keys[len(properties.Keys)-1].Name; last != property {
		t.Errorf("the last property is %s, want %s", last, property)
	}
	n := properties.Get(property)
	var out []string
	for i, item := range n.Items {
		switch {
		case n.Kind == template.Map:
			out = append(out, n.Keys[i].Name+"="+item.Text)
		case len(item.Keys) == 3:
			out = append(out, item.Get("Key").Text+"="+item.Get("Value").Text+"+"+item.Get("PropagateAtLaunch").Text)
		default:
			out = append(out, item.Get("Key").Text+"="+item.Get("Value").Text)
		}
	}
	return strings.Join(out, " ")
}

func TestTags(t *testing.T) {
	for _, c := range []struct {
		properties             blueprints.Properties
		property, want, reason string
	}{
		{&ec2.VPC{}, "Tags", "Name=clinic-prod-the-thing " + standard, "a list of tags"},
		{&ec2.VPC{Tags: []tags.Tag{{Key: "Owner", Value: "me"}, {Key: "Name"}}}, "Tags",
			"Owner=me Name= " + strings.Replace(standard, " Owner=platform@clinic.example", "", 1), "the blueprint's own tags come first and win, an empty value too"},
		{&s3.Bucket{BucketName: ptr("b")}, "Tags", standard + " BackupPlan=clinic-prod", "a physical name is name enough"},
		{&ec2.SecurityGroup{GroupDescription: "d", GroupName: ptr("g")}, "Tags", standard, "a group's name is its physical name"},
		{&rds.DBInstance{DBInstanceIdentifier: ptr("d")}, "Tags", standard + " BackupPlan=clinic-prod", "so is an identifier"},
		{&ssm.Parameter{Type: "String", Value: "v", Tags: map[string]string{"Z": "z", "Owner": "me"}}, "Tags",
			"Owner=me Z=z Name=clinic-prod-the-thing " + strings.Replace(standard, " Owner=platform@clinic.example", "", 1), "a map of tags"},
		{&backup.BackupVault{BackupVaultName: "v"}, "BackupVaultTags", standard, "another name for the property"},
		{&guardduty.Detector{Enable: true}, "Tags", "Name=clinic-prod-the-thing " + standard, "a type of its own for tags"},
		{&autoscaling.AutoScalingGroup{MaxSize: "1", MinSize: "1"}, "Tags",
			strings.ReplaceAll("Name=clinic-prod-the-thing "+standard, " ", "+true ") + "+true", "tags that go on to the instances"},
		{&ec2.VPCEndpoint{VpcId: "v", ServiceName: "s"}, "Tags", "Name=clinic-prod-the-thing " + standard, "a type whose tags goformation lacks"},
		{blueprints.Typed{Type: "AWS::New::Thing", Props: struct {
			Tags []tags.Tag `json:",omitempty"`
		}{}}, "Tags", "Name=clinic-prod-the-thing " + standard, "an own struct that can carry tags"},
	} {
		s := newStack()
		s.Add("TheThing", c.properties)
		d, err := emit.Document(s)
		if err != nil {
			t.Errorf("%s: %v", c.reason, err)
			continue
		}
		if got := tagsOf(t, d.Resources[0], c.property); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.reason, got, c.want)
		}
	}
}

// TestOverlaidTags: tags that a blueprint sets through an overlay are its own tags like any other.
func TestOverlaidTags(t *testing.T) {
	s := newStack()
	s.Add("TheThing", &ec2.VPCEndpoint{VpcId: "v", ServiceName: "s"}).With("Tags", []tags.Tag{{Key: "Name", Value: "n"}})
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := tagsOf(t, d.Resources[0], "Tags"), "Name=n "+standard; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestUntagged(t *testing.T) {
	s := newStack()
	s.Add("TheThing", &ec2.VPCGatewayAttachment{VpcId: "v"})
	if got, want := properties(t, s, "TheThing"), `{"VpcId":"v"}`; got != want {
		t.Errorf("got %s, want %s: a type that cannot carry tags gets none", got, want)
	}
}

func TestEnvironmentTags(t *testing.T) {
	s := newStack()
	s.Env.PHI, s.Env.Tags = false, map[string]string{"Team": "records", "CostCentre": "42"}
	s.Add("TheThing", &ec2.VPC{})
	d, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	want := "Name=clinic-prod-the-thing " + strings.Replace(standard, "=phi", "=non-phi", 1) + " CostCentre=42 Team=records"
	if got := tagsOf(t, d.Resources[0], "Tags"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTagMistakes(t *testing.T) {
	many := map[string]string{}
	for i := range 41 {
		many[fmt.Sprintf("Key%02d", i)] = "v"
	}
	for _, c := range []struct {
		tags map[string]string
		want string
	}{
		{map[string]string{"": "v"}, `the key of the tag "" has 0 characters, AWS takes 1 to 128`},
		{map[string]string{strings.Repeat("k", 129): "v"}, `the key of the tag "` + strings.Repeat("k", 129) + `" has 129 characters, AWS takes 1 to 128`},
		{map[string]string{"K": strings.Repeat("ä", 257)}, `the value of the tag "K" has 257 characters, AWS takes up to 256`},
		{map[string]string{"AWS:x": "v"}, `the key of the tag "AWS:x" begins with "aws:", which AWS keeps for itself`},
		{map[string]string{"K": "{{resolve:ssm:x}}"}, `the tag "K" holds '{' in "{{resolve:ssm:x}}"; AWS takes letters, digits, spaces and _ . : / = + - @`},
		{map[string]string{"K,": "v"}, `the tag "K," holds ',' in "K,"; AWS takes letters, digits, spaces and _ . : / = + - @`},
		{map[string]string{"Owner": "me"}, `the tag "Owner" is set by hipaac on every resource`},
		{many, `a spec asks for 41 tags, up to 40 fit on a resource beside those of hipaac`},
	} {
		found := emit.TagMistakes(c.tags)
		if len(found) != 1 || found[0].Message != c.want || found[0].Hint == "" {
			t.Errorf("got %v, want %s", found, c.want)
		}
		s := newStack()
		s.Env.Tags = c.tags
		s.Add("TheThing", &ec2.VPC{})
		checkError(t, s, `internal error: stack "storage": `+c.want)
	}
}

// TestTooManyTags: what a blueprint adds to the tags of a spec is its own to count.
func TestTooManyTags(t *testing.T) {
	s := newStack()
	vpc := &ec2.VPC{}
	for i := range 44 {
		vpc.Tags = append(vpc.Tags, tags.Tag{Key: fmt.Sprintf("Key%d", i), Value: "v"})
	}
	s.Add("TheThing", vpc)
	checkError(t, s, `internal error: stack "storage", TheThing: has 51 tags, AWS takes up to 50`)
}

func TestNameTag(t *testing.T) {
	for id, want := range map[string]string{
		"Vpc": "vpc", "PrivateSubnet1": "private-subnet-1", "S3Endpoint": "s3-endpoint", "KMSKey": "kms-key", "DataKMS": "data-kms",
		"AppDB2Replica": "app-db2-replica", "x1Y": "x-1-y",
	} {
		s := newStack()
		s.Add(id, &ec2.VPC{})
		d, err := emit.Document(s)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := tagsOf(t, d.Resources[0], "Tags"), "Name=clinic-prod-"+want+" "+standard; got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}

// TestTagsOfAStack: what a launch decides of a stack is on all of its resources, in place of what the environment says.
func TestTagsOfAStack(t *testing.T) {
	s := blueprints.NewStack(&blueprints.Env{System: "clinic", Name: "prod", Tier: "production", PHI: true, Owner: "platform@clinic.example"}, "storage", "storage", "clinic-prod-storage")
	s.Parameter(blueprints.Parameter{Name: "Mail", Description: "who answers"})
	s.Tags = []blueprints.Tag{{Key: "Owner", Value: blueprints.Ref("Mail")}, {Key: "Purpose", Value: "website"}}
	s.Add("Vpc", &ec2.VPC{})
	s.Add("Setting", &ssm.Parameter{Type: "String", Value: "v"})
	doc, err := emit.Document(s)
	if err != nil {
		t.Fatal(err)
	}
	for id, owner := range map[string]*template.Node{
		"Vpc":     doc.Resource("Vpc").Node.Get("Properties", "Tags").Items[5].Get("Value"),
		"Setting": doc.Resource("Setting").Node.Get("Properties", "Tags", "Owner"),
	} {
		if name, of := owner.Intrinsic(); name != "Ref" || of.Text != "Mail" {
			t.Errorf("the owner of %s is %v", id, owner)
		}
	}
	list := doc.Resource("Vpc").Node.Get("Properties", "Tags")
	if last := list.Items[len(list.Items)-1]; last.Get("Key").Text != "Purpose" || len(list.Items) != 8 {
		t.Errorf("%d tags, the last one %s", len(list.Items), last.Get("Key").Text)
	}
}
