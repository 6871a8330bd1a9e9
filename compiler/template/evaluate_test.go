package template

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const world = `
Parameters:
  Free: {Type: String}
  Usual: {Type: String, Default: dev}
  Listed: {Type: String, AllowedValues: [a, b]}
  Store: {Type: "AWS::SSM::Parameter::Value<String>", Default: /path}
  Many: {Type: CommaDelimitedList, Default: "x, y"}
  Named: {Type: String, AllowedPattern: "^[a-z]+$"}
  Long: {Type: String, MinLength: 3}
  Perhaps: {Type: String, AllowedPattern: "^[a-z]*$", MinLength: 0}
  Subnet: {Type: "AWS::EC2::Subnet::Id"}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Days: {Type: Number, MinValue: 7, MaxValue: 35}
Conditions:
  IsProd: !Equals [!Ref Free, prod]
  IsDev: !Equals [!Ref Free, dev]
  Never: !Equals [a, b]
  Both: !And [!Condition IsProd, !Condition IsDev]
  NotA: !Not [!Equals [!Ref Listed, a]]
  China: !Equals [!Ref AWS::Partition, aws-cn]
  Part: !Equals [!Sub "${Free}-x", prod-x]
  Twins: !Equals [!Ref Free, !Ref Usual]
  Circular: !Or [!Condition Circular, !Condition Never]
Mappings:
  Sizes:
    us-east-1: {small: 1, big: 10}
    eu-west-1: {small: 2, big: 20}
Resources:
  B: {Type: "AWS::S3::Bucket", Properties: {BucketName: named}}
  T:
    Type: Test
    Properties:
      V: %s
`

// valuesOf gives the value in every deployment, with the assumptions.
func valuesOf(t *testing.T, expression string) []string {
	t.Helper()
	return valuesBy(t, expression, func(v Value) Value { return v })
}

// valuesBy gives what becomes of the value in every deployment.
func valuesBy(t *testing.T, expression string, become func(Value) Value) []string {
	t.Helper()
	doc, found := Parse("t.yaml", fmt.Appendf(nil, world, expression))
	if found.Failed() {
		t.Fatalf("%s", plain(found))
	}
	var out []string
	m := NewModel(doc)
	m.Deployments(64, func(s *Scope) {
		v := become(s.Subject(doc.Resource("T")).Get("V")).settled()
		text := v.String()
		if why, is := v.Unknown(); is {
			text = "unknown: " + why
		} else if len(v.refs) > 0 {
			text += " open"
		} else if items := v.Items(); v.kind == written && v.node.Kind == List {
			text = "list"
			for _, item := range items {
				text += " " + item.settled().String()
			}
		}
		if when := s.When(); when != "" {
			text += " when " + when
		}
		out = append(out, text)
	})
	return out
}

