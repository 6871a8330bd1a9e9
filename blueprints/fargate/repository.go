package fargate

import (
	"fmt"

	"github.com/awslabs/goformation/v7/cloudformation/ecr"

	"github.com/hipaac/hipaac/blueprints"
	"github.com/hipaac/hipaac/blueprints/guard"
)

// addRepository makes the place where the images of the application come from, and no others: what runs is what was pushed there,
// scanned, and never moved.
func (a *application) addRepository() {
	key := a.KeyArn(blueprints.DataKey)
	a.repository = a.Add("Repository", &ecr.Repository{
		RepositoryName:             &a.name,
		EncryptionConfiguration:    &ecr.Repository_EncryptionConfiguration{EncryptionType: "KMS", KmsKey: &key},
		ImageScanningConfiguration: &ecr.Repository_ImageScanningConfiguration{ScanOnPush: ptr(true)},
		ImageTagMutability:         ptr("IMMUTABLE"),
		LifecyclePolicy:            &ecr.Repository_LifecyclePolicy{LifecyclePolicyText: ptr(lifecycle(a.cfg.KeepImages))},
		RepositoryPolicyText:       guard.Document(onlyOwnAccount()),
	}).Retain()
	a.Export("RepositoryUri", a.repository.Att("RepositoryUri"), "Where images of the application are pushed")
}

// lifecycle keeps the newest images. ECR does not know which are in use.
func lifecycle(keep int) string {
	return fmt.Sprintf(`{"rules":[{"rulePriority":1,"description":"keep the newest","selection":`+
		`{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":%d},"action":{"type":"expire"}}]}`, keep)
}

func onlyOwnAccount() guard.Statement {
	return guard.Statement{
		Sid: "DenyOtherAccounts", Effect: "Deny", Principal: "*", Action: []string{"ecr:*"},
		Condition: guard.FromElsewhere(),
	}
}
