package database

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hipaac/hipaac/blueprints"
)

// class is a size of instance.
type class struct {
	name string
	// memoryGiB is that of the instance; RDS takes a little of it for itself.
	memoryGiB int
}

// classFamily is a generation of instances and the sizes in which it comes.
type classFamily struct {
	name string
	// sizes in ascending order.
	sizes []string
	// memoryOfLarge is the memory of the size "large" in GiB; the others are in proportion.
	memoryOfLarge int
	// aurora and others say for which engines the family is.
	aurora, others bool
	// lacking are regions that did not have it when the table was made.
	lacking []string
}

// classes are the families that RDS offers to these engines and that are not of an older generation, from cfn-lint 1.51, whose
// table is AWS's price list of June 2026. Aurora has no db.m classes and, of db.t4g, two sizes. Regions that lack a family are those
// that lack it for any of the engines.
const classesOn = "2026-06-15"

var classes = []classFamily{
	{name: "t4g", sizes: words("micro small medium large xlarge 2xlarge"), memoryOfLarge: 8, others: true, lacking: words("ca-west-1")},
	{name: "t4g", sizes: words("medium large"), memoryOfLarge: 8, aurora: true, lacking: words("il-central-1")},
	{name: "m6g", sizes: upTo16(), memoryOfLarge: 8, others: true},
	{name: "m7g", sizes: upTo16(), memoryOfLarge: 8, others: true, lacking: words("us-gov-west-1 ca-west-1 eu-south-1 ap-east-1 af-south-1")},
	{name: "m8g", sizes: upTo16("24xlarge", "48xlarge"), memoryOfLarge: 8, others: true, lacking: words("us-west-1 us-gov-east-1 us-gov-west-1 " +
		"ca-central-1 ca-west-1 sa-east-1 mx-central-1 eu-central-2 eu-west-3 eu-south-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 " +
		"ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7 ap-east-1 me-south-1 me-central-1 il-central-1 af-south-1")},
	{name: "m6i", sizes: upTo16("24xlarge", "32xlarge"), memoryOfLarge: 8, others: true, lacking: words("eu-central-2 eu-south-2 ap-southeast-4 me-central-1")},
	{name: "m7i", sizes: upTo16("24xlarge", "48xlarge"), memoryOfLarge: 8, others: true, lacking: words("ca-west-1 eu-central-2 eu-south-1 " +
		"ap-northeast-3 ap-south-2 ap-southeast-7 ap-east-1 me-south-1 me-central-1 il-central-1 af-south-1")},
	{name: "r6g", sizes: upTo16(), memoryOfLarge: 16, others: true},
	{name: "r6g", sizes: upTo16(), memoryOfLarge: 16, aurora: true, lacking: words("il-central-1")},
	{name: "r7g", sizes: upTo16(), memoryOfLarge: 16, others: true, lacking: words("eu-west-3 ap-southeast-4 me-central-1 af-south-1")},
	{name: "r7g", sizes: upTo16(), memoryOfLarge: 16, aurora: true, lacking: words("ap-southeast-4")},
	{name: "r8g", sizes: upTo16("24xlarge", "48xlarge"), memoryOfLarge: 16, aurora: true, others: true, lacking: words("us-gov-east-1 ca-west-1 sa-east-1 " +
		"mx-central-1 eu-central-2 eu-west-2 eu-west-3 eu-south-1 ap-south-2 ap-southeast-4 ap-southeast-5 ap-southeast-7 me-south-1 me-central-1 " +
		"il-central-1 af-south-1")},
	{name: "r6i", sizes: upTo16("24xlarge", "32xlarge"), memoryOfLarge: 16, aurora: true, lacking: words("ca-west-1 me-central-1 il-central-1")},
	{name: "r6i", sizes: upTo16("24xlarge", "32xlarge"), memoryOfLarge: 16, others: true, lacking: words("us-gov-east-1 us-gov-west-1 eu-central-2 " +
		"eu-south-2 ap-south-2 ap-southeast-3 ap-southeast-4 me-central-1")},
	{name: "r7i", sizes: upTo16("24xlarge", "48xlarge"), memoryOfLarge: 16, aurora: true, lacking: words("ca-west-1 eu-central-2 ap-east-1 me-south-1 " +
		"me-central-1 il-central-1 af-south-1")},
	{name: "r7i", sizes: upTo16("24xlarge", "48xlarge"), memoryOfLarge: 16, others: true, lacking: words("ca-west-1 eu-central-2 ap-northeast-3 " +
		"ap-south-2 ap-southeast-4 ap-southeast-7 ap-east-1 me-south-1 me-central-1 il-central-1 af-south-1")},
}

