package bench

import "context"

func logs(ctx context.Context, o Options, e engine) ([]Table, error)     { return nil, nil }
func webhooks(ctx context.Context, o Options, e engine) ([]Table, error) { return nil, nil }
func memory(ctx context.Context, o Options, e engine) ([]Table, error)   { return nil, nil }