func TestEvaluation(t *testing.T) {
	for _, test := range []struct {
		reason, expression string
		want               []string
	}{
		{"a literal is itself", "x", []string{`"x"`}},
		{"NoValue is absent", "!Ref AWS::NoValue", []string{"nothing"}},
		{"the partition compares as aws", "!Sub 'arn:${AWS::Partition}:s3:::x'", []string{`"arn:aws:s3:::x"`}},
		{"a resource is a reference", "!GetAtt B.Arn", []string{`"${B.Arn}" open`}},
		{"two spellings of one thing are equal", "!Join ['', [!GetAtt B.Arn, '/*']]", []string{`"${B.Arn}/*" open`}},
		{"a parameter without default is open", "!Ref Free", []string{`"${Free}" open`}},
		{"a default is what is used unless somebody overrides it", "!Sub 'x-${Usual}'",
			[]string{`"x-dev" when Usual keeps its default "dev"`, `"x-${Usual}" open`}},
		{"allowed values are all there is", "!Ref Listed", []string{`"a" when Listed is "a"`, `"b" when Listed is "b"`}},
		{"the default of an SSM parameter is only its name", "!Ref Store", []string{`"${Store}" open`}},
		{"a list parameter is a list", "!Ref Many", []string{`list "x" "y" when Many keeps its default "x, y"`, `"${Many}" open`}},
		{"an import is open", "!ImportValue 'keys:Arn'", []string{`"${import keys:Arn}" open`}},
		{"an import by a computed name", "!ImportValue {'Fn::Sub': '${Free}:Arn'}", []string{`"${import ${Free}:Arn}" open`}},
		{"a dynamic reference is open", "'{{resolve:ssm:/a}}'", []string{`"{{resolve:ssm:/a}}" open`}},
		{"also when it is put together", "!Sub '{{resolve:ssm:${Free}}}'", []string{`"{{resolve:ssm:${Free}}}" open`}},
		{"a name of nothing is unknown", "!Ref Gone", []string{`unknown: "Gone" is neither a parameter nor a resource of the template`}},
		{"a decided condition has one branch", "!If [Never, a, b]", []string{`"b"`}},
		{"an open condition has two", "!If [IsProd, a, b]", []string{`"a" when Free is "prod"`, `"b" when Free is not "prod"`}},
		{"one parameter cannot be two things", "!If [IsProd, !If [IsDev, a, b], c]", []string{`"b" when Free is "prod"`, `"c" when Free is not "prod"`}},
		{"not even in And", "!If [Both, a, b]", []string{`"b" when Free is "prod"`, `"b" when Free is not "prod"`}},
		{"what a comparison decided holds everywhere", "!If [IsProd, !Ref Free, b]", []string{`"prod" when Free is "prod"`, `"b" when Free is not "prod"`}},
		{"excluded values are gone", "!If [NotA, !Ref Listed, x]", []string{`"x" when Listed is "a"`, `"b" when Listed is not "a", Listed is "b"`}},
		{"conditions see the other partitions", "!If [China, a, b]", []string{`"a" when AWS::Partition is "aws-cn"`, `"b" when AWS::Partition is not "aws-cn"`}},
		{"a condition that names itself may be anything", "!If [Circular, a, b]", []string{`"a" when condition Circular is true`, `"b" when condition Circular is false`}},
		{"a condition that does not exist may be anything", "!If [Gone, a, b]", []string{`"a" when condition Gone is true`, `"b" when condition Gone is false`}},
		{"a part of a text may be anything", "!If [Part, a, b]", []string{`"a" when condition Part is true`, `"b" when condition Part is false`}},
		{"two parameters may be equal", "!If [Twins, a, b]", []string{`"a" when condition Twins is true`, `"b" when condition Twins is false`}},
		{"a mapping by the region has all its values", "!FindInMap [Sizes, !Ref AWS::Region, big]",
			[]string{`10 when AWS::Region is "us-east-1"`, `20 when AWS::Region is "eu-west-1"`}},
		{"a missing key", "!FindInMap [Sizes, us-east-1, huge]", []string{`unknown: the Mappings section has no "huge" here`}},
		{"a key that nobody knows", "!FindInMap [!Sub 'x${Free}', a, b]", []string{`unknown: parameter "Free" has no default`}},
		{"split and select", "!Select [1, !Split ['/', a/b/c]]", []string{`"b"`}},
		{"select beyond the end", "!Select [3, [a]]", []string{"unknown: Fn::Select asks for element 3 of 1"}},
		{"splitting what is not known", "!Select [5, !Split [':', !GetAtt B.Arn]]", []string{`unknown: "B.Arn" is known only after deployment`}},
		{"own names of Sub", "!Sub ['${a}-${!b}-${B}', {a: 1}]", []string{`"1-${b}-${B}" open`}},
		{"Base64 is its content", "!Base64 {'Fn::Sub': 'x${AWS::Region}'}", []string{`"x${AWS::Region}" open`}},
		{"elements that are NoValue are left out", "[a, !Ref AWS::NoValue, b]", []string{`list "a" "b"`}},
		{"an unknown function", "!Frob x", []string{"unknown: Fn::Frob is not a function that hipaac knows"}},
		{"malformed functions are unknown", "!Join x", []string{"unknown: Fn::Join needs a separator and a list"}},
		{"no text can forge a reference", `"\x01B.Arn\x02"`, []string{strconvQuote("\x01B.Arn\x02")}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, valuesOf(t, test.expression)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.expression, diff)
			}
		})
	}
}

