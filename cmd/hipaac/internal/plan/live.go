package plan

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
	"github.com/hipaac/hipaac/compiler/template"
)

// read looks at every stack that is planned for, and decides what its state allows.
func (m *maker) read(ctx context.Context, desired []stack.Desired) error {
	var mine []*Step
	for i := range desired {
		if _, open := m.places[desired[i].Target]; m.wants(&desired[i]) {
			m.plan.Steps = append(m.plan.Steps, Step{Desired: desired[i]})
		} else if open {
			m.others = append(m.others, Step{Desired: desired[i]})
		}
	}
	for i := range m.plan.Steps {
		mine = append(mine, &m.plan.Steps[i])
	}
	return eachStep(ctx, mine, func(ctx context.Context, s *Step) error {
		if err := m.look(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		return m.decide(ctx, s)
	})
}

// look reads a stack: at most three calls.
func (m *maker) look(ctx context.Context, s *Step) error {
	aws := m.places[s.Target].Stacks
	live, found, err := aws.Find(ctx, s.Desired.Name)
	if err != nil {
		return err
	}
	if !found || live.Status.Gone() {
		return nil
	}
	s.Live = live
	switch live.Status {
	case stack.ReviewInProgress: // nothing is deployed
		return nil
	case stack.RollbackComplete: // nor here, but for what is kept
		return s.leftovers(ctx, aws)
	}
	if s.LiveTemplate, err = aws.Template(ctx, live.ID); err != nil {
		return err
	}
	if s.Protect {
		s.LivePolicy, err = aws.Policy(ctx, live.ID)
	}
	return err
}

// leftovers names what a failed creation left in the account: the deletion of the stack keeps it, and a second one of its name cannot be
// made beside it.
func (s *Step) leftovers(ctx context.Context, aws Stacks) error {
	resources, err := aws.Resources(ctx, s.Live.ID)
	for _, r := range resources {
		if r.PhysicalID != "" && r.Status != "DELETE_COMPLETE" {
			s.note("%s %s (%s) is left of its creation, %s, and stays when the stack is deleted: import it, or remove it if it holds nothing", r.LogicalID, r.Type, r.PhysicalID, r.Status)
		}
	}
	return err
}

// decide compares a stack with what it is to be, and asks the state table for the next step.
func (m *maker) decide(ctx context.Context, s *Step) error {
	s.TurnOn = s.Protect && !s.Live.Protected
	if want := stack.Policy(&s.Desired); s.Protect && !stack.SamePolicy(s.LivePolicy, want) {
		s.SetPolicy = want
		if s.LivePolicy != "" {
			s.note("its stack policy is not the one that the spec leads to, and is set anew")
		}
	}
	s.Update = !settledStatus(s.Live.Status) || s.differs()
	situation := stack.Situation{Status: s.Live.Status}
	switch status := s.Live.Status; {
	case !s.Update && !s.TurnOn && s.SetPolicy == "":
		s.Action, s.Same = stack.Nothing, true
		return nil
	case status == stack.ReviewInProgress:
		sets, err := m.places[s.Target].Stacks.ChangeSets(ctx, s.Live.ID)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		foreign := slices.IndexFunc(sets, func(c stack.ChangeSet) bool { return !stack.Ours(c.Name) })
		if situation.Ours = foreign < 0; foreign >= 0 {
			s.block(ByState, fmt.Sprintf("somebody else prepares its creation: change set %s of %s", sets[foreign].Name, sets[foreign].Created.UTC().Format("2006-01-02 15:04 MST")),
				"have them execute or delete it")
		}
	case status.Moving() && !status.CleaningUp():
		event, found, err := m.places[s.Target].Stacks.Latest(ctx, s.Live.ID)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Title(), err)
		}
		situation.Ours = found && stack.OfRun(event.Token, m.Run)
		if !situation.Ours {
			s.block(ByBusy, busy(s.Live, event), "wait until it has ended; \"hipaac status\" shows it")
		}
	}
	s.Action = stack.Decide(situation, stack.Deploy)
	s.explainAction()
	if s.Live.Role != "" && s.Role == "" {
		s.note("CloudFormation goes on acting with role %s: a stack cannot lose the role that it was once given", s.Live.Role)
	}
	if s.Live.Protected && !s.Protect {
		s.note("it has termination protection, which the spec does not ask for; it stays on")
	}
	return nil
}

