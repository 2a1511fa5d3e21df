package user

// Actions are the words of the audit trail: all that WriteAudit is given, which a test holds. The API's description names them, so
// that pages can have words of their own for each. Those that the door writes by itself are named after their operation.
var Actions = []string{
	// coming and going
	"sign_in", "sign_on", "sign_out", "accept_invitation", "rename_self", "set_password", "session_change", "view_save", "view_remove", "end_sessions",
	// people and tokens
	"add_member", "invite_owner", "invite_operator", "invite_viewer", "withdraw_invitation", "set_role_owner", "set_role_operator", "set_role_viewer",
	"remove_member", "create_token", "delete_token",
	// shops
	"authorise", "connect", "reconnect", "remove_connection", "set_active", "set_paused", "connection_sync", "connection_test", "set_policy", "choose_method",
	"check_completeness", "set_retention",
	// orders and documents
	"order_download", "order_rerun", "release_order", "override_sku", "decide_void_and_restock", "decide_keep", "decide_credit_note", "accept_cancel",
	"reject_cancel", "forget_buyer", "void_document", "restore_document", "link_sku", "create_sku",
	// what is done to entries and orders, to one and to many
	"rerun_fetch", "rerun_stored", "resolve", "unresolve", "resolve_and_rerun",
	"bulk_rerun_fetch", "bulk_rerun_stored", "bulk_resolve", "bulk_unresolve", "bulk_resolve_and_rerun", "bulk_decide", "bulk_release", "bulk_stop",
	// issues
	"acknowledged_issue", "open_issue", "snoozed_issue", "assign_issue", "comment_issue",
	// messages
	"choose_notices", "test_notice", "create_webhook", "change_webhook", "enable_webhook", "disable_webhook", "delete_webhook", "rotate_webhook_secret",
	"test_webhook", "replay_webhook", "recover_webhooks",
}
