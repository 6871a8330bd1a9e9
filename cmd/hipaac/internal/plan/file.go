package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/change"
)

// Lifetime is how long a plan file may be carried out.
const Lifetime = 24 * time.Hour

const format = "hipaac plan 1"

// File is a plan as it is kept between the one who agrees to it and the one who carries it out. It holds digests and
// verdicts; the only values are those that a verdict names, such as the range that may reach something. Its seal shows damage; what protects against forgery is that Verify believes
// nothing that stands here.
type File struct {
	Format  string       `json:"format"`
	Hipaac  string       `json:"hipaac"` // version
	Run     string       `json:"run"`
	Created time.Time    `json:"created"`
	Expires time.Time    `json:"expires"`
	Select  []string     `json:"select"` // patterns of --stack
	Targets []FileTarget `json:"targets"`
	Steps   []FileStep   `json:"steps"`
	Seal    string       `json:"seal"` // SHA-256 of all the rest
}

// FileTarget is an account and region, and with whose rights it was looked at.
type FileTarget struct {
	Account   string `json:"account"`
	Partition string `json:"partition"`
	Region    string `json:"region"`
	Caller    string `json:"caller"` // without the name of the session
}

// FileStep is a step. Digests are SHA-256; they are "" where there is nothing.
type FileStep struct {
	Stack   string `json:"stack"` // environment and name in the spec
	Name    string `json:"name"`  // CloudFormation's
	Account string `json:"account"`
	Region  string `json:"region"`
	ARN     string `json:"arn"`
	Interim bool   `json:"interim"`
	Needs   []int  `json:"needs"`

	Status       stack.Status `json:"status"`       // as found
	Executed     string       `json:"executed"`     // ARN of the change set that was carried out last
	LiveTemplate string       `json:"liveTemplate"` // digest
	LivePolicy   string       `json:"livePolicy"`   // digest

	Action       stack.Action `json:"action"`
	Same         bool         `json:"same"`
	Nothing      bool         `json:"nothing"` // CloudFormation found nothing to do
	Template     string       `json:"template"`
	Parameters   string       `json:"parameters"`
	Capabilities []string     `json:"capabilities"`
	Role         string       `json:"role"`
	TurnOn       bool         `json:"terminationProtection"` // is turned on
	SetPolicy    string       `json:"stackPolicy"`           // digest of the one that is set
	Denied       []string     `json:"denied"`

	ChangeSet string    `json:"changeSet"` // ARN
	Made      time.Time `json:"made"`
	Changes   string    `json:"changes"` // digest of what it holds
	Late      string    `json:"late"`

	Report   string           `json:"report"` // digest
	Findings []change.Finding `json:"findings"`
	Losses   []Loss           `json:"losses"`
}

// Sealed is the plan as a file. A plan with a step that is blocked has none.
func (p *Plan) Sealed(version string) *File {
	f := &File{Format: format, Hipaac: version, Run: p.Run, Created: p.Created, Expires: p.Created.Add(Lifetime), Select: append([]string{}, p.Select...)}
	for _, c := range p.Callers {
		f.Targets = append(f.Targets, FileTarget{c.Account, c.Partition(), c.Region, identity(c.Caller)})
	}
	for i := range p.Steps {
		f.Steps = append(f.Steps, p.Steps[i].sealed())
	}
	f.Seal = f.seal()
	return f
}

// identity is an ARN without the name of a session, which every run has anew.
func identity(arn string) string {
	head, name, assumed := strings.Cut(arn, ":assumed-role/")
	if !assumed {
		return arn
	}
	role, _, _ := strings.Cut(name, "/")
	return head + ":assumed-role/" + role
}

func (s *Step) sealed() FileStep {
	f := FileStep{
		Stack: s.Title(), Name: s.Desired.Name, Account: s.Account, Region: s.Region, ARN: s.Live.ID, Interim: s.Interim, Needs: append([]int{}, s.Needs...),
		Status: s.Live.Status, Executed: s.Live.ChangeSet, LiveTemplate: digest(s.LiveTemplate), LivePolicy: digest([]byte(s.LivePolicy)),
		Action: s.Action, Same: s.Same, Nothing: s.Nothing, Template: s.Digest, Parameters: digestOf(s.Parameters), Capabilities: append([]string{}, s.Capabilities...),
		Role: s.Role, TurnOn: s.TurnOn, SetPolicy: digest([]byte(s.SetPolicy)), Denied: append([]string{}, s.Denied...), Late: s.Late,
		Report: digestOf(s.Report), Findings: append([]change.Finding{}, s.Report.Findings...), Losses: append([]Loss{}, s.Losses...),
	}
	if c := s.ChangeSet; c != nil {
		f.ChangeSet, f.Made, f.Changes = c.ID, c.Created.UTC(), digestOf(c.Changes)
	}
	return f
}

func digest(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func digestOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("internal error: a plan that is not JSON: " + err.Error())
	}
	return digest(b)
}

// seal is the digest of everything else.
func (f *File) seal() string {
	all := *f
	all.Seal = ""
	return digestOf(all)
}

// Write puts the plan into a file that only its owner may read, in the place of one that is there.
func (f *File) Write(path string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".hipaac-plan-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(append(text, '\n'))
	if err == nil {
		err = temporary.Sync()
	}
	if closed := temporary.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// maxFile is more than any plan needs, in bytes.
const maxFile = 64 << 20

// Open reads a plan file. Nothing in it is believed before Verify.
func Open(path string) (*File, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	decoder := json.NewDecoder(io.LimitReader(opened, maxFile))
	decoder.DisallowUnknownFields()
	f := &File{}
	if err := decoder.Decode(f); err != nil {
		return nil, fmt.Errorf("%s is no plan file: %w", path, err)
	}
	if decoder.More() {
		return nil, fmt.Errorf("%s is no plan file: something follows the plan", path)
	}
	return f, nil
}
