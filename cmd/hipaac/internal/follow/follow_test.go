package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/account"
	"github.com/hipaac/hipaac/cmd/hipaac/internal/stack"
)

const (
	arn   = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic/1"
	child = "arn:aws:cloudformation:us-east-1:111122223333:stack/clinic-Child-X/2"
	ours  = "hipaac-r-clinic-1"
)

// moment is what CloudFormation shows at one look: the events that became visible, and the stack. A look that fails shows an error.
type moment struct {
	events []stack.Event
	status stack.Status
	err    error
}

// scripted answers with one moment after the other, and goes on with the last. Which answers are behind, or missing, is what these tests
// are about.
type scripted struct {
	moments []moment
	below   []stack.Event // of the nested stack
	at      int
	shown   []stack.Event
}

func (s *scripted) Events(_ context.Context, id, after string) ([]stack.Event, error) {
	if id == child {
		return s.rest(s.below, after), nil
	}
	m := s.moments[min(s.at, len(s.moments)-1)]
	if s.at < len(s.moments) {
		s.shown = append(s.shown, m.events...)
	}
	s.at++
	if m.err != nil {
		return nil, m.err
	}
	return s.rest(s.shown, after), nil
}

func (s *scripted) rest(all []stack.Event, after string) []stack.Event {
	i := slices.IndexFunc(all, func(e stack.Event) bool { return e.ID == after })
	return all[i+1:]
}

func (s *scripted) Find(context.Context, string) (stack.Stack, bool, error) {
	m := s.moments[max(0, min(s.at, len(s.moments))-1)]
	return stack.Stack{ID: arn, Name: "clinic", Status: m.status, ChangeSet: "set"}, m.status != stack.None, nil
}

func (s *scripted) Latest(context.Context, string) (stack.Event, bool, error) {
	for _, e := range slices.Backward(s.moments[0].events) {
		if e.OfStack() {
			return e, true, nil
		}
	}
	return stack.Event{}, false, nil
}

var clock = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// of writes events of the stack as a whole: "TOKEN STATUS …". A token "-" is none.
func of(n int, token string, statuses ...stack.Status) []stack.Event {
	var events []stack.Event
	for i, s := range statuses {
		events = append(events, stack.Event{ID: fmt.Sprint(n, "-", i), Stack: arn, PhysicalID: arn, Type: nestedType, LogicalID: "clinic", Status: string(s),
			Token: strings.TrimPrefix(token, "-"), At: clock.Add(time.Duration(n*10+i) * time.Second)})
	}
	return events
}

func resource(n int, id, kind, physical, status, reason string) stack.Event {
	return stack.Event{ID: fmt.Sprint(n, id), Stack: arn, LogicalID: id, Type: kind, PhysicalID: physical, Status: status, Reason: reason, Token: ours, At: clock.Add(time.Duration(n*10+5) * time.Second)}
}

func watch(t *testing.T, op Operation, s *scripted) (Outcome, []stack.News, error) {
	t.Helper()
	var news []stack.News
	o, err := Follow(t.Context(), s, op, Pace{Shortest: time.Millisecond, Patience: 200 * time.Millisecond}, func(n stack.News) { news = append(news, n) })
	return o, news, err
}

