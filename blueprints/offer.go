package blueprints

import (
	"encoding/json"
	"slices"
	"strings"
)

// Beside its exports, a stack offers to the rest of its environment: facts that are known when it is compiled, environment variables
// and rights for the workload, charts for the dashboard. Whoever puts them to use does not know whom they come from, so that a new
// blueprint is one folder and no change elsewhere.

// Variable is an environment variable for the workload. It never holds a secret, only where to find one.
type Variable struct{ Name, Value string }

// Grant is a right for the workload, on this stack's resources. In another template, these can only be named by Stack.Exported.
type Grant struct {
	Sid       string
	Actions   []string
	Resources []string
	// Condition maps operator to context key to the values allowed.
	Condition map[string]map[string][]string
}

// Built is what a blueprint that gathers may know of a stack of its environment.
type Built struct {
	// Stack is the stack's name in the spec, Name its CloudFormation name, Blueprint its kind.
	Stack, Name, Blueprint string
	// Product says that the stack is launched from a catalog.
	Product bool
	// Charts and Alarms, by name, are for the environment's dashboard.
	Charts []Chart
	Alarms []string
	// Types are the types of the stack's resources, sorted: what a role that deploys the stack needs rights for.
	Types []string
	// Imports are the CloudFormation names of the stacks that it imports from, sorted.
	Imports []string
	// Parameters are those of a product.
	Parameters []Parameter
	// Unbounded are the logical ids of the roles and users that have no permission boundary.
	Unbounded []string
	// MaskedLogs are the names of the log groups in which identifiers of patients are masked, with a star for what only a launch knows.
	MaskedLogs []string
}

// Built is what others may know of the stack.
func (s *Stack) Built(product bool) Built {
	b := Built{Stack: s.Key, Name: s.Name, Blueprint: s.Blueprint, Product: product, Charts: s.Charts, Alarms: s.Alarms, Parameters: s.Parameters}
	for _, r := range s.Resources {
		b.Types = append(b.Types, r.Properties.AWSCloudFormationType())
		if r.unbounded() {
			b.Unbounded = append(b.Unbounded, r.ID)
		}
		if name := r.maskedLog(); name != "" {
			b.MaskedLogs = append(b.MaskedLogs, strings.ReplaceAll(name, StackName, "*"))
		}
	}
	for _, i := range s.Imports {
		b.Imports = append(b.Imports, i.Stack)
	}
	b.Types, b.Imports, b.MaskedLogs = unique(b.Types), unique(b.Imports), unique(b.MaskedLogs)
	return b
}

// Chart is one graph on the environment's dashboard.
type Chart struct {
	// Title is a short noun phrase.
	Title   string
	Metrics []Metric
}

// Metric is one line of a chart: a metric by name and dimensions, or an expression such as SEARCH where a dimension is a value that
// only AWS knows. Values are physical names and pseudo parameters: a reference to a resource means nothing on the dashboard, which
// is built in another stack.
type Metric struct {
	Label, Namespace, Name, Statistic string
	// Dimensions are names and values in turn.
	Dimensions []string
	// Expression is a search or metric math. It stands alone: beside it only Label counts.
	Expression string
	// Seconds is the period; 0 is five minutes.
	Seconds int
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// Tell makes a fact known to the stacks that this one serves: what they must know when they are compiled, such as a port.
func (s *Stack) Tell(name, value string) {
	if s.Facts == nil {
		s.Facts = map[string]string{}
	}
	s.Facts[name] = value
}

// OfferVariable gives the workload an environment variable "<STACK>_<NAME>", where STACK is this stack's name in the spec: two
// databases of an environment never claim the same one. The value is a text or made by Exported.
func (s *Stack) OfferVariable(name, value string) {
	s.Variables = append(s.Variables, Variable{Name: VariableName(s.Key) + "_" + name, Value: value})
}

// OfferGrant gives the workload a right.
func (s *Stack) OfferGrant(g Grant) { s.Grants = append(s.Grants, g) }

// OfferChart puts a graph on the environment's dashboard. A dashboard cannot know the names in a stack that is launched from a catalog.
func (s *Stack) OfferChart(title string, metrics ...Metric) {
	if s.Launched {
		return
	}
	s.Charts = append(s.Charts, Chart{Title: title, Metrics: metrics})
}

// OfferLine adds a line to the graph of that title, which it starts where there is none.
func (s *Stack) OfferLine(title string, line Metric) {
	for i := range s.Charts {
		if s.Charts[i].Title == title {
			s.Charts[i].Metrics = append(s.Charts[i].Metrics, line)
			return
		}
	}
	s.OfferChart(title, line)
}

// OfferAlarm shows an alarm's state on the environment's dashboard. guard.Watch does it for every alarm that it adds, and
// nothing happens for that of a stack that is launched.
func (s *Stack) OfferAlarm(name string) {
	if !s.Launched {
		s.Alarms = append(s.Alarms, name)
	}
}

// importsIn lists the full names of the exports that a value imports.
func importsIn(value string) []string {
	var names []string
	for _, part := range Parts(value) {
		var call struct {
			Import string `json:"Fn::ImportValue"`
		}
		if part.Intrinsic != nil && json.Unmarshal(part.Intrinsic, &call) == nil && call.Import != "" {
			names = append(names, call.Import)
		}
	}
	return names
}
