package amazon

// queue is the SQS queue of the settings.
type queue struct {
	url, endpoint, region, keyID, key, arn string
}
