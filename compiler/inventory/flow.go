package inventory

import (
	"slices"
	"strings"

	"github.com/hipaac/hipaac/compiler/template"
)

// way is a flow while it is found. One that carries data carries what its ends hold; others carry records, events or keys.
type way struct {
	Flow
	data bool
}

// openers say which ways a resource of a type opens. A way that several resources open together is found by each of them, or by the one
// that needs the others; it is one flow.
var openers map[string]func(view)

func init() {
	openers = map[string]func(view){
		"AWS::Backup::BackupSelection":                                view.openBackup,
		"AWS::Chatbot::SlackChannelConfiguration":                     view.openChat,
		"AWS::CloudTrail::Trail":                                      view.openRecords,
		"AWS::CodeBuild::Project":                                     view.openCompute,
		"AWS::CodePipeline::Pipeline":                                 view.openPipeline,
		"AWS::Cognito::IdentityPoolRoleAttachment":                    view.openIdentities,
		"AWS::Cognito::UserPool":                                      view.openUserPool,
		"AWS::Config::DeliveryChannel":                                view.openRecords,
		"AWS::EC2::FlowLog":                                           view.openRecords,
		"AWS::EC2::Instance":                                          view.openCompute,
		"AWS::EC2::InstanceConnectEndpoint":                           view.openConnect,
		"AWS::EC2::NatGateway":                                        view.openNat,
		"AWS::EC2::Route":                                             view.openMeshRoute,
		"AWS::EC2::SecurityGroup":                                     view.openGroup,
		"AWS::EC2::SecurityGroupIngress":                              view.openGroup,
		"AWS::EC2::TransitGatewayAttachment":                          view.openAttachment,
		"AWS::ECS::Service":                                           view.openService,
		"AWS::ElasticBeanstalk::Environment":                          view.openBeanstalk,
		"AWS::ElasticLoadBalancingV2::Listener":                       view.openListener,
		"AWS::ElasticLoadBalancingV2::ListenerRule":                   view.openTargets,
		"AWS::ElasticLoadBalancingV2::LoadBalancer":                   view.openBalancerLogs,
		"AWS::Events::Rule":                                           view.openRule,
		"AWS::IAM::ManagedPolicy":                                     view.openSessions,
		"AWS::IAM::Role":                                              view.openRole,
		"AWS::Lambda::Function":                                       view.openCompute,
		"AWS::RAM::ResourceShare":                                     view.openShare,
		"AWS::RDS::DBCluster":                                         view.openDatabaseLogs,
		"AWS::RDS::DBInstance":                                        view.openDatabaseLogs,
		"AWS::RDS::EventSubscription":                                 view.openEvents,
		"AWS::RolesAnywhere::Profile":                                 view.openAnywhere,
		"AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": view.openQueries,
		"AWS::S3::Bucket":                                             view.openBucket,
		"AWS::SNS::Subscription":                                      view.openSubscription,
		"AWS::SQS::Queue":                                             view.openQueue,
		"AWS::SSM::Document":                                          view.openSessionLog,
		"AWS::SSO::Assignment":                                        view.openAssignment,
		"AWS::ServiceCatalog::PortfolioPrincipalAssociation":          view.openPortfolio,
		"AWS::WAFv2::LoggingConfiguration":                            view.openRecords,
	}
}

// found notes a way of the deployment that is being read.
func (v view) found(w way) {
	if w.From != "" && w.To != "" && w.From != w.To {
		v.at.ways = append(v.at.ways, w)
	}
}

// record notes that records of one thing go to another.
func (v view) record(from, to, label string, evidence ...string) {
	v.found(way{Flow: Flow{From: from, To: to, Label: label, PHI: Beside, Secure: "signed", Evidence: evidence}})
}

// open reads the ways of one resource in all deployments. A way that is not open in all of them says when it is.
func (r *reading) open(m *template.Model, x *template.Resource) {
	opener := openers[x.Type]
	if opener == nil {
		return
	}
	type tally struct {
		way
		times int
		when  []string
	}
	found, order, all := map[string]*tally{}, []string{}, 0
	r.look(m, x, func(v view) {
		all++
		r.ways = r.ways[:0]
		opener(v)
		here := map[string]bool{}
		for _, w := range r.ways {
			key := w.key()
			if found[key] == nil {
				found[key], order = &tally{way: w}, append(order, key)
			}
			found[key].way = merged(found[key].way, w)
			if !here[key] {
				here[key] = true
				found[key].times++
				found[key].when = append(found[key].when, v.scope.When())
			}
		}
	})
	for _, key := range order {
		t := found[key]
		if t.times < all {
			t.When = assumptions(t.when)
		} else if x.Node.Get("Condition") != nil {
			t.When = "condition " + x.Node.Get("Condition").Text
		}
		r.all.add(t.way)
	}
}

// assumptions are those of several deployments, the first of them said.
func assumptions(when []string) string {
	when = slices.Compact(slices.Sorted(slices.Values(when)))
	if len(when) == 1 {
		return when[0]
	}
	return when[0] + ", and other cases"
}

// key is what two findings of one flow have in common: the ends, and the port or what is asked of an API.
func (f *Flow) key() string {
	what := f.Port
	if what == "" || f.Secure == "signed" {
		what = f.Label
	}
	return f.From + "\x00" + f.To + "\x00" + what
}

func (w *world) add(found way) {
	key := found.key()
	found.Evidence, found.Via = union(found.Evidence, nil), union(found.Via, nil)
	if known := w.flows[key]; known != nil {
		found = merged(*known, found)
	}
	w.flows[key] = &found
}

// merged is one flow of two findings, whichever came first: what is said more exactly counts, and of two things that are said the worse.
func merged(a, b way) way {
	if a.vague() && !b.vague() || a.vague() == b.vague() && b.Label < a.Label {
		a, b = b, a
	}
	a.data = a.data || b.data
	a.PHI, a.Port = worse(a.PHI, b.PHI), max(a.Port, b.Port)
	a.Evidence, a.Via = union(a.Evidence, b.Evidence), union(a.Via, b.Via)
	if slices.Index(certainty, b.Secure) > slices.Index(certainty, a.Secure) {
		a.Secure = b.Secure
	}
	switch {
	case a.When == "" || b.When == "":
		a.When = ""
	case a.When != b.When:
		a.When = min(a.When, b.When) + ", and other cases"
	}
	return a
}

// certainty orders what is said of how a flow is protected: what is known to be in clear text is so, whoever else says otherwise.
var certainty = []string{"unknown", "signed", "TLS", "none"}

// vague reports whether all that is known of a flow is a port.
func (w *way) vague() bool {
	return strings.HasPrefix(w.Label, "TCP ") || strings.HasPrefix(w.Label, "UDP ")
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// outsider is an asset that only others' words make known. The id is made of its name.
func (w *world) outsider(kind AssetKind, name, label string) string {
	id := w.outside() + "/" + strings.NewReplacer("/", "-", " ", "-").Replace(name)
	if w.assets[id] == nil {
		w.assets[id] = &Asset{ID: id, Kind: kind, Label: label, Place: "outside", PHI: Without}
	}
	return id
}

func (w *world) internet() string { return w.outsider(System, "internet", "the internet") }
func (w *world) people() string   { return w.outsider(People, "people", "people") }
func (w *world) operators() string {
	return w.outsider(People, "operators", "operators")
}
func (w *world) account(number string) string {
	return w.outsider(System, "account "+number, "account "+number)
}
func (w *world) block(cidr string) string {
	return w.outsider(System, "network "+cidr, "network "+cidr)
}
