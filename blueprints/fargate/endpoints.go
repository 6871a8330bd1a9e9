package fargate

// neededEndpoints are the services that tasks cannot do without. Images lie in S3, which has an endpoint always. As of 2026-11, Amazon
// ECS Developer Guide, "Amazon ECS interface VPC endpoints", and Amazon ECR User Guide, "Amazon ECR interface VPC endpoints".
func (a *application) neededEndpoints() []string {
	needed := []string{"ecr.api", "ecr.dkr", "logs"}
	if len(a.cfg.Secrets) > 0 || len(a.Neighbours("database")) > 0 {
		needed = append(needed, "secretsmanager")
	}
	if a.cfg.Queue != nil {
		needed = append(needed, "sqs")
	}
	if a.cfg.Exec {
		needed = append(needed, "kms", "ssmmessages")
	}
	return needed
}
