package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// keptFile has what lasts besides the world itself.
const keptFile = "sandbox.json"

// kept is what a sandbox remembers of itself: ports, so that its addresses stay, faults, and each face's own state.
type kept struct {
	WorldPort int          `json:"world_port"`
	Faults    []fault.Rule `json:"faults"`
	Faces     []keptFace   `json:"faces"`
}

type keptFace struct {
	Channel string          `json:"channel"`
	Shop    string          `json:"shop"`
	Port    int             `json:"port"`
	State   json.RawMessage `json:"state"`
}

func (k *kept) face(key world.Key) keptFace {
	for _, f := range k.Faces {
		if f.Channel == key.Channel && f.Shop == key.Shop {
			return f
		}
	}
	return keptFace{}
}

func readKept(dir string) (*kept, error) {
	k := &kept{}
	raw, err := os.ReadFile(filepath.Join(dir, keptFile))
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if err := json.Unmarshal(raw, k); err != nil {
		return nil, fmt.Errorf("data: reading %s: %w", keptFile, err)
	}
	return k, nil
}

// keep saves after wait and then on an interval. A world that takes long to save is saved less often, so that it never does mostly that.
func (r *Running) keep(ctx context.Context, wait time.Duration) {
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		began := time.Now()
		if err := r.save(); err != nil {
			r.plan.Logger.Error("the sandbox could not be saved", "error", err)
		}
		wait = max(r.plan.SaveEvery, 20*time.Since(began))
	}
}

func (r *Running) save() error {
	if err := r.world.Save(r.plan.Data); err != nil {
		return err
	}
	k := kept{WorldPort: r.plan.WorldPort, Faults: r.faults.Rules()}
	for _, f := range r.faces {
		state, err := f.State()
		if err != nil {
			return fmt.Errorf("saving the face of %s/%s: %w", f.shop.Channel, f.shop.Key.Shop, err)
		}
		k.Faces = append(k.Faces, keptFace{Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Port: f.port, State: state})
	}
	raw, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	tmp := filepath.Join(r.plan.Data, keptFile+".new")
	if err := os.WriteFile(tmp, raw, 0o600); err != nil { // it holds credentials, if only pretend ones
		return fmt.Errorf("saving the sandbox: %w", err)
	}
	return os.Rename(tmp, filepath.Join(r.plan.Data, keptFile))
}
