package inventory

// Called says what AWS calls the service of a type of resource, and what people call such a resource: "S3", "bucket".
func Called(name string) (service, noun string) {
	k := kindOf(name)
	return k.service, k.noun
}