func strconvQuote(s string) string { return fmt.Sprintf("%q", markFree.Replace(s)) }

func TestQuestions(t *testing.T) {
	for _, test := range []struct {
		reason, expression string
		ask                func(Value) Answer
		want               Answer
	}{
		{"a boolean and its text are the same", "'true'", Value.IsTrue, Yes},
		{"absent is not true", "!Ref AWS::NoValue", Value.IsTrue, No},
		{"absent is not false", "!Ref AWS::NoValue", Value.IsFalse, No},
		{"an open text that can never be the other", "!Sub 'x-${Free}'", is("y-z"), No},
		{"an open text that may be the other", "!Sub 'x-${Free}'", is("x-z"), Maybe(`parameter "Free" has no default`)},
		{"what AWS makes up is no wildcard", "!GetAtt B.Arn", is("*"), No},
		{"a parameter may be one", "!Ref Free", is("*"), Maybe(`parameter "Free" has no default`)},
		{"a map is no text", "{a: b}", is("a"), No},
		{"a resource is there", "!Ref B", Value.Has, Yes},
		{"an import is there", "!ImportValue x", Value.Has, Yes},
		{"an empty text is not", "''", Value.Has, No},
		{"a parameter may be empty", "!Ref Free", Value.Has, Maybe(`parameter "Free" has no default`)},
		{"a parameter whose pattern refuses nothing may be empty", "!Ref Perhaps", Value.Has, Maybe(`parameter "Perhaps" has no default`)},
		{"one whose pattern wants a letter is not", "!Ref Named", Value.Has, Yes},
		{"nor is one of a least length", "!Ref Long", Value.Has, Yes},
		{"but it may be anything else", "!Ref Named", is("a"), Maybe(`parameter "Named" has no default`)},
		{"what must be in the account is there", "!Ref Subnet", Value.Has, Yes},
		{"and so is a list of it", "!Ref Subnets", Value.Has, Yes},
		{"and a number", "!Ref Days", Value.Has, Yes},
		{"as long as the pattern matches it", "!Ref Named", is("A"), No},
		{"and that is all of it", "!Ref Named", is("a1"), No},
		{"what has a least value is no smaller", "!Ref Days", func(v Value) Answer { return v.AtLeast(7) }, Yes},
		{"and may be smaller than more than that", "!Ref Days", func(v Value) Answer { return v.AtLeast(8) }, Maybe(`parameter "Days" has no default`)},
		{"but is never larger than the greatest one", "!Ref Days", func(v Value) Answer { return v.AtLeast(36) }, No},
		{"and so it is the other way round", "!Ref Days", func(v Value) Answer { return v.AtMost(35) }, Yes},
		{"down to the least value", "!Ref Days", func(v Value) Answer { return v.AtMost(6) }, No},
		{"a number beside a text has no bounds", "!Sub '${Days}0'", func(v Value) Answer { return v.AtLeast(7) }, Maybe(`parameter "Days" has no default`)},
		{"a text around a parameter is not empty", "!Sub 'a${Free}'", Value.Has, Yes},
		{"a known beginning", "!Sub 'arn:${Free}'", func(v Value) Answer { return v.Starts("arn:") }, Yes},
		{"another beginning", "!Sub 'arn:${Free}'", func(v Value) Answer { return v.Starts("http") }, No},
		{"a beginning still open", "!Sub 'a${Free}'", func(v Value) Answer { return v.Starts("arn:") }, Maybe(`parameter "Free" has no default`)},
		{"what AWS makes up ends with no wildcard", "!GetAtt B.Arn", func(v Value) Answer { return v.Ends("*") }, No},
		{"nor begins with one", "!GetAtt B.Arn", func(v Value) Answer { return v.Starts("*") }, No},
		{"a parameter may", "!Sub 'arn:${Free}'", func(v Value) Answer { return v.Ends("/*") }, Maybe(`parameter "Free" has no default`)},
		{"a known end", "!Sub '${B}/x'", func(v Value) Answer { return v.Ends("/x") }, Yes},
		{"numbers compare as numbers", "'010'", func(v Value) Answer { return v.AtLeast(10) }, Yes},
		{"a word is no number", "ten", func(v Value) Answer { return v.AtLeast(1) }, No},
		{"a pattern covers what it spells", "!Sub '${B.Arn}/*'", func(v Value) Answer { return v.Covers("\x01B.Arn\x02/*") }, Yes},
		{"a part does not cover the whole", "!Sub '${B.Arn}/a*'", func(v Value) Answer { return v.Covers("\x01B.Arn\x02/*") }, No},
		{"a question mark does not cover a star", "'?'", func(v Value) Answer { return v.Covers("*") }, No},
		{"an open pattern may cover", "!Ref Free", func(v Value) Answer { return v.Covers("x") }, Maybe(`parameter "Free" has no default`)},
		{"actions do not mind case", "S3:Get*", func(v Value) Answer { return v.CoversFold("s3:GetObject") }, Yes},
		{"patterns overlap where one text fits both", "'s3:?et*'", func(v Value) Answer { return v.OverlapsFold("S3:Get*") }, Yes},
		{"and in the middle", "'*:Get*'", func(v Value) Answer { return v.OverlapsFold("s3:*Object") }, Yes},
		{"and not where none does", "'s3:?et*'", func(v Value) Answer { return v.OverlapsFold("s3:List*") }, No},
		{"a question mark is one character", "'s3:?'", func(v Value) Answer { return v.OverlapsFold("s3:") }, No},
		{"a leading star may be none", "x", func(v Value) Answer { return v.OverlapsFold("*x") }, Yes},
		{"a star may be none", "'s3:*'", func(v Value) Answer { return v.OverlapsFold("s3:") }, Yes},
		{"an open pattern may overlap", "!Sub '${B.Arn}/*'", func(v Value) Answer { return v.OverlapsFold("arn:x") }, Maybe(`"B.Arn" is known only after deployment`)},
		{"and so may an open target", "'arn:x'", func(v Value) Answer { return v.OverlapsFold("\x01B.Arn\x02/*") },
			Maybe(`"${B.Arn}/*" is known only after deployment`)},
		{"an outline shows what stands around what AWS makes up", "!Sub 'a:${AWS::AccountId}:b/*'",
			func(v Value) Answer { return v.Outline(func(text string) bool { return text == "a:\ufffc:b/*" }) }, Yes},
		{"and nothing of a parameter", "!Sub 'a:${Free}'", func(v Value) Answer { return v.Outline(func(string) bool { return true }) },
			Maybe(`parameter "Free" has no default`)},
	} {
		t.Run(test.reason, func(t *testing.T) {
			doc, _ := Parse("t.yaml", fmt.Appendf(nil, world, test.expression))
			NewModel(doc).Deployments(1, func(s *Scope) {
				if got := test.ask(s.Subject(doc.Resource("T")).Get("V")); got != test.want {
					t.Errorf("%s: got %+v, want %+v", test.expression, got, test.want)
				}
			})
		})
	}
}

