package controls

var imagePinned = &Control{
	ID:        "image-pinned",
	Title:     "Images are pinned by digest from a private registry",
	Tier:      Recommended,
	Severity:  Medium,
	Category:  "integrity",
	Citations: []string{"164.308(a)(5)(ii)(B)", "164.312(c)(1)"},
	Types:     []string{"AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition"},
	Why:       "a tag of somebody else's registry is another program tomorrow, and the task that is started then runs it",
	Fix:       "name a private ECR repository and a digest (@sha256:…); a tag will do where the repository's tags are immutable",
	Judge: func(c *Case) {
		for _, container := range containers(c) {
			image := container.Get("Image")
			if repository, here := c.Target(image, "AWS::ECR::Repository"); here {
				fixed := image.Contains("@sha256:").Or(repository.Get("ImageTagMutability").Is("IMMUTABLE"))
				c.Require(fixed, image, "container %q has a tag of repository %q for its image, which can move", containerName(c, container), repository.ID)
				continue
			}
			pinned := image.Contains(".dkr.ecr.").And(image.Contains("@sha256:"))
			c.Require(pinned, image, "container %q has the image %s, needs one of a private ECR repository by digest", containerName(c, container), image)
		}
	},
	Bad: []Example{`
Resources:
  Images: {Type: "AWS::ECR::Repository", Properties: {ImageTagMutability: MUTABLE}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Image: nginx:latest  # fails
        - Name: public
          Image: nginx@sha256:0000000000000000000000000000000000000000000000000000000000000001  # fails
        - Name: app
          Image: !Sub "${Images.RepositoryUri}:1.4.0"  # fails
        - Name: tagged
          Image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/app:1.4.0  # fails
  Job:
    Type: AWS::Batch::JobDefinition
    Properties:
      ContainerProperties:
        Image: busybox  # fails
`},
	Good: []Example{`
Resources:
  Images: {Type: "AWS::ECR::Repository", Properties: {ImageTagMutability: IMMUTABLE}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - {Name: app, Image: !Sub "${Images.RepositoryUri}:1.4.0"}
        - {Name: digest, Image: !Sub "${Images.RepositoryUri}@sha256:0000000000000000000000000000000000000000000000000000000000000001"}
        - Name: given
          Image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0000000000000000000000000000000000000000000000000000000000000001
`},
}
