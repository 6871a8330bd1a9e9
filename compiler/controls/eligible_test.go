package controls

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hipaac/hipaac/compiler/eligible"
	"github.com/hipaac/hipaac/compiler/template"
)

// TestWhyNotEligible: whoever is refused learns which service it is, why, and what the list says beside it.
func TestWhyNotEligible(t *testing.T) {
	const list = "AWS's list of HIPAA-eligible services of 2026-05-22"
	got := map[string]string{}
	for _, kind := range []string{"AWS::Lightsail::Instance", "AWS::Pipes::Pipe", "AWS::CodeArtifact::Repository", "AWS::EVS::Environment", "AWS::DirectoryService::SimpleAD",
		"AWS::Pinpoint::VoiceChannel", "Alexa::ASK::Skill", "MongoDB::Atlas::Cluster", "AWS::Tomorrow::Thing", "AWS::S3::Bucket", "AWS::IAM::Role"} {
		doc, found := template.Parse("t.yaml", []byte("Resources:\n  X:\n    Type: "+kind+"\n    Properties: {Tags: [{Key: DataClassification, Value: phi}]}\n"))
		if found.Failed() {
			t.Fatal(found)
		}
		for _, verdicts := range Judge(doc) {
			for _, v := range verdicts {
				if v.Control == scopeEligibleServicesOnly && v.Result == Fail {
					got[kind] = v.Message
				}
			}
		}
	}
	want := map[string]string{
		"AWS::Lightsail::Instance":        list + " does not have Amazon Lightsail (AWS::Lightsail::Instance)",
		"AWS::Pipes::Pipe":                "Amazon EventBridge Pipes (AWS::Pipes::Pipe) is unclear: " + list + " does not name it (the entry EventBridge may reach it)",
		"AWS::CodeArtifact::Repository":   "AWS CodeArtifact (AWS::CodeArtifact::Repository) is unclear: " + list + " does not name it",
		"AWS::EVS::Environment":           list + " does not have Amazon Elastic VMware Service (AWS::EVS::Environment)",
		"AWS::DirectoryService::SimpleAD": list + " excludes Simple AD from AWS Directory Service",
		"AWS::Pinpoint::VoiceChannel":     list + " excludes voice messages and the WhatsApp channel from Amazon Pinpoint and End User Messaging",
		"Alexa::ASK::Skill":               list + " has Alexa for Business only with an agreement of its own: healthcare skills only; needs the Alexa Skills agreement",
		"MongoDB::Atlas::Cluster":         list + " does not have MongoDB::Atlas::Cluster",
		"AWS::Tomorrow::Thing":            list + " does not have AWS::Tomorrow::Thing",
	}
	for kind, text := range want {
		want[kind] = `"X" holds PHI, and ` + text
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestExcludedPartsAreJudged: the control on excluded variants lists its types where they are quick to find, and the table has them all.
func TestExcludedPartsAreJudged(t *testing.T) {
	for _, s := range eligible.Services() {
		for _, p := range s.Parts {
			if !slices.Contains(directoryNoSimpleAd.Types, p.Type) {
				t.Errorf("nobody judges %s of %s", p.Type, s.Name)
			}
		}
	}
	if !strings.Contains(exclusion(eligible.Of("AWS::DirectoryService::SimpleAD")), "Simple AD") {
		t.Error("nothing says what is excluded")
	}
}
