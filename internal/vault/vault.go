// Package vault seals secrets at rest: XChaCha20-Poly1305 under one key from the environment or a file.
package vault

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// Vault seals and opens.
type Vault struct{ aead cipher.AEAD }

// ErrKey is returned when sealed bytes do not open: another key, or other bytes.
var ErrKey = errors.New("the secret key does not open what is stored: it is not the key it was sealed with, or the data was changed")

// New is a vault under a key of 32 bytes, base64.
func New(key string) (*Vault, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	if err != nil || len(raw) != chacha20poly1305.KeySize {
		return nil, fmt.Errorf("the secret key must be %d bytes in base64 (make one with: openssl rand -base64 %d)", chacha20poly1305.KeySize, chacha20poly1305.KeySize)
	}
	aead, err := chacha20poly1305.NewX(raw)
	if err != nil {
		return nil, err
	}
	return &Vault{aead}, nil
}

// FromFile reads the key from a file only its owner can read, and makes it on first use.
func FromFile(path string) (*Vault, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = create(path)
	}
	if err != nil {
		return nil, fmt.Errorf("secret key file: %w", err)
	}
	v, err := New(string(b))
	if err != nil {
		return nil, fmt.Errorf("secret key file %s: %w", path, err)
	}
	return v, nil
}

// create writes a new key whole or not at all, and takes the other's when two processes start at once.
func create(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	key := make([]byte, chacha20poly1305.KeySize)
	rand.Read(key)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.WriteString(base64.StdEncoding.EncodeToString(key) + "\n"); err != nil {
		return nil, err
	}
	if err := tmp.Close(); err != nil {
		return nil, err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}

// Seal encrypts b. owner names what it belongs to and must be the same at Open, so that sealed bytes cannot be moved to
// another row.
func (v *Vault) Seal(b []byte, owner string) []byte {
	nonce := make([]byte, v.aead.NonceSize(), v.aead.NonceSize()+len(b)+v.aead.Overhead())
	rand.Read(nonce)
	return v.aead.Seal(nonce, nonce, b, []byte(owner))
}

// Open decrypts what Seal made; ErrKey if it cannot.
func (v *Vault) Open(sealed []byte, owner string) ([]byte, error) {
	if len(sealed) < v.aead.NonceSize() {
		return nil, ErrKey
	}
	b, err := v.aead.Open(nil, sealed[:v.aead.NonceSize()], sealed[v.aead.NonceSize():], []byte(owner))
	if err != nil {
		return nil, ErrKey
	}
	return b, nil
}
