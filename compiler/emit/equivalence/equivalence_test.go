package equivalence_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/awslabs/goformation/v7/cloudformation"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/compiler/emit"
)

// services are those that hipaac builds from, now and in the issues to come.
var services = []string{
	"AWS::AutoScaling::", "AWS::Backup::", "AWS::CertificateManager::", "AWS::CloudFront::Distribution", "AWS::CloudTrail::", "AWS::CloudWatch::Alarm",
	"AWS::Cognito::", "AWS::Config::", "AWS::EC2::", "AWS::ECS::", "AWS::EFS::", "AWS::ElasticBeanstalk::", "AWS::ElasticLoadBalancingV2::",
	"AWS::Events::", "AWS::GuardDuty::", "AWS::IAM::", "AWS::KMS::", "AWS::Lambda::", "AWS::Logs::", "AWS::RDS::", "AWS::Route53::", "AWS::S3::",
	"AWS::SNS::", "AWS::SQS::", "AWS::SSM::", "AWS::SecretsManager::", "AWS::SecurityHub::", "AWS::StepFunctions::", "AWS::WAFv2::",
}

// TestEquivalence fills every struct of these services at random and compares both forms with what goformation makes of it.
func TestEquivalence(t *testing.T) {
	compared := 0
	for name, empty := range cloudformation.AllResources() {
		if !covered(name) {
			continue
		}
		for seed := range uint64(3) {
			f := filler{Rand: rand.New(rand.NewPCG(seed, uint64(len(name))))}
			compareWith(t, name, f.resource(empty))
			compared++
		}
	}
	if compared < 800 {
		t.Errorf("compared only %d resources", compared)
	}
}