func is(want string) func(Value) Answer { return func(v Value) Answer { return v.Is(want) } }

// Three-valued logic: what is sure wins, what is unknown stays.
func TestAnswers(t *testing.T) {
	m := Maybe("why")
	for _, test := range []struct {
		name      string
		got, want Answer
	}{
		{"no and maybe", No.And(m), No}, {"maybe and no", m.And(No), No}, {"yes and maybe", Yes.And(m), m}, {"maybe and yes", m.And(Yes), m},
		{"yes or maybe", Yes.Or(m), Yes}, {"maybe or yes", m.Or(Yes), Yes}, {"no or maybe", No.Or(m), m}, {"maybe or no", m.Or(No), m},
		{"not maybe", m.Not(), m}, {"not yes", Yes.Not(), No}, {"yes and yes", Yes.And(Yes), Yes}, {"no or no", No.Or(No), No},
		{"any of nothing", Any(nil, func(int) Answer { return Yes }), No}, {"all of nothing", All(nil, func(int) Answer { return No }), Yes},
	} {
		if test.got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, test.got, test.want)
		}
	}
}

// A text is put together once for all deployments, unless it differs between them, whatever was asked before.
func TestTextsDifferBetweenDeployments(t *testing.T) {
	doc, found := Parse("t.yaml", []byte(`
Parameters: {N: {Type: String}}
Conditions: {Prod: !Equals [!Ref N, prod]}
Resources:
  T:
    Type: T
    Properties:
      Same: !Sub "a-${AWS::StackName}"
      Other: !Join ["-", [a, !If [Prod, b, c]]]
      Mapped: !Sub ["${x}", {x: !If [Prod, b, c]}]
`))
	if found != nil {
		t.Fatal(plain(found))
	}
	var got []string
	NewModel(doc).Deployments(8, func(s *Scope) {
		x := s.Subject(doc.Resource("T"))
		for _, property := range []string{"Same", "Other", "Same", "Mapped", "Other"} {
			got = append(got, x.Get(property).String())
		}
	})
	want := []string{`"a-${AWS::StackName}"`, `"a-b"`, `"a-${AWS::StackName}"`, `"b"`, `"a-b"`, `"a-${AWS::StackName}"`, `"a-c"`, `"a-${AWS::StackName}"`, `"c"`, `"a-c"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPointing(t *testing.T) {
	doc, found := Parse("t.yaml", []byte(`
Parameters: {N: {Type: String}}
Conditions: {Off: !Equals [a, b]}
Resources:
  B: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "${N}-b"}}
  Named: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Ref N}}
  ByRef: {Type: P, Properties: {Bucket: !Ref B}}
  ByName: {Type: P, Properties: {Bucket: !Join ["-", [!Ref N, b]]}}
  ByARN: {Type: P, Properties: {Bucket: !Sub "arn:${AWS::Partition}:s3:::${N}-b"}}
  InList: {Type: P, Properties: {Bucket: [x, !GetAtt B.Arn]}}
  Other: {Type: P, Properties: {Bucket: !Ref N}}
  NotThere: {Type: P, Condition: "Off", Properties: {Bucket: !Ref B}}
  Last: {Type: P, Properties: {Bucket: !GetAtt B.Arn, Deep: {Bucket: !Ref B}}}
  Chosen: {Type: P, Properties: {Deep: !If ["Off", {Bucket: x}, {Bucket: !Ref B}]}}
  NotChosen: {Type: P, Properties: {Deep: !If ["Off", {Bucket: !Ref B}, {}]}}
  Elsewhere: {Type: P, Properties: {Deep: {Bucket: !Ref ByRef}}}