// settledStatus reports whether the stack is what its template says. After a failure or a rollback CloudFormation is asked even where
// the templates are equal.
func settledStatus(s stack.Status) bool { return s.Achieved() || s == stack.UpdateCleanupInProgress }

func (s *Step) note(format string, args ...any) {
	s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
}

func (s *Step) block(why Obstacle, message, hint string) {
	if s.Blocked == nil {
		s.Blocked = &Blocked{Why: why, Message: message, Hint: hint}
	}
}

func busy(live stack.Stack, event stack.Event) string {
	text := fmt.Sprintf("somebody else is at work: the stack is %s", live.Status)
	if !event.At.IsZero() {
		text += " since " + event.At.UTC().Format("2006-01-02 15:04:05 MST")
	}
	if event.Token != "" {
		text += ", operation " + event.Token
	}
	return text
}

// explainAction says why a state keeps a stack from being deployed.
func (s *Step) explainAction() {
	reason := ""
	if s.Live.Reason != "" {
		reason = ": " + s.Live.Reason
	}
	switch s.Action {
	case stack.Refuse, stack.Explain:
		s.block(ByState, fmt.Sprintf("the stack is %s, which no deployment can change%s", s.Live.Status, reason), "\"hipaac recover\" brings it to a state that can be deployed")
	case stack.Busy:
		s.block(ByBusy, busy(s.Live, stack.Event{}), "wait until it has ended")
	case stack.Ask:
		s.note("the stack is %s%s; a deployment rolls it forward, \"hipaac recover\" rolls it back", s.Live.Status, reason)
	case stack.AskRemove:
		s.note("the stack failed to come up and is %s%s: it has to be deleted before it is made again", s.Live.Status, reason)
	}
}

// differs reports whether it takes a change set to make the stack what it is to be. That more was acknowledged once than the template
// asks for changes nothing, and no change set could take it back.
func (s *Step) differs() bool {
	return s.LiveTemplate == nil || !stack.SameTemplate(s.LiveTemplate, s.Template) || !s.sameParameters() || s.Role != "" && s.Live.Role != s.Role ||
		!acknowledged(s.Live.Capabilities, s.Capabilities)
}

// acknowledged reports whether the one includes the other. Who acknowledges names of identities acknowledges identities.
func acknowledged(is, wants []string) bool {
	for _, c := range wants {
		if !slices.Contains(is, c) && (c != "CAPABILITY_IAM" || !slices.Contains(is, "CAPABILITY_NAMED_IAM")) {
			return false
		}
	}
	return true
}

// parse reads a template; it is nil where a text is none, or one that two readers would read differently.
func parse(name string, text []byte) *template.Document {
	if text == nil {
		return nil
	}
	doc, problems := template.Parse(name, text)
	if problems.Failed() {
		return nil
	}
	return doc
}

// sameParameters compares with the values that the stack has. One that is not passed gets its default again. A value that CloudFormation
// hides may be another.
func (s *Step) sameParameters() bool {
	want := maps.Clone(s.Parameters)
	if want == nil {
		want = map[string]string{}
	}
	if declared := s.Document.Root.Get("Parameters"); declared != nil {
		for i, key := range declared.Keys {
			if _, passed := want[key.Name]; !passed && declared.Items[i].Get("Default") != nil {
				want[key.Name] = declared.Items[i].Get("Default").Text
			}
		}
	}
	return len(want) == len(s.Live.Parameters) && !slices.Contains(slices.Collect(maps.Values(s.Live.Parameters)), hidden) && maps.Equal(want, s.Live.Parameters)
}

// hidden is what CloudFormation shows of a parameter with NoEcho.
const hidden = "****"