// TestTagsThatGoformationLacks: the emitter adds a property only to the types in its table, and each of them still needs it.
func TestTagsThatGoformationLacks(t *testing.T) {
	var got []string
	for name, empty := range cloudformation.AllResources() {
		if strings.HasPrefix(name, "AWS::CloudFormation::CustomResource") {
			continue
		}
		f := filler{rand.New(rand.NewPCG(1, 1)), true}
		s := newStack()
		s.Add("Thing", f.resource(empty).(blueprints.Properties))
		d, err := emit.Document(s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		properties := d.Root.Get("Resources", "Thing", "Properties")
		if properties == nil {
			continue
		}
		for _, k := range properties.Keys {
			if _, known := reflect.TypeOf(empty).Elem().FieldByName(k.Name); !known {
				got = append(got, name+"."+k.Name)
			}
		}
	}
	slices.Sort(got)
	want := []string{
		"AWS::Cognito::IdentityPool.IdentityPoolTags", "AWS::EC2::EgressOnlyInternetGateway.Tags",
		"AWS::EC2::TrafficMirrorFilterRule.Tags", "AWS::EC2::VPCEndpoint.Tags", "AWS::EC2::VPCEndpointService.Tags",
		"AWS::Events::Rule.Tags", "AWS::Lambda::CodeSigningConfig.Tags", "AWS::Lambda::EventSourceMapping.Tags",
		"AWS::Logs::Destination.Tags", "AWS::RDS::GlobalCluster.Tags", "AWS::Route53Resolver::ResolverQueryLoggingConfig.Tags",
		"AWS::S3::AccessPoint.Tags",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func newStack() *blueprints.Stack {
	s := blueprints.NewStack(&blueprints.Env{System: "s", Name: "e", Tier: "t", Owner: "o"}, "blueprint", "key", "name")
	s.Description = "one resource"
	return s
}

func covered(name string) bool {
	for _, s := range services {
		if strings.HasPrefix(name, s) {
			return true
		}
	}
	return false
}

func compareWith(t *testing.T, name string, resource cloudformation.Resource) {
	t.Helper()
	upstream := cloudformation.NewTemplate()
	upstream.Description = "one resource"
	upstream.Resources["Thing"] = resource
	theirs, err := upstream.JSON()
	if err != nil {
		t.Fatalf("%s: goformation: %v", name, err)
	}
	theirYAML, err := upstream.YAML()
	if err != nil {
		t.Fatalf("%s: goformation: %v", name, err)
	}

	s := newStack()
	s.Add("Thing", resource.(blueprints.Properties))
	ours, err := emit.Document(s)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if diff := cmp.Diff(parse(t, theirs), parse(t, emit.JSON(ours))); diff != "" {
		t.Errorf("%s: JSON (-goformation +emit):\n%s", name, diff)
	}
	if diff := cmp.Diff(parse(t, theirYAML), parse(t, emit.Render(ours, nil, nil))); diff != "" {
		t.Errorf("%s: YAML (-goformation +emit):\n%s", name, diff)
	}
}

// parse reads either form, and takes away what the two differ in by intention: the standard tags, and an empty Properties map,
// which the emitter leaves out.
func parse(t *testing.T, text []byte) any {
	t.Helper()
	var tree map[string]any
	if err := yaml.Unmarshal(text, &tree); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	thing := tree["Resources"].(map[string]any)["Thing"].(map[string]any)
	properties, _ := thing["Properties"].(map[string]any)
	for name, value := range properties {
		if !strings.HasSuffix(name, "Tags") {
			continue
		}
		if properties[name] = withoutStandardTags(value); properties[name] == nil {
			delete(properties, name)
		}
	}
	if len(properties) == 0 {
		delete(thing, "Properties")
	}
	return tree
}

var standard = map[string]bool{
	"Name": true, "System": true, "Environment": true, "Tier": true, "DataClassification": true, "Owner": true, "ManagedBy": true, "BackupPlan": true,
}

func withoutStandardTags(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range standard {
			delete(v, key)
		}
		if len(v) > 0 {
			return v
		}
	case []any:
		var rest []any
		for _, item := range v {
			if pair, ok := item.(map[string]any); !ok || !standard[key(pair)] {
				rest = append(rest, item)
			}
		}
		if len(rest) > 0 {
			return rest
		}
	default:
		return value
	}
	return nil
}

func key(pair map[string]any) string {
	s, _ := pair["Key"].(string)
	return s
}

// filler sets fields at random: optional ones now and then, required ones always, as the emitter demands.
type filler struct {
	*rand.Rand
	onlyRequired bool
}

// resource makes a filled resource of the type of an empty one.
func (f filler) resource(empty cloudformation.Resource) cloudformation.Resource {
	value := reflect.New(reflect.TypeOf(empty).Elem())
	f.fill(value.Elem(), 0)
	return value.Interface().(cloudformation.Resource)
}

func (f filler) fill(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		// A hyphen keeps goformation from taking the text for base64, and so for a function.
		v.SetString("text-" + strconv.Itoa(f.IntN(1000)) + []string{"", ": x", " #", "'", "\n"}[f.IntN(5)])
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int:
		v.SetInt(f.Int64N(1 << 53))
	case reflect.Float64:
		v.SetFloat(float64(f.IntN(1<<20)) / 64)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+f.IntN(2), 3))
		for i := range v.Len() {
			f.fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		f.fill(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("key-"+strconv.Itoa(f.IntN(9))).Convert(v.Type().Key()), value)
	case reflect.Interface:
		v.Set(reflect.ValueOf(map[string]any{"text": "2012-10-17", "list": []any{true, 1, "on"}, "map": map[string]any{}}))
	case reflect.Struct:
		f.fillStruct(v, depth)
	}
}

func (f filler) fillStruct(v reflect.Value, depth int) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		tag := field.Tag.Get("json")
		optional := strings.HasSuffix(tag, ",omitempty")
		switch {
		case !field.IsExported() || tag == "-":
		case strings.Contains(v.Type().Name(), "Tag"):
			// A tag without a value gets an empty one from the emitter; goformation drops it.
			f.fill(v.Field(i), depth+1)
		case optional && (f.onlyRequired || depth > 12 || f.IntN(depth+2) > 1):
		default:
			f.fill(v.Field(i), depth+1)
		}
	}
}
