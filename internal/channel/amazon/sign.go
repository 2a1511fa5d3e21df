package amazon

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// sign signs a request with AWS's Signature Version 4. The Selling Partner API wants none of it; queues do.
func sign(ctx context.Context, req *http.Request, body []byte, keyID, key, service, region string, at time.Time) error {
	sum := sha256.Sum256(body)
	who := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: key}
	return signer.NewSigner().SignHTTP(ctx, who, req, hex.EncodeToString(sum[:]), service, region, at.UTC())
}
