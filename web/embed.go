// Package web holds the built front end and serves it.
//
// The folder dist is filled by `make web`; only a placeholder is committed, so that Go builds and tests run without Node.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var embedded embed.FS

// FS is the built front end; empty but for a placeholder when it was not built.
func FS() fs.FS {
	dist, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return dist
}

// Built tells whether the front end is in this program.
func Built() bool {
	_, err := fs.Stat(FS(), "index.html")
	return err == nil
}

// NoncePlace is where index.html keeps room for the nonce of its style elements. The component library makes them while it runs, so
// neither a hash nor a file would do; scripts are files, always.
const NoncePlace = "STYLE_NONCE"

// Policy is the content security policy of the app's pages.
func Policy(nonce string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; style-src-attr 'none'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

// Handler serves the front end of this program.
func Handler() http.Handler { return built() }

var built = sync.OnceValue(func() http.Handler { return HandlerFor(FS()) })

// HandlerFor serves a built front end. Paths that are no file are pages of the app and get index.html; the app says itself
// when there is no such page. Without an index.html every path gets a plain page that says how to build it.
func HandlerFor(dist fs.FS) http.Handler {
	files := load(dist)
	index, ok := files["index.html"]
	if !ok {
		return http.HandlerFunc(notBuilt)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		f, ok := files[name]
		switch {
		case ok && strings.HasPrefix(name, assets):
			// The name carries a hash of the content, so what it holds never changes.
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		case strings.HasPrefix(name, assets):
			// An asset of another build. Not index.html: a script that is a page breaks in a way nobody understands.
			http.NotFound(w, r)
			return
		case !ok || name == "index.html":
			page(w, r, index.body)
			return
		default:
			w.Header().Set("Cache-Control", "no-cache")
		}
		f.serve(w, r)
	})
}

// page sends the app with a nonce of its own. It is kept nowhere: one that comes back from a cache would not fit the policy.
func page(w http.ResponseWriter, r *http.Request, index []byte) {
	nonce := rand.Text()
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", Policy(nonce))
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(bytes.ReplaceAll(index, []byte(NoncePlace), []byte(nonce))) // the reader has gone; nothing to do about it
}

// assets is the folder of files with a hash in their name.
const assets = "assets/"

// file is one file of the front end, ready to be sent.
type file struct {
	body, zipped []byte // zipped is nil when it would not be smaller
	kind, etag   string
}

func load(dist fs.FS) map[string]file {
	files := map[string]file{}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		body, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		files[name] = file{body: body, zipped: zip(body), kind: kindOf(name), etag: hex.EncodeToString(sum[:12])}
		return nil
	})
	if err != nil {
		panic(err) // the files are in the program itself
	}
	return files
}

// kindOf does not ask the system's own table, which differs from machine to machine.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func zip(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, _ = z.Write(body) // a bytes.Buffer takes everything
	_ = z.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	body, tag := f.body, f.etag
	if f.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body, tag = f.zipped, f.etag+"-gz"
		h.Set("Content-Encoding", "gzip")
	}
	tag = `"` + tag + `"`
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader has gone; nothing to do about it
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<title>Tillbridge</title>
<h1>The pages are not in this program</h1>
<p>It was built without them. Run <code>make web</code> and build it again, or use a released program.</p>
<p>The API under <code>/api/v1</code> and the command line work all the same.</p>
</html>
`

func notBuilt(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(notBuiltPage)) // the reader has gone; nothing to do about it
}