func TestOutcome(t *testing.T) {
	throttled := errors.New("too many calls")
	var update = Operation{Stack: arn, Token: ours}
	old := of(1, "hipaac-older-clinic-1", stack.UpdateInProgress, stack.UpdateComplete)
	for name, c := range map[string]struct {
		op      Operation
		moments []moment
		want    stack.Status
		looks   int
	}{
		"a read that is behind": {update, []moment{
			{events: old, status: stack.UpdateComplete},
			{status: stack.UpdateComplete},
			{events: of(2, ours, stack.UpdateInProgress), status: stack.UpdateComplete},
			{events: of(3, ours, stack.UpdateCleanupInProgress, stack.UpdateComplete), status: stack.UpdateCleanupInProgress},
			{status: stack.UpdateComplete},
		}, stack.UpdateComplete, 5},
		"events that are behind": {update, []moment{
			{events: of(2, ours, stack.UpdateInProgress), status: stack.UpdateRollbackComplete},
			{status: stack.UpdateRollbackComplete},
			{events: of(3, ours, stack.UpdateRollbackInProgress, stack.UpdateRollbackComplete), status: stack.UpdateRollbackComplete},
		}, stack.UpdateRollbackComplete, 3},
		"a stack that is behind its events": {update, []moment{
			{events: of(2, ours, stack.UpdateInProgress, stack.UpdateRollbackInProgress, stack.UpdateRollbackComplete), status: stack.CreateComplete},
			{status: stack.UpdateRollbackComplete},
		}, stack.UpdateRollbackComplete, 2},
		"somebody else's operation in between": {update, []moment{
			{events: of(2, "Console-UpdateStack-1", stack.UpdateInProgress, stack.UpdateComplete), status: stack.UpdateComplete},
			{events: of(3, ours, stack.UpdateInProgress, stack.UpdateRollbackInProgress, stack.UpdateRollbackComplete), status: stack.UpdateRollbackComplete},
		}, stack.UpdateRollbackComplete, 2},
		"an operation without a token is not ours": {update, []moment{
			{events: of(2, "-", stack.UpdateInProgress, stack.UpdateComplete), status: stack.UpdateComplete},
			{events: of(3, ours, stack.UpdateInProgress, stack.UpdateRollbackComplete), status: stack.UpdateRollbackComplete},
		}, stack.UpdateRollbackComplete, 2},
		"no tokens at all, but our change set": {Operation{Stack: arn, Token: ours, ChangeSet: "set"}, []moment{
			{events: of(2, "-", stack.CreateInProgress, stack.CreateComplete), status: stack.CreateComplete},
		}, stack.CreateComplete, 1},
		"throttled at the end": {update, []moment{
			{events: of(2, ours, stack.UpdateInProgress), status: stack.UpdateInProgress},
			{err: throttled, status: stack.UpdateInProgress}, {err: throttled, status: stack.UpdateInProgress},
			{events: of(3, ours, stack.UpdateComplete), status: stack.UpdateComplete},
		}, stack.UpdateComplete, 4},
		"failed, then rolled back": {Operation{Stack: arn, Token: ours}, []moment{
			{events: of(2, ours, stack.CreateInProgress, stack.CreateFailed), status: stack.CreateFailed},
			{events: of(3, ours, stack.RollbackInProgress), status: stack.RollbackInProgress},
			{events: of(4, ours, stack.RollbackComplete), status: stack.RollbackComplete},
		}, stack.RollbackComplete, 3},
		"failed, and left so": {Operation{Stack: arn, Token: ours}, []moment{
			{events: of(2, ours, stack.CreateInProgress, stack.CreateFailed), status: stack.CreateFailed},
		}, stack.CreateFailed, 2},
		"deleted": {Operation{Stack: arn, Token: ours}, []moment{
			{events: of(2, ours, stack.DeleteInProgress), status: stack.CreateComplete},
			{events: of(3, ours, stack.DeleteComplete), status: stack.DeleteInProgress},
			{status: stack.DeleteComplete},
		}, stack.DeleteComplete, 3},
		"deleted, and no longer known": {Operation{Stack: arn, Token: ours}, []moment{
			{events: of(2, ours, stack.DeleteInProgress), status: stack.DeleteInProgress},
			{err: &account.Error{Kind: account.NotThere}, status: stack.None},
		}, stack.DeleteComplete, 2},
		"a second attempt to delete": {Operation{Stack: arn, Token: ours}, []moment{
			{events: of(1, "hipaac-r-clinic-0", stack.DeleteInProgress, stack.DeleteFailed), status: stack.DeleteFailed},
			{events: of(2, ours, stack.DeleteInProgress, stack.DeleteFailed), status: stack.DeleteFailed},
		}, stack.DeleteFailed, 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := &scripted{moments: c.moments}
			o, _, err := watch(t, c.op, s)
			if err != nil || o.Stack.Status != c.want || s.at != c.looks {
				t.Errorf("%s after %d looks, %v; want %s after %d", o.Stack.Status, s.at, err, c.want, c.looks)
			}
		})
	}
}

