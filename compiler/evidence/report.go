// Package evidence puts together what compiled environments show of the safeguards of 45 CFR Part 164: which controls serve each, on
// which resources, at which lines of template and spec; what is waived; and what is left to run time, to people and to AWS.
//
// It never says that anything is compliant: a template states measures, and whether they suffice is for people to decide.
package evidence

import (
	"github.com/hipaac/hipaac/compiler"
	"github.com/hipaac/hipaac/compiler/law"
	"github.com/hipaac/hipaac/compiler/retention"
)

// Report is the evidence of one environment, or of all that share an account. It holds no time: who writes it says when.
type Report struct {
	Law           law.Edition    `json:"law"`
	Environments  []Environment  `json:"environments"`
	Safeguards    []Safeguard    `json:"safeguards"` // in the order of the regulation; what is proposed comes last
	Controls      []Control      `json:"controls"`   // by kind, then by id
	Silent        []string       `json:"silent"`     // ids of the controls that found nothing to judge here
	Waivers       []Waiver       `json:"waivers"`
	Prerequisites []Prerequisite `json:"prerequisites"` // what the templates count on and cannot make
	Totals        Totals         `json:"totals"`
}

// Environment is one compiled spec.
type Environment struct {
	Folder    string          `json:"folder"`
	Spec      string          `json:"spec"` // file
	System    string          `json:"system"`
	Name      string          `json:"name"`
	Tier      string          `json:"tier"`
	PHI       bool            `json:"phi"`
	Account   string          `json:"account"`
	Region    string          `json:"region"`
	Owner     string          `json:"owner"`
	Policy    string          `json:"policy,omitempty"` // SHA-256 of the organisation's policy that judged it, too
	Stacks    []Stack         `json:"stacks"`
	Retention retention.Table `json:"retention"`
}

// Stack is one template. SHA256 is of its file.
type Stack struct {
	Key       string `json:"key"`
	Name      string `json:"name"` // in CloudFormation
	Blueprint string `json:"blueprint"`
	Template  string `json:"template"` // file below the golden folder
	Resources int    `json:"resources"`
	SHA256    string `json:"sha256"`
	Product   bool   `json:"product,omitempty"`
}

// Safeguard is a row of the regulation and what is there for it.
type Safeguard struct {
	law.Safeguard
	Status   Status   `json:"status"`
	Controls []string `json:"controls"`          // ids of those that serve it and have something to say here
	Through  []string `json:"through,omitempty"` // of a standard without such controls: its specifications that have some
	Counts   Counts   `json:"counts"`            // of the verdicts of these controls
	Remains  []Rest   `json:"remains"`           // what templates do not show: run time, people, AWS
}

// Status is how far the templates go for a safeguard. It never goes further than templates can reach (law.Reach).
type Status string

// The statuses. Means says what each is.
const (
	Stated    Status = "stated"
	InPart    Status = "stated in part"
	Supported Status = "supported"
	Unstated  Status = "not stated here"
	People    Status = "left to people"
	Inherited Status = "left to AWS"
)

var meanings = map[Status]string{
	Stated:    "templates can state the measure, and every control that serves it passed wherever it found something to judge",
	InPart:    "controls that serve it passed, but templates reach only a part of it, or a control failed, is waived or could not judge",
	Supported: "templates cannot meet it; controls passed whose proof helps those who do",
	Unstated:  "templates could help, and no control that serves it passed here",
	People:    "no template reaches it: policies, contracts, training and the like",
	Inherited: "AWS answers for it under the shared responsibility; the organization for its own premises",
}

// Means explains a status to people who meet it for the first time.
func (s Status) Means() string { return meanings[s] }

// Statuses are all of them, what templates do most for first.
var Statuses = []Status{Stated, InPart, Supported, Unstated, People, Inherited}

// Rest is what remains to be shown, by whom.
type Rest struct {
	Who        Who    `json:"who"`
	What       string `json:"what"`
	Control    string `json:"control,omitempty"`
	ConfigRule string `json:"configRule,omitempty"` // the managed rule of AWS Config that can watch it
	Watch      string `json:"watch,omitempty"`      // whether a rule of the reported specs does, in a sentence
}

// Who has to show what remains.
type Who string

// The running account, the organization's people, or AWS.
const (
	TheAccount Who = "run time"
	ThePeople  Who = "people"
	TheCloud   Who = "AWS"
)

