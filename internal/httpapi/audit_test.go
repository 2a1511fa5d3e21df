package httpapi_test

import (
	"go/ast"
	"go/parser"
	source "go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// sayThemselves are the writes that tell the audit trail what they do. What any other does is noted under its operation's name.
var sayThemselves = []string{
	"bulk-start", "bulk-stop", "buyer-forget", "completeness-check", "connect", "connection-pause", "connection-remove", "connection-resume", "connection-sync", "connection-test", "document-restore",
	"document-void", "invitation-withdraw", "invite", "issue-acknowledge", "issue-assign", "issue-comment", "issue-fix", "issue-reopen", "issue-resolve",
	"issue-snooze", "listing-link", "log-actions", "notice-rules-set", "notice-test", "order-answer-cancel", "order-decide", "order-download", "order-override", "order-release", "order-rerun",
	"policy-set", "reconnect", "retention-reset", "retention-set", "session-end", "sessions-end", "token-create", "token-delete", "user-remove", "user-role",
	"user-session-end", "user-sessions-end", "webhook-change", "webhook-create", "webhook-delete", "webhook-recover", "webhook-replay", "webhook-rotate",
	"webhook-test",
}

// The pages have words for the actions that user.Actions names, which their types hold. So all that the program writes into the
// trail is there, and nothing that it no longer writes.
func TestAudit_everyActionIsNamed(t *testing.T) {
	t.Parallel()
	written := append(literals(t), composed(t)...)
	for _, action := range written {
		if !slices.Contains(user.Actions, action) {
			t.Errorf("%q is written into the audit trail and is none of user.Actions", action)
		}
	}
	for _, action := range user.Actions {
		if !slices.Contains(written, action) {
			t.Errorf("%q is one of user.Actions, and nothing writes it", action)
		}
	}
}

// composed are the actions that are put together, and those that the door writes.
func composed(t *testing.T) []string {
	all := []string{synclog.VoidDocument, synclog.RestoreDocument, "set_active", "set_paused"}
	for _, r := range []user.Role{user.Owner, user.Operator, user.Viewer} {
		all = append(all, "set_role_"+string(r), "invite_"+string(r))
	}
	for _, k := range bulk.Kinds {
		all = append(all, "bulk_"+string(k))
		if k != bulk.Decide && k != bulk.Release { // of one order: with that order's own line
			all = append(all, string(k))
		}
	}
	for _, c := range []document.Choice{document.VoidAndRestock, document.Keep, document.WriteCredit} {
		all = append(all, "decide_"+string(c))
	}
	for _, a := range channel.EitherAnswer() {
		all = append(all, string(a)+"_cancel")
	}
	for _, s := range []issue.State{issue.Acknowledged, issue.Open} {
		all = append(all, string(s)+"_issue")
	}
	for _, r := range routes(t) {
		id := r.op.OperationID
		if r.method == http.MethodGet || r.needs == "" || id == "bulk-preview" || id == "policy-preview" || slices.Contains(sayThemselves, id) {
			continue
		}
		all = append(all, strings.ReplaceAll(id, "-", "_"))
	}
	return all
}

// writers are the functions that are given an action, and which of their arguments it is.
var writers = map[string]int{"WriteAudit": 4, "audited": 1, "audit": 1, "enter": 2, "entered": 2, "change": 2}

// literals are the actions that stand in the source as they are.
func literals(t *testing.T) (all []string) {
	t.Helper()
	for _, folder := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(source.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				all = append(all, actionsIn(n)...)
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d actions in the source: this test no longer knows where they stand", len(all))
	}
	return all
}

// actionsIn are the actions that a call or a user.Audit names, and the words of a variable that is called action.
func actionsIn(n ast.Node) (all []string) {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		at, ok := writers[name]
		if !ok || at >= len(n.Args) {
			return nil
		}
		if name == "change" && len(n.Args) == 6 { // of an issue: its id stands before
			at = 3
		}
		return word(n.Args[at])
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Action" {
			return word(n.Value)
		}
	case *ast.AssignStmt:
		if name, ok := n.Lhs[0].(*ast.Ident); ok && name.Name == "action" {
			ast.Inspect(n.Rhs[0], func(in ast.Node) bool {
				if e, ok := in.(ast.Expr); ok {
					all = append(all, word(e)...)
				}
				return true
			})
		}
	}
	return all
}

// word is a literal that could be an action.
func word(e ast.Expr) []string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != source.STRING {
		return nil
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil || s == "" || s == "_" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return nil
	}
	return []string{s}
}