`))
	if found != nil {
		t.Fatal(plain(found))
	}
	NewModel(doc).Deployments(1, func(s *Scope) {
		b, _ := s.Find("B")
		for property, want := range map[string][]string{
			"Bucket":      {"ByRef", "ByName", "ByARN", "InList", "Last"},
			"Deep.Bucket": {"Last", "Chosen"},
		} {
			var got []string
			for _, x := range s.Pointing("P", property, b) {
				got = append(got, x.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", property, diff)
			}
		}
		named, _ := s.Find("Named")
		if by := s.Pointing("P", "Bucket", named); len(by) != 1 || by[0].ID != "Other" {
			t.Errorf("%d resources point at the bucket that a parameter names", len(by))
		}
	})
}

// A few lines that name each other would otherwise be text without end, or questions without end.
func TestHostileExpressions(t *testing.T) {
	nested := "x"
	for range 30 {
		nested = fmt.Sprintf("{'Fn::Sub': ['${a}${a}${a}${a}', {a: %s}]}", nested)
	}
	deep := "x"
	for range 40 {
		deep = fmt.Sprintf("{'Fn::FindInMap': [%s, a, b]}", deep)
	}
	pattern := "'" + strings.Repeat("*a", 20000) + "b'"
	for name, expression := range map[string]string{"Sub": nested, "FindInMap": deep, "pattern": pattern} {
		start := time.Now()
		doc, _ := Parse("t.yaml", fmt.Appendf(nil, world, expression))
		NewModel(doc).Deployments(64, func(s *Scope) {
			v := s.Subject(doc.Resource("T")).Get("V")
			v.Is("x")
			v.Covers(strings.Repeat("a", 10000))
		})
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
}
