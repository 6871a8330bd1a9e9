package awstest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/hipaac/hipaac/cmd/hipaac/internal/awstest"
)

// Time goes on when somebody looks, and work takes as long as it is told to: resources that do not need each other take it together.
func TestVirtualTime(t *testing.T) {
	b := newBench(t)
	b.cloud.Takes("AWS::RDS::DBInstance", 600*time.Second)
	b.cloud.SetTick(100 * time.Second)
	b.execute(b.propose("s", template(`"A":{"Type":"AWS::RDS::DBInstance"},"B":{"Type":"AWS::RDS::DBInstance"},"C":{"Type":"AWS::RDS::DBInstance","DependsOn":"A"}`)))
	began := time.Now()
	looks := 0
	for b.status("s") != "CREATE_COMPLETE" {
		if _, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String("s")}); err != nil {
			t.Fatal(err)
		}
		if looks++; looks > 100 {
			t.Fatal("it never ends")
		}
	}
	o := b.stack("s").Operations[0]
	if took := o.Ended.Sub(o.Began); looks != 12 || took != 1200*time.Second {
		t.Errorf("%d looks, %s of virtual time", looks, took)
	}
	if real := time.Since(began); real > 20*time.Second {
		t.Errorf("%s of real time", real)
	}
}

// At a pace, time goes on by itself.
func TestPace(t *testing.T) {
	b := newBench(t)
	set := b.propose("s", template(vpc+","+net))
	b.cloud.SetPace(100)
	b.execute(set)
	for began := time.Now(); b.status("s") != "CREATE_COMPLETE"; time.Sleep(time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal(b.status("s"))
		}
	}
	o := b.stack("s").Operations[0]
	if took := o.Ended.Sub(o.Began); took != 2*time.Second {
		t.Errorf("two seconds of work took %s", took)
	}
}

// For a while after an operation began, reads show the state before it. Source: facts 2, aws-cdk-cli issue 1848.
func TestLag(t *testing.T) {
	b := newBench(t)
	b.must("s", template(vpc), "CREATE_COMPLETE")
	b.cloud.SetLag(2)
	b.execute(b.propose("s", template(named)))
	var got []types.StackStatus
	for range 4 {
		all, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String("s")})
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, all.Stacks[0].StackStatus)
	}
	if fmt.Sprint(got) != "[CREATE_COMPLETE CREATE_COMPLETE UPDATE_COMPLETE UPDATE_COMPLETE]" {
		t.Errorf("%v", got)
	}
}

// Somebody else makes, changes and deletes, and a test can put a stack into every state.
func TestInterference(t *testing.T) {
	b := newBench(t)
	b.cloud.Make(owner, region, "s", []byte(template(vpc)), nil)
	set := b.propose("s", template(named))
	b.cloud.Interfere(owner, region, "s", awstest.Updates)
	_, err := b.ExecuteChangeSet(t.Context(), &cloudformation.ExecuteChangeSetInput{ChangeSetName: set.ChangeSetId})
	b.refused(err, "InvalidChangeSetStatus", "in its current execution status of [OBSOLETE]")
	if b.wait("s") != "UPDATE_COMPLETE" {
		t.Error(b.status("s"))
	}
	b.cloud.Make(owner, region, "s", []byte(template(named)), nil)
	b.cloud.Begin(owner, region, "s", []byte(template(vpc2)), nil)
	if b.status("s") != "UPDATE_IN_PROGRESS" || b.wait("s") != "UPDATE_COMPLETE" {
		t.Error(b.status("s"))
	}
	for _, status := range types.StackStatus("").Values() {
		if status == types.StackStatusDeleteComplete {
			continue
		}
		b.cloud.SetStatus(owner, region, "s", string(status))
		all, err := b.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String("s")})
		if err != nil || all.Stacks[0].StackStatus != status {
			t.Errorf("%s: %v %v", status, all, err)
		}
	}
	b.cloud.SetStatus(owner, region, "s", "CREATE_COMPLETE")
	b.cloud.Interfere(owner, region, "s", awstest.Deletes)
	if b.wait("s") != "DELETE_COMPLETE" {
		t.Error(b.status("s"))
	}
}
