package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	sc "github.com/awslabs/goformation/v7/cloudformation/servicecatalog"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
	"github.com/hipaac/hipaac/schema"
)

// addLaunchers lets people launch: the developers of the environment, and whom the spec names. Without anybody the catalog is for nobody.
func addLaunchers(s *blueprints.Stack, cfg *schema.Catalog) {
	developers := s.Neighbours("developers")
	for _, n := range developers {
		id := blueprints.LogicalName(n.Key()) + "Launch"
		if n.Offers("GroupArn") {
			addLauncher(s, id, n.Import("GroupArn"), "IAM")
			continue
		}
		for i, pattern := range strings.FieldsFunc(n.Fact("principals"), func(r rune) bool { return r == ',' }) {
			addLauncher(s, fmt.Sprint(id, i+1), pattern, "IAM_PATTERN")
		}
	}
	for i, name := range cfg.Launchers {
		kind, arn := "IAM", "arn:"+blueprints.Partition+":iam::"+blueprints.AccountID+":"+name
		if strings.HasSuffix(name, "*") {
			// A pattern has no account: Service Catalog looks for it in its own.
			kind, arn = "IAM_PATTERN", "arn:"+blueprints.Partition+":iam:::"+name
		}
		addLauncher(s, fmt.Sprint("Launcher", i+1), arn, kind).From(fmt.Sprintf("launchers[%d]", i))
	}
	if len(cfg.Launchers) == 0 && len(developers) == 0 && !s.Env.Unread {
		s.Refuse(blueprints.Refusal{
			ID: "no-launchers", Message: fmt.Sprintf("nobody may launch the products of catalog %q", s.Key),
			Hint: "add a developers stack, or launchers with a group or role of the account: launchers: [group/operators]",
		})
	}
}

func addLauncher(s *blueprints.Stack, id, arn, kind string) *blueprints.Resource {
	return s.Add(id, &sc.PortfolioPrincipalAssociation{PortfolioId: blueprints.Ref(portfolioID), PrincipalARN: arn, PrincipalType: kind})
}

// mostTagValues is how many values a tag may have to choose from, and mostTags how many a catalog can ask for (AWS Service Catalog
// administrator guide, "AWS Service Catalog default service quotas", as of 2026-11).
const mostTagValues = 25

// ownTags are set by hipaac on every resource of a product, and AWS refuses one that is set twice.
var ownTags = []string{"BackupPlan", "DataClassification", "Environment", "ManagedBy", "Name", "Owner", "System", "Tier"}

// addTags lets people choose tags when they launch.
func addTags(s *blueprints.Stack, cfg *schema.Catalog) {
	for n, key := range slices.Sorted(maps.Keys(cfg.Tags)) {
		path := "tags." + key
		_, specs := s.Env.Tags[key]
		if slices.Contains(ownTags, key) || specs {
			s.Refuse(blueprints.Refusal{
				ID: "tag-is-set", Path: path, Message: fmt.Sprintf("the tag %q is on every resource of every product already", key),
				Hint: "choose another key, or leave the tag out",
			})
			continue
		}
		if values := len(cfg.Tags[key]); values > mostTagValues {
			s.Refuse(blueprints.Refusal{
				ID: "too-many-tag-values", Path: path,
				Message: fmt.Sprintf("the tag %q has %d values to choose from, Service Catalog knows %d at most", key, values, mostTagValues),
				Hint:    "leave some of them out",
			})
			continue
		}
		for i, value := range cfg.Tags[key] {
			id := fmt.Sprintf("Tag%dValue%d", n+1, i+1)
			option := s.Add(id, &sc.TagOption{Key: key, Value: value, Active: ptr(true)}).From(fmt.Sprintf("%s[%d]", path, i))
			s.Add(id+"InPortfolio", &sc.TagOptionAssociation{ResourceId: blueprints.Ref(portfolioID), TagOptionId: option.Ref()}).From(option.SpecPath)
		}
	}
}

// addTopic adds the topic that gets the events of launches. CloudFormation publishes to it with the rights of the launch role, so its policy
// admits nobody: it only says what is refused.
func addTopic(s *blueprints.Stack, cfg *schema.Catalog) {
	topic := guard.AddTopic(s, guard.Topic{
		ID: topicID, Name: s.PhysicalName(s.Key + "-launches"), Shown: s.Env.System + " " + s.Env.Name + " launches", From: "notify",
	})
	for i, address := range cfg.Notify {
		guard.TellByMail(s, "Launch", topic, address).From(fmt.Sprintf("notify[%d]", i)).
			Say("The address hears of launches from when its owner has confirmed a mail of AWS.")
	}
}