// Control is one control and all it had to say.
type Control struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	Kind       Kind      `json:"kind"`
	Tier       string    `json:"tier,omitempty"`
	Severity   string    `json:"severity,omitempty"`
	Category   string    `json:"category,omitempty"`
	Citations  []string  `json:"citations"`
	Own        []string  `json:"own,omitempty"`    // what the organisation's policy cites beside 45 CFR
	Policy     []string  `json:"policy,omitempty"` // where that policy asks for it, or makes it stricter: "policy/regions.cue:4:3"
	NIST       []string  `json:"nist80053,omitempty"`
	Why        string    `json:"why,omitempty"`
	Fix        string    `json:"fix,omitempty"`
	Residual   string    `json:"residual,omitempty"`   // what stays unproven even where it passes
	ConfigRule string    `json:"configRule,omitempty"` // the managed rule of AWS Config that can watch it
	Watch      string    `json:"watch,omitempty"`      // whether a rule of the reported specs does, in a sentence
	WatchedBy  []Watch   `json:"watchedBy,omitempty"`  // those rules
	Unwatched  []string  `json:"unwatched,omitempty"`  // folders of environments in whose account and region none does
	Unwaivable bool      `json:"unwaivable,omitempty"`
	Counts     Counts    `json:"counts"`
	Verdicts   []Verdict `json:"verdicts"`
}

// Watch is a rule of AWS Config that a template deploys, and that watches a control in its account and region.
type Watch struct {
	Rule        string `json:"rule"`        // its name
	Environment string `json:"environment"` // folder
	Resource    string `json:"resource"`    // "audit.Pack"
	Account     string `json:"account"`
	Region      string `json:"region"`
}

// Kind is what a control judges, or who has to.
type Kind string

// On templates and on specs hipaac judges; an organisation may have added to both. What is shown at run time or by people it only lists.
const (
	OnTemplates Kind = "template"
	OnSpecs     Kind = "spec"
	AtRunTime   Kind = "run time"
	ByPeople    Kind = "people"
)

// Result is what a control says of one resource.
type Result string

// The results. A waived one failed, and is excused.
const (
	Passed  Result = "passed"
	Failed  Result = "failed"
	Waived  Result = "waived"
	Unknown Result = "unknown"
)

// Verdict is what a control says of one resource, or of a spec.
type Verdict struct {
	Result      Result `json:"result"`
	Environment string `json:"environment"`        // folder
	Resource    string `json:"resource,omitempty"` // "stack.LogicalId"; "" for a value of a spec
	Type        string `json:"type,omitempty"`
	Template    string `json:"template,omitempty"` // "prod/network.template.yaml:12"
	Spec        string `json:"spec"`               // "environments/prod.yaml:14:3"
	Path        string `json:"path,omitempty"`     // of the spec: "stacks.network"
	Reason      string `json:"reason,omitempty"`   // of what is failed, waived or unknown
	When        string `json:"when,omitempty"`     // the assumptions about parameters and conditions under which it is so; "" is always
	At          string `json:"at,omitempty"`       // where the template is wrong or leaves something open; it may be another template than the resource's
	Product     bool   `json:"product,omitempty"`  // the resource is there only when somebody launches the product
}

// Waiver is an exception that a spec makes.
type Waiver struct {
	compiler.Waiver
	Environment string   `json:"environment"`
	Title       string   `json:"title"` // of the control
	Citations   []string `json:"citations"`
	Spec        string   `json:"spec"`              // place of the waiver
	Unused      bool     `json:"unused,omitempty"`  // it excuses nothing
	Expired     bool     `json:"expired,omitempty"` // its last day is over: what it excused counts as failed
	// DaysLeft are those until its last day. Only who knows what day it is fills it in, see Gathered.On.
	DaysLeft *int `json:"daysLeft,omitempty"`
}

// Prerequisite is what an environment counts on.
type Prerequisite struct {
	compiler.Prerequisite
	Environment string `json:"environment"`
}

// Counts are numbers of verdicts.
type Counts struct {
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Waived  int `json:"waived"`
	Unknown int `json:"unknown"`
}

// Totals are for a first glance.
type Totals struct {
	Verdicts   Counts         `json:"verdicts"`
	Safeguards map[Status]int `json:"safeguards"` // in force
	Proposed   map[Status]int `json:"proposed"`   // not law
	Resources  int            `json:"resources"`
	Controls   int            `json:"controls"` // that judged something
}