func words(text string) []string { return strings.Fields(text) }

func upTo16(larger ...string) []string {
	return append(words("large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"), larger...)
}

// usual are the classes that a spec gets unasked, by tier: the first that the region has. In development Aurora is serverless instead.
var usual = map[bool]map[string][]string{
	true: {
		"test":       words("db.t4g.medium db.r6g.large db.r7g.large"),
		"production": words("db.r7g.large db.r6g.large"),
	},
	false: {
		"development": words("db.t4g.micro db.m6g.large"),
		"test":        words("db.t4g.small db.m6g.large"),
		"production":  words("db.m6g.large"),
	},
}

// familyOf is the family of a class for an engine. It is false where the engine does not have the class.
func familyOf(e engine, name string) (classFamily, bool) {
	family, size := split(name)
	i := slices.IndexFunc(classes, func(f classFamily) bool {
		return f.name == family && f.serves(e) && slices.Contains(f.sizes, size)
	})
	if i < 0 {
		return classFamily{}, false
	}
	return classes[i], true
}

func (f classFamily) serves(e engine) bool { return e.aurora && f.aurora || !e.aurora && f.others }

// split takes "db.r7g.large" apart.
func split(name string) (family, size string) {
	family, size, _ = strings.Cut(strings.TrimPrefix(name, "db."), ".")
	return family, size
}

// chooseClass is the class that the spec asks for, or the usual one of the tier.
func chooseClass(s *blueprints.Stack, e engine, asked string) class {
	if asked == "" {
		return usualClass(s, e)
	}
	f, has := familyOf(e, asked)
	if !has {
		s.Refuse(blueprints.Refusal{
			ID: "class-of-another-engine", Path: "class",
			Message: fmt.Sprintf("%s has no instance class %q: it has %s", e.name, asked, offered(e)),
			Hint:    fmt.Sprintf("set class to %s, or leave it out", nearest(s, e, asked)),
		})
		return usualClass(s, e)
	}
	if slices.Contains(f.lacking, s.Env.Region) {
		s.Refuse(blueprints.Refusal{
			ID: "class-not-in-region", Path: "class", Warn: true,
			Message: fmt.Sprintf("region %s had no db.%s for %s on %s", s.Env.Region, f.name, e.name, classesOn),
			Hint:    fmt.Sprintf("make sure that it has by now, or set class to %s", usualClass(s, e).name),
		})
	}
	return class{asked, f.memoryOf(asked)}
}

func usualClass(s *blueprints.Stack, e engine) class {
	names := usual[e.aurora][s.Env.Tier]
	if len(names) == 0 {
		names = usual[e.aurora]["test"]
	}
	for _, name := range names {
		if f, _ := familyOf(e, name); !slices.Contains(f.lacking, s.Env.Region) {
			return class{name, f.memoryOf(name)}
		}
	}
	f, _ := familyOf(e, last(names))
	return class{last(names), f.memoryOf(last(names))}
}

// nearest is the class of the engine's usual family in the size that was asked for, or the usual class.
func nearest(s *blueprints.Stack, e engine, asked string) string {
	usual := usualClass(s, e).name
	_, size := split(asked)
	for _, generation := range []string{"r7g", "r6g"} {
		name := "db." + generation + "." + size
		if f, has := familyOf(e, name); has && !slices.Contains(f.lacking, s.Env.Region) {
			return name
		}
	}
	return usual
}

// offered lists an engine's families with their sizes.
func offered(e engine) string {
	var list []string
	for _, f := range classes {
		if f.serves(e) {
			list = append(list, fmt.Sprintf("db.%s (%s to %s)", f.name, f.sizes[0], last(f.sizes)))
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (f classFamily) memoryOf(name string) int {
	_, size := split(name)
	return f.memoryOfLarge * eighths[size] / 8
}

// eighths is a size as so many eighths of "large".
var eighths = map[string]int{
	"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32, "4xlarge": 64, "8xlarge": 128, "12xlarge": 192,
	"16xlarge": 256, "24xlarge": 384, "32xlarge": 512, "48xlarge": 768,
}