// What is told is what belongs to the operation, each event once, and waiting is told as waiting.
func TestTold(t *testing.T) {
	s := &scripted{moments: []moment{
		{events: of(1, "old", stack.CreateInProgress, stack.CreateComplete), status: stack.CreateComplete},
		{err: errors.New("AWS did not answer")},
		{events: append(of(2, ours, stack.UpdateInProgress), resource(2, "Child", nestedType, child, "UPDATE_IN_PROGRESS", "")), status: stack.UpdateInProgress},
		{events: append([]stack.Event{
			resource(3, "Child", nestedType, child, "UPDATE_FAILED", "Embedded stack "+child+" was not successfully updated: Failed"),
			resource(3, "Topic", "AWS::SNS::Topic", "", "UPDATE_FAILED", "Resource update cancelled"),
		}, of(4, ours, stack.UpdateRollbackInProgress, stack.UpdateRollbackComplete)...), status: stack.UpdateRollbackComplete},
	}, below: []stack.Event{
		{ID: "b0", Stack: child, LogicalID: "Key", Status: "CREATE_FAILED", Reason: "of a year ago", At: clock.Add(-time.Hour)},
		{ID: "b1", Stack: child, LogicalID: "Key", Status: "UPDATE_FAILED", Reason: "policy is malformed", At: clock.Add(26 * time.Second)},
	}}
	o, news, err := watch(t, Operation{Stack: arn, Token: ours}, s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range news {
		if n.Event == nil {
			got = append(got, string(n.Kind))
			continue
		}
		got = append(got, n.Event.LogicalID+" "+n.Event.Status)
	}
	want := []string{"waiting", "clinic UPDATE_IN_PROGRESS", "Child UPDATE_IN_PROGRESS", "Key UPDATE_FAILED", "Child UPDATE_FAILED", "Topic UPDATE_FAILED",
		"clinic UPDATE_ROLLBACK_IN_PROGRESS", "clinic UPDATE_ROLLBACK_COMPLETE"}
	if !slices.Equal(got, want) {
		t.Errorf("told\n%q, want\n%q", got, want)
	}
	if cause := o.Cause(); cause == nil || cause.Reason != "policy is malformed" {
		t.Errorf("cause %+v", cause)
	}
}

// Whoever attaches follows the operation that runs, without knowing its token.
func TestAttach(t *testing.T) {
	s := &scripted{moments: []moment{
		{events: of(1, "Console-1", stack.UpdateInProgress), status: stack.UpdateInProgress},
		{events: of(2, "Console-1", stack.UpdateComplete), status: stack.UpdateComplete},
	}}
	op, found, err := Attach(t.Context(), s, stack.Ref{Name: "clinic"}, arn)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	if o, _, err := watch(t, op, s); err != nil || o.Stack.Status != stack.UpdateComplete {
		t.Error(o.Stack.Status, err)
	}
}

func TestGivesUp(t *testing.T) {
	old := moment{events: of(1, "old", stack.CreateInProgress, stack.CreateComplete), status: stack.CreateComplete}
	if _, _, err := watch(t, Operation{Stack: arn, Token: ours}, &scripted{moments: []moment{old}}); err == nil || !strings.Contains(err.Error(), "no sign") {
		t.Errorf("no sign of the operation: %v", err)
	}
	denied := &account.Error{Kind: account.WrongIdentity, Message: "the AWS credentials have expired"}
	s := &scripted{moments: []moment{{err: denied}}}
	if _, _, err := watch(t, Operation{Stack: arn, Token: ours}, s); !errors.Is(err, denied) || s.at != 1 {
		t.Errorf("credentials that expired: %v after %d looks", err, s.at)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	if _, err := Follow(ctx, s, Operation{Stack: arn}, Pace{}, func(stack.News) {}); err == nil || err.Error() != "enough" {
		t.Errorf("who stops is told why: %v", err)
	}
}

func TestPace(t *testing.T) {
	for text, want := range map[string]time.Duration{"": 2 * time.Second, "20ms": 20 * time.Millisecond} {
		if p, err := ParsePace(text); err != nil || p.shortest() != want {
			t.Errorf("%q: %v, %v", text, p, err)
		}
	}
	for _, text := range []string{"5", "-1s", "0s", "soon"} {
		if _, err := ParsePace(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
	var pause time.Duration
	for range 20 {
		pause, _ = Pace{Shortest: time.Microsecond}.Rest(t.Context(), pause)
	}
	if pause != 2*time.Microsecond {
		t.Errorf("pauses grow to %s", pause)
	}
}
