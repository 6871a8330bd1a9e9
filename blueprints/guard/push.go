package guard

// Pushed is what EventBridge hears when a branch of a repository of CodeCommit moves (AWS CodeCommit User Guide, "Monitoring CodeCommit
// events in Amazon EventBridge"). CodeCommit does its best to tell of pushes, and promises nothing.
func Pushed(repositoryArn, branch string) map[string]any {
	return map[string]any{
		"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Repository State Change"},
		"resources": []string{repositoryArn},
		"detail": map[string]any{
			"event": []string{"referenceCreated", "referenceUpdated"}, "referenceType": []string{"branch"}, "referenceName": []string{branch},
		},
	}
}
