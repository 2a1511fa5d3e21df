// Generated from api/openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    "/api/v1/account/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How long the sync log is kept, and what is in it
         * @description For viewers and above.
         */
        get: operations["retention"];
        /**
         * Choose how long the sync log is kept; what is older goes for good, within the hour
         * @description For owners and above.
         */
        put: operations["retention-set"];
        post?: never;
        /**
         * Take the choice back: the program's flags count again
         * @description For owners and above.
         */
        delete: operations["retention-reset"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/retention/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would go with another retention
         * @description For owners and above.
         */
        get: operations["retention-preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people did, newest first
         * @description For owners and above.
         */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bulk actions, newest first
         * @description For viewers and above.
         */
        get: operations["bulks"];
        put?: never;
        /**
         * Start a bulk action; a worker does it
         * @description For operators and above.
         */
        post: operations["bulk-start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a bulk action would do, without doing it
         * @description For operators and above.
         */
        post: operations["bulk-preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One bulk action: progress and result
         * @description For viewers and above.
         */
        get: operations["bulk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bulk/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a bulk action; what is done stays done
         * @description For operators and above.
         */
        post: operations["bulk-stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/buyers/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete a buyer's personal data, for good; the books stay as they are
         * @description For owners and above.
         */
        post: operations["buyer-forget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be connected, with each connect form
         * @description For viewers and above.
         */
        get: operations["channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/completeness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The completeness ledger: connection by day
         * @description For viewers and above.
         */
        get: operations["completeness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/completeness/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check days of a connection now; the ledger shows how far it is
         * @description For operators and above.
         */
        post: operations["completeness-check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/completeness/{connection}/{day}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The orders behind a day's figures
         * @description For viewers and above.
         */
        get: operations["completeness-day"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Connected shops
         * @description For viewers and above.
         */
        get: operations["connections"];
        put?: never;
        /**
         * Connect a shop; it is tested first
         * @description For owners and above.
         */
        post: operations["connect"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/authorise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a channel's authorisation in the browser
         * @description For owners and above.
         */
        post: operations["authorise"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connected shop
         * @description For viewers and above.
         */
        get: operations["connection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop cycles until resumed
         * @description For operators and above.
         */
        post: operations["connection-pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the shop chose
         * @description For viewers and above.
         */
        get: operations["policy"];
        /**
         * Choose anew; counts from the next order on
         * @description For owners and above.
         */
        put: operations["policy-set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/policy/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a policy would make of the last days' orders, beside what the present one does; writes nothing
         * @description For owners and above.
         */
        post: operations["policy-preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove a shop: it stops at once and its secrets are deleted; orders, documents and log stay, and what the hub has subscribed to at the channel is left alone there. Connected again, it is the same connection
         * @description For owners and above.
         */
        post: operations["connection-remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on where it stopped
         * @description For operators and above.
         */
        post: operations["connection-resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a connection a new key or other settings; it is tested first and goes on where it stopped
         * @description For owners and above.
         */
        put: operations["reconnect"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a cycle now
         * @description For operators and above.
         */
        post: operations["connection-sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look whether the shop can be reached and what rights are there
         * @description For operators and above.
         */
        post: operations["connection-test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cycles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sync rounds, newest first
         * @description For viewers and above.
         */
        get: operations["cycles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/invoices/{id}/print": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An invoice as a page for the printer
         * @description For viewers and above.
         */
        get: operations["invoice-print"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Documents of a kind, newest first
         * @description For viewers and above.
         */
        get: operations["documents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{kind}.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Documents of a kind as a file for spreadsheets, with the filters of the list
         * @description For viewers and above. Comma-separated values (RFC 4180) in UTF-8, newest first; times are of the shop's zone, which stands in the head. A cell that a spreadsheet would take for a formula begins with an apostrophe.
         */
        get: operations["documents-csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One document
         * @description For viewers and above.
         */
        get: operations["document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{kind}/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a document out of the recycle bin
         * @description For operators and above.
         */
        post: operations["document-restore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{kind}/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a document into the recycle bin
         * @description For operators and above.
         */
        post: operations["document-void"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Invitations that wait to be used
         * @description For owners and above.
         */
        get: operations["invitations"];
        put?: never;
        /**
         * Invite somebody; the link works once, for seven days, and is shown once
         * @description For owners and above.
         */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw an invitation
         * @description For owners and above.
         */
        delete: operations["invitation-withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Issues, those that failed last first
         * @description For viewers and above.
         */
        get: operations["issues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Issues per state
         * @description For viewers and above.
         */
        get: operations["issue-states"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One issue with its trend, entries, orders and comments
         * @description For viewers and above.
         */
        get: operations["issue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that somebody knows of it
         * @description For operators and above.
         */
        post: operations["issue-acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an issue to a member
         * @description For operators and above.
         */
        post: operations["issue-assign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write something about an issue
         * @description For operators and above.
         */
        post: operations["issue-comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/fix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fix the cause, and run again all that it held up
         * @description For operators and above.
         */
        post: operations["issue-fix"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an acknowledgement, a snooze or a person's resolving back
         * @description For operators and above.
         */
        post: operations["issue-reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve all open failures of an issue
         * @description For operators and above.
         */
        post: operations["issue-resolve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/issues/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep an issue quiet until a time, or until so many more failures
         * @description For operators and above.
         */
        post: operations["issue-snooze"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/listings/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link a listing to a SKU, and run again the orders that waited for it
         * @description For operators and above.
         */
        post: operations["listing-link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sync log, newest first
         * @description For viewers and above.
         */
        get: operations["logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sync log as a file for spreadsheets, with the filters of the list
         * @description For viewers and above. Comma-separated values (RFC 4180) in UTF-8, newest first; times are of the shop's zone, which stands in the head. A cell that a spreadsheet would take for a formula begins with an apostrophe.
         */
        get: operations["logs-csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve, unresolve or run again the orders of entries
         * @description For operators and above.
         */
        post: operations["log-actions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many entries match
         * @description For viewers and above.
         */
        get: operations["logs-count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One entry with its exchange and earlier attempts
         * @description For viewers and above.
         */
        get: operations["log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages that were sent, newest first
         * @description For viewers and above.
         */
        get: operations["notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told what, when and by which way
         * @description For operators and above.
         */
        get: operations["notice-rules"];
        /**
         * Replace your rules of notices, or the account's
         * @description For operators and above.
         */
        put: operations["notice-rules-set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test at once and tell how it ended
         * @description For operators and above.
         */
        post: operations["notice-test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One message as it went out
         * @description For viewers and above.
         */
        get: operations["notice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders, last changed first
         * @description For viewers and above.
         */
        get: operations["orders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders as a file for spreadsheets, with the filters of the list
         * @description For viewers and above. Comma-separated values (RFC 4180) in UTF-8, newest first; times are of the shop's zone, which stands in the head. A cell that a spreadsheet would take for a formula begins with an apostrophe.
         */
        get: operations["orders-csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fetch one order by its number, or by its id at the channel
         * @description For operators and above.
         */
        post: operations["order-download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/tabs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Orders per tab
         * @description For viewers and above.
         */
        get: operations["order-tabs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One order: the channel's side and the books'
         * @description For viewers and above.
         */
        get: operations["order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/answer-cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept or reject a buyer's wish to cancel, at the channel
         * @description For operators and above.
         */
        post: operations["order-answer-cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer the question an order is held with
         * @description For operators and above.
         */
        post: operations["order-decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/override": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give one line of this order a SKU, and run it again with what is stored
         * @description For operators and above.
         */
        post: operations["order-override"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a pending order through
         * @description For operators and above.
         */
        post: operations["order-release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Work on an order again
         * @description For operators and above.
         */
        post: operations["order-rerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * SKUs of the books
         * @description For viewers and above.
         */
        get: operations["products"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sync log report of a span: connection by code
         * @description For viewers and above.
         */
        get: operations["report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description For viewers and above.
         */
        get: operations["session"];
        put?: never;
        /** Sign in */
        post: operations["sign-in"];
        /**
         * Sign out
         * @description For every member, about themselves; not for API tokens.
         */
        delete: operations["sign-out"];
        options?: never;
        head?: never;
        /**
         * Choose the language you read
         * @description For every member, about themselves; not for API tokens.
         */
        patch: operations["session-change"];
        trace?: never;
    };
    "/api/v1/session/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's name
         * @description For every member, about themselves; not for API tokens.
         */
        put: operations["rename-self"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's password; all other sessions end
         * @description For every member, about themselves; not for API tokens.
         */
        put: operations["set-password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's saved views, by name
         * @description For every member, about themselves; not for API tokens.
         */
        get: operations["views"];
        /**
         * Save a view, in the place of the one of the same name and page
         * @description For every member, about themselves; not for API tokens.
         */
        put: operations["view-save"];
        post?: never;
        /**
         * Remove a saved view
         * @description For every member, about themselves; not for API tokens.
         */
        delete: operations["view-remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in here */
        get: operations["ways-in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's signed-in browsers, last seen first
         * @description For every member, about themselves; not for API tokens.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions but this one
         * @description For every member, about themselves; not for API tokens.
         */
        delete: operations["sessions-end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one session
         * @description For every member, about themselves; not for API tokens.
         */
        delete: operations["session-end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation, with its link's token: the first owner's, or a member's */
        post: operations["setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation's link is for */
        post: operations["setup-look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workers, connections and their lanes
         * @description For viewers and above.
         */
        get: operations["status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * API tokens
         * @description For owners and above.
         */
        get: operations["tokens"];
        put?: never;
        /**
         * Make an API token; its secret is shown once
         * @description For owners and above.
         */
        post: operations["token-create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End an API token
         * @description For owners and above.
         */
        delete: operations["token-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Members of the account
         * @description For owners and above.
         */
        get: operations["users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a member out of the account; their sessions end
         * @description For owners and above.
         */
        delete: operations["user-remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change what a member may do; it counts at once
         * @description For owners and above.
         */
        put: operations["user-role"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A member's signed-in browsers
         * @description For owners and above.
         */
        get: operations["user-sessions"];
        put?: never;
        post?: never;
        /**
         * End all of a member's sessions
         * @description For owners and above.
         */
        delete: operations["user-sessions-end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of a member's sessions
         * @description For owners and above.
         */
        delete: operations["user-session-end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Endpoints that are told what happens
         * @description For operators and above.
         */
        get: operations["webhooks"];
        put?: never;
        /**
         * Tell an endpoint what happens; its secret is shown once
         * @description For owners and above.
         */
        post: operations["webhook-create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint
         * @description For operators and above.
         */
        get: operations["webhook"];
        /**
         * Change, enable or disable an endpoint
         * @description For owners and above.
         */
        put: operations["webhook-change"];
        post?: never;
        /**
         * Tell an endpoint nothing more, and forget what it was told
         * @description For owners and above.
         */
        delete: operations["webhook-delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to an endpoint, newest first
         * @description For operators and above.
         */
        get: operations["webhook-deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{delivery}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery with its attempts
         * @description For operators and above.
         */
        get: operations["webhook-delivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/deliveries/{delivery}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one delivery again
         * @description For owners and above.
         */
        post: operations["webhook-replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again what an endpoint missed since a moment
         * @description For owners and above.
         */
        post: operations["webhook-recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new secret, shown once; for a day both sign
         * @description For owners and above.
         */
        post: operations["webhook-rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event now, and tell what was answered
         * @description For owners and above.
         */
        post: operations["webhook-test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AccountView: {
            name: string;
            /** @description IANA time zone of the shop. */
            zone: string;
        };
        ActionResult: {
            /** @description The bulk action that did it. */
            bulk: string;
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            failed: number;
            results: components["schemas"]["Result"][];
            /** @description It goes on: what has no result yet is still to come. */
            running: boolean;
            /**
             * Format: int64
             * @description Left out; the results say why.
             */
            skipped: number;
        };
        AnswerCancelInputBody: {
            /**
             * @description What the buyer is told; see cancel_answers of the order.
             * @enum {string}
             */
            answer: "accept" | "reject";
            /** @description Why, for the audit trail; it goes to the buyer where the channel has a place for it. */
            reason: string;
        };
        AssignInputBody: {
            /** @description Member id, or me; empty: nobody. */
            member: string;
        };
        AuditView: {
            /** @enum {string} */
            action: "sign_in" | "sign_on" | "sign_out" | "accept_invitation" | "rename_self" | "set_password" | "session_change" | "view_save" | "view_remove" | "end_sessions" | "add_member" | "invite_owner" | "invite_operator" | "invite_viewer" | "withdraw_invitation" | "set_role_owner" | "set_role_operator" | "set_role_viewer" | "remove_member" | "create_token" | "delete_token" | "authorise" | "connect" | "reconnect" | "remove_connection" | "set_active" | "set_paused" | "connection_sync" | "connection_test" | "set_policy" | "choose_method" | "check_completeness" | "set_retention" | "order_download" | "order_rerun" | "release_order" | "override_sku" | "decide_void_and_restock" | "decide_keep" | "decide_credit_note" | "accept_cancel" | "reject_cancel" | "forget_buyer" | "void_document" | "restore_document" | "link_sku" | "create_sku" | "rerun_fetch" | "rerun_stored" | "resolve" | "unresolve" | "resolve_and_rerun" | "bulk_rerun_fetch" | "bulk_rerun_stored" | "bulk_resolve" | "bulk_unresolve" | "bulk_resolve_and_rerun" | "bulk_decide" | "bulk_release" | "bulk_stop" | "acknowledged_issue" | "open_issue" | "snoozed_issue" | "assign_issue" | "comment_issue" | "choose_notices" | "test_notice" | "create_webhook" | "change_webhook" | "enable_webhook" | "disable_webhook" | "delete_webhook" | "rotate_webhook_secret" | "test_webhook" | "replay_webhook" | "recover_webhooks";
            actor: string;
            /** Format: date-time */
            at: string;
            id: string;
            reason: string;
            subject: string;
        };
        AuthoriseInputBody: {
            channel: string;
            /** @description Id or name of a connection to authorise anew; it keeps its place in the orders. */
            connection?: string;
            name?: string;
            /** @description Nothing is read before it is resumed: time to choose its policy with the dry run, which peeks at the channel's newest orders. */
            paused?: boolean;
            /** @description What shall differ from the channel's usual policy from the first order on. */
            policy?: components["schemas"]["StartPolicy"];
            /** @description What is known before; the channel tells the rest. */
            settings: {
                [key: string]: string;
            };
        };
        AuthoriseView: {
            url: string;
        };
        BulkRequest: {
            /**
             * @description decide: the answer for all of them.
             * @enum {string}
             */
            choice?: "void_and_restock" | "keep" | "credit_note";
            /** @description Which entries of the log; or orders. */
            entries?: components["schemas"]["EntrySelection"];
            /**
             * @description decide and release (let pending ones through) are about orders; resolve, unresolve and resolve_and_rerun are about entries.
             * @enum {string}
             */
            kind: "rerun_fetch" | "rerun_stored" | "resolve" | "unresolve" | "resolve_and_rerun" | "decide" | "release";
            /** @description Which orders; or entries. */
            orders?: components["schemas"]["OrderSelection"];
            /** @description Why, for the audit trail; needed to decide and to let orders through. */
            reason?: string;
        };
        BulkView: {
            actor: string;
            choice?: string;
            /** @description Failed, by code. */
            codes: components["schemas"]["CodeCount"][];
            /**
             * Format: int64
             * @description Of the total; less at the end when some no longer matched by their turn.
             */
            done: number;
            /** Format: date-time */
            ended_at?: string;
            /** Format: int64 */
            failed: number;
            id: string;
            /** @enum {string} */
            kind: "rerun_fetch" | "rerun_stored" | "resolve" | "unresolve" | "resolve_and_rerun" | "decide" | "release";
            /**
             * Format: date-time
             * @description Its last progress.
             */
            moved_at: string;
            /** @description Why it could not go on. */
            problem?: components["schemas"]["Sentence"];
            reason?: string;
            /** Format: int64 */
            skipped: number;
            skips: components["schemas"]["SkipView"][];
            /** Format: date-time */
            started_at: string;
            /** @enum {string} */
            state: "running" | "stopped" | "done" | "failed";
            /** Format: int64 */
            succeeded: number;
            /** Format: int64 */
            total: number;
        };
        ChannelView: {
            /** @description The merchant's browser can be sent to the channel to let us in. */
            authorise: boolean;
            name: string;
            /** @description The channel over whose connections this one's orders come: it cannot be connected by itself any more. */
            over?: string;
            settings: components["schemas"]["SettingView"][];
            title: string;
        };
        CodeCount: {
            /** Format: int64 */
            code: number;
            /** Format: int64 */
            n: number;
        };
        CommentInputBody: {
            text: string;
        };
        CommentView: {
            /** Format: date-time */
            at: string;
            by: string;
            id: string;
            text: string;
        };
        Completeness: {
            connections: components["schemas"]["CompletenessShop"][];
            /** @description First day, YYYY-MM-DD in the account's time zone. */
            from: string;
            /**
             * Format: date-time
             * @description The earliest of all connections; absent when one of them is not proven at all.
             */
            proven_until?: string;
            /** @description By reason of held_by and skipped_by, what it reads like in a word or two. */
            reasons: {
                [key: string]: string;
            };
            /** @description Last day, within. */
            to: string;
            zone: string;
        };
        CompletenessCheck: {
            /** @description The day at work. */
            day: string;
            /**
             * Format: int64
             * @description Of the whole check.
             */
            days: number;
            /**
             * Format: int64
             * @description Compared so far.
             */
            days_done: number;
            from: string;
            /**
             * Format: int64
             * @description Compared so far.
             */
            orders: number;
            /** @description list: reads what the channel has; missing: fetches what did not come; compare: holds orders against the books. */
            phase: string;
            /** @description False: it was asked for and has not begun. */
            running: boolean;
            /** @enum {string} */
            scope: "recent" | "wide" | "asked";
            to: string;
        };
        CompletenessCheckInputBody: {
            /** @description Connection id or name. */
            connection: string;
            /** @description First day, YYYY-MM-DD. Default: the last. */
            from?: string;
            /** @description Last day, at most 92 days after the first. Default: today in the account's time zone. */
            to?: string;
        };
        CompletenessDay: {
            /**
             * Format: int64
             * @description Orders that the channel has.
             */
            channel: number;
            /** Format: date-time */
            checked_at: string;
            /**
             * Format: int64
             * @description The books show what they should.
             */
            complete: number;
            day: string;
            /**
             * Format: date-time
             * @description Orders created from here on were judged.
             */
            from: string;
            /**
             * Format: int64
             * @description The hub has it, the channel does not know it any more.
             */
            gone: number;
            /**
             * Format: int64
             * @description Once unexplained or unequal, and brought right; counted among the others, too.
             */
            healed: number;
            /** Format: int64 */
            held: number;
            /** @description By reason. */
            held_by: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description Up to here.
             */
            judged_to: string;
            /**
             * Format: int64
             * @description Documents without an order.
             */
            orphans: number;
            /** Format: int64 */
            pending: number;
            /**
             * Format: int64
             * @description Of these, those that the hub has.
             */
            received: number;
            /**
             * Format: int64
             * @description Left out by a rule.
             */
            skipped: number;
            /** @description By rule. */
            skipped_by: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description The books do not show what they should, and nothing says why.
             */
            unequal: number;
            /**
             * Format: int64
             * @description The channel has it, the hub does not.
             */
            unexplained: number;
            /** @description It was judged to its end. */
            whole: boolean;
        };
        CompletenessFigures: {
            /**
             * Format: int64
             * @description Orders that the channel has.
             */
            channel: number;
            /**
             * Format: int64
             * @description The books show what they should.
             */
            complete: number;
            /**
             * Format: int64
             * @description The hub has it, the channel does not know it any more.
             */
            gone: number;
            /**
             * Format: int64
             * @description Once unexplained or unequal, and brought right; counted among the others, too.
             */
            healed: number;
            /** Format: int64 */
            held: number;
            /** @description By reason. */
            held_by: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description Documents without an order.
             */
            orphans: number;
            /** Format: int64 */
            pending: number;
            /**
             * Format: int64
             * @description Of these, those that the hub has.
             */
            received: number;
            /**
             * Format: int64
             * @description Left out by a rule.
             */
            skipped: number;
            /** @description By rule. */
            skipped_by: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description The books do not show what they should, and nothing says why.
             */
            unequal: number;
            /**
             * Format: int64
             * @description The channel has it, the hub does not.
             */
            unexplained: number;
        };
        CompletenessItem: {
            currency: string;
            document_ref?: string;
            /** @description Its line in the sync log. */
            entry_id?: string;
            /** Format: date-time */
            found_at?: string;
            /** Format: date-time */
            healed_at?: string;
            /** @description Of the order; empty when the hub has none. */
            id: string;
            /** @enum {string} */
            kind: "unexplained" | "unequal" | "orphan" | "gone" | "held" | "pending" | "skipped" | "complete" | "healed";
            number: string;
            /** @description The order's id at the channel; of an orphan the document's number. */
            ref: string;
            stage: string;
            total: string;
            /** @description What is wrong, or why it waits or is left out. */
            why?: components["schemas"]["Sentence"];
        };
        CompletenessShop: {
            channel: string;
            /** @description The check under way or asked for. */
            check?: components["schemas"]["CompletenessCheck"];
            /**
             * Format: date-time
             * @description When the last check ended.
             */
            checked_at?: string;
            connection: string;
            connection_name: string;
            /** @description Days that were looked at, oldest first. */
            days: components["schemas"]["CompletenessDay"][];
            /**
             * Format: date-time
             * @description When the next one is due.
             */
            next_at?: string;
            /** @description How the last try of a check failed; it is tried again by itself. */
            problem?: components["schemas"]["Sentence"];
            /**
             * Format: date-time
             * @description Up to then every day is without unexplained and unequal orders and without documents that have no order.
             */
            proven_until?: string;
            /** @description Set when a shop that usually sells at this time has had no order. */
            silent?: components["schemas"]["Silence"];
            totals: components["schemas"]["CompletenessFigures"];
        };
        ConnectInputBody: {
            channel: string;
            name?: string;
            /** @description Nothing is read before it is resumed: time to choose its policy with the dry run, which peeks at the channel's newest orders. */
            paused?: boolean;
            /** @description What shall differ from the channel's usual policy from the first order on. */
            policy?: components["schemas"]["StartPolicy"];
            /** @description By the names in /channels; secrets are stored encrypted and never shown again. */
            settings: {
                [key: string]: string;
            };
        };
        ConnectionStatus: {
            /**
             * Format: date-time
             * @description A person must authorise anew before it; absent when the permission does not end.
             */
            authorised_until?: string;
            channel: string;
            /** Format: int64 */
            held: number;
            id: string;
            lanes: components["schemas"]["LaneStatus"][];
            name: string;
            /**
             * Format: int64
             * @description Of all channels over it.
             */
            orders: number;
            /** @description Other channels whose orders come over this connection. */
            over: components["schemas"]["OverStatus"][];
            /** @description Why it needs you. */
            problem?: components["schemas"]["Sentence"];
            /**
             * Format: date-time
             * @description Up to then every order of the channel is in the books or explained; absent when nothing is proven.
             */
            proven_until?: string;
            /** @description Set when a shop that usually sells at this time has had no order. */
            silent?: components["schemas"]["Silence"];
            /** @enum {string} */
            state: "active" | "paused" | "needs_you";
        };
        ConnectionTest: {
            advice: string[];
            checks: components["schemas"]["TestCheck"][];
            currency?: string;
            shop: string;
            version?: string;
            zone?: string;
        };
        ConnectionView: {
            /**
             * Format: date-time
             * @description A person must authorise anew before it.
             */
            authorised_until?: string;
            channel: string;
            /** Format: date-time */
            created_at: string;
            /** @description Where the channel sends its webhooks; empty when the hub's public address is not configured. */
            hook_url: string;
            id: string;
            name: string;
            problem?: components["schemas"]["Sentence"];
            /** @description Without the secret ones. */
            settings: {
                [key: string]: string;
            };
            /** @enum {string} */
            state: "active" | "paused" | "needs_you" | "removed";
        };
        CountView: {
            /** Format: int64 */
            count: number;
            /** @description There are more; the counting stopped. */
            more: boolean;
        };
        CycleView: {
            /** Format: int64 */
            changed: number;
            channel: string;
            connection: string;
            connection_name: string;
            /** Format: date-time */
            ended_at?: string;
            /** Format: int64 */
            held: number;
            id: string;
            lane: string;
            /** Format: int64 */
            new: number;
            problem?: components["schemas"]["Sentence"];
            /** Format: int64 */
            seen: number;
            /** Format: int64 */
            skipped: number;
            /** Format: date-time */
            started_at: string;
            /** @enum {string} */
            state: "running" | "done" | "failed" | "stopped";
            /** @enum {string} */
            sync_type: "auto" | "manual";
            /** Format: date-time */
            window_from?: string;
            /** Format: date-time */
            window_to?: string;
        };
        DecideInputBody: {
            /** @enum {string} */
            choice: "void_and_restock" | "keep" | "credit_note";
            /** @description Why, for the audit trail. */
            reason: string;
        };
        DecisionView: {
            /** Format: date-time */
            at?: string;
            by: string;
            /** @description As they wrote it; veiled for viewers. */
            reason: string;
        };
        DocLine: {
            name: string;
            /** Format: int64 */
            quantity: number;
            sku: string;
            total: string;
        };
        DocumentView: {
            buyer?: string;
            channel: string;
            connection: string;
            connection_name: string;
            courier?: string;
            /** Format: date-time */
            created_at: string;
            currency: string;
            /**
             * @description Invoices.
             * @enum {string}
             */
            delivery?: "unsent" | "sent";
            discount?: string;
            edited: boolean;
            fees?: string;
            id: string;
            /** @enum {string} */
            kind: "sales_order" | "invoice" | "outbound" | "payment" | "credit_note";
            lines: components["schemas"]["DocLine"][];
            method?: string;
            number: string;
            order_id: string;
            /** @description What buyer and seller call the order; its id when the hub does not have it any more. */
            order_number: string;
            /** @description The channel's id of the order. */
            order_ref: string;
            /**
             * @description Invoices.
             * @enum {string}
             */
            payment?: "unpaid" | "paid";
            rounding?: string;
            shipping?: string;
            /** @description Sales orders: open, converted, cancelled. */
            state?: string;
            tax?: string;
            /** @description Empty while the channel has not given it. */
            total: string;
            tracking?: string;
            /** @description As they wrote it; veiled for viewers. */
            void_reason?: string;
            voided: boolean;
            /** Format: date-time */
            voided_at?: string;
            /** @description Who voided it, or decided that it be voided; absent when nobody did. */
            voided_by?: string;
            /** @description By hand: the hub does not write it again. */
            voided_by_person: boolean;
        };
        DownloadInputBody: {
            /** @description Connection id or name. */
            connection: string;
            /** @description Why, for the audit trail and the entries. */
            reason?: string;
            /** @description The order's number, as the channel shows it, or its id there. */
            ref: string;
        };
        Ended: {
            /** Format: int64 */
            ended: number;
        };
        EntrySelection: {
            /** @description Bulk action id: the entries it wrote. */
            bulk?: string;
            channel?: string;
            /** @description One outcome code, or several with commas between. */
            code?: string;
            /** @description Connection id or name. */
            connection?: string;
            cycle?: string;
            errors_only?: boolean;
            /** Format: date-time */
            from?: string;
            hide_resolved?: boolean;
            /** @description Only these entries. */
            ids?: string[];
            /** @description Issue id. */
            issue?: string;
            only_resolved?: boolean;
            /** @description One operation, or several with commas between. */
            operation?: string;
            q?: string;
            ref?: string;
            sku?: string;
            /** @enum {string} */
            sync_type?: "auto" | "manual" | "webhook" | "rerun";
            /** Format: date-time */
            to?: string;
        };
        ErrorDetail: {
            /** @description Where the error occurred, e.g. 'body.items[3].tags' or 'path.thing-id' */
            location?: string;
            /** @description Error message text */
            message?: string;
            /** @description The value at the given location */
            value?: unknown;
        };
        ExchangeView: {
            error?: string;
            method: string;
            request_body: string;
            request_headers: {
                [key: string]: string;
            };
            response_body: string;
            response_headers: {
                [key: string]: string;
            };
            /** Format: date-time */
            started_at: string;
            /** Format: int64 */
            status: number;
            /** Format: double */
            took_ms: number;
            url: string;
        };
        FixInputBody: {
            /**
             * @description decide: for all orders of the issue.
             * @enum {string}
             */
            choice?: "void_and_restock" | "keep" | "credit_note";
            /**
             * @description One of the issue's fixes. Reconnect runs again what was held up, once the connection works.
             * @enum {string}
             */
            fix: "link" | "choose_method" | "decide" | "reconnect" | "rerun";
            /** @description choose_method: of the books, for the channel's word that the issue is about, from now on. */
            method?: string;
            /** @description link: for a SKU that is made. */
            name?: string;
            /** @description decide: why, for the audit trail. */
            reason?: string;
            /** @description link: of the books; made if they do not know it. */
            sku?: string;
        };
        ForgetInputBody: {
            /** @description In all orders with this address. */
            email?: string;
            /** @description Order id: its buyer is forgotten in this one order. */
            order?: string;
            /** @description In all orders with this number, however it is written. */
            phone?: string;
            /** @description Only tell which orders these are. */
            preview?: boolean;
            /** @description Why, for the audit trail. Leave the buyer's name out of it. */
            reason: string;
        };
        ForgottenOrder: {
            /** @description Connection id. */
            connection: string;
            id: string;
            number: string;
            ref: string;
        };
        ForgottenView: {
            /** @description False for a preview. */
            forgotten: boolean;
            orders: components["schemas"]["ForgottenOrder"][];
        };
        GroupView: {
            /**
             * Format: int64
             * @description Of the entry, or of what holds the order; 0: nothing does.
             */
            code: number;
            connection: string;
            connection_name: string;
            /** Format: int64 */
            n: number;
            /** @description Empty for orders. */
            operation: string;
        };
        HeldView: {
            currency: string;
            /** Format: int64 */
            orders: number;
            total: string;
        };
        InvitationView: {
            /** @description Whom it is for; empty: whoever has the link. */
            email: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            invited_by: string;
            /** @enum {string} */
            role: "owner" | "operator" | "viewer";
        };
        InviteInputBody: {
            email: string;
            /**
             * @default operator
             * @enum {string}
             */
            role: "owner" | "operator" | "viewer";
        };
        InvitedView: {
            account: string;
            /** @description Whom it is for; empty: whoever has the link. */
            email: string;
            /** @enum {string} */
            role: "owner" | "operator" | "viewer";
        };
        IssueBulkAnswerBody: {
            /** @description The action on its entries or orders, which may go on. */
            bulk: components["schemas"]["BulkView"];
            /** @description As it is now. */
            issue: components["schemas"]["IssueDetail"];
        };
        IssueDetail: {
            /** @description What the newest failure is about. */
            args: {
                [key: string]: string;
            };
            /** @description Member id. */
            assignee?: string;
            assignee_name?: string;
            channel: string;
            /** @description What may be decided: void_and_restock, keep, credit_note. */
            choices: string[];
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            /** @description Oldest first. */
            comments: components["schemas"]["CommentView"][];
            connection: string;
            connection_name: string;
            /** @description New failures of each of the last 14 days in the account's zone, oldest first. */
            daily: number[];
            /**
             * Format: int64
             * @description Failures in the log.
             */
            entries: number;
            /** Format: date-time */
            first_at: string;
            /** @description How it can be fixed here: link, choose_method, decide, reconnect, rerun. */
            fixes: string[];
            /** @description What these are worth, by currency. */
            held: components["schemas"]["HeldView"][];
            /**
             * Format: int64
             * @description Orders it holds up.
             */
            held_orders: number;
            id: string;
            /** Format: date-time */
            last_at: string;
            /** @description What is wrong and why. */
            message: string;
            /** @description choose_method: the payment methods of the books that the policies of the account name so far; another may be given. */
            methods: string[];
            /**
             * Format: int64
             * @description Of these, how many are not resolved.
             */
            open: number;
            operation: string;
            /** @description The 20 orders changed last of those it holds up. */
            orders: components["schemas"]["Order"][];
            /** @description Stable word for the cause. */
            reason: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
            /** @description The newest 20 entries. */
            sample: components["schemas"]["LogEntry"][];
            /**
             * Format: int64
             * @description It wakes up with so many entries.
             */
            snooze_entries?: number;
            /** Format: date-time */
            snooze_until?: string;
            /** @enum {string} */
            state: "open" | "acknowledged" | "snoozed" | "resolved" | "regressed";
            /** Format: date-time */
            state_at?: string;
            /** @description Who brought it there: a person, success, check; empty when new failures did. */
            state_by: string;
            /** @description The SKU, the status word, the listing, the payment method; empty when there is none. */
            subject: string;
            /** @description New failures of the last 30 days, in the account's zone. */
            trend: components["schemas"]["TrendDay"][];
        };
        IssueView: {
            /** @description Member id. */
            assignee?: string;
            assignee_name?: string;
            channel: string;
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            connection: string;
            connection_name: string;
            /** @description New failures of each of the last 14 days in the account's zone, oldest first. */
            daily: number[];
            /**
             * Format: int64
             * @description Failures in the log.
             */
            entries: number;
            /** Format: date-time */
            first_at: string;
            /** @description What these are worth, by currency. */
            held: components["schemas"]["HeldView"][];
            /**
             * Format: int64
             * @description Orders it holds up.
             */
            held_orders: number;
            id: string;
            /** Format: date-time */
            last_at: string;
            /** @description What is wrong and why. */
            message: string;
            /**
             * Format: int64
             * @description Of these, how many are not resolved.
             */
            open: number;
            operation: string;
            /** @description Stable word for the cause. */
            reason: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
            /**
             * Format: int64
             * @description It wakes up with so many entries.
             */
            snooze_entries?: number;
            /** Format: date-time */
            snooze_until?: string;
            /** @enum {string} */
            state: "open" | "acknowledged" | "snoozed" | "resolved" | "regressed";
            /** Format: date-time */
            state_at?: string;
            /** @description Who brought it there: a person, success, check; empty when new failures did. */
            state_by: string;
            /** @description The SKU, the status word, the listing, the payment method; empty when there is none. */
            subject: string;
        };
        LaneStatus: {
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            every_seconds: number;
            /** @enum {string} */
            health: "on_time" | "late" | "failing" | "needs_you" | "paused" | "waiting";
            /** @description orders */
            lane: string;
            last_cycle?: components["schemas"]["CycleView"];
            /** Format: date-time */
            last_success_at?: string;
            /**
             * Format: date-time
             * @description Absent while the connection is paused or needs you.
             */
            next_at?: string;
            /** Format: double */
            per_second: number;
            /** @description How the last cycle failed. */
            problem?: components["schemas"]["Sentence"];
            running: boolean;
            /** Format: date-time */
            started_at?: string;
            /** @description "Reading orders 825 of 12,403"; empty when idle */
            step?: string;
            /**
             * Format: date-time
             * @description Everything changed before this moment is in.
             */
            synced_up_to?: string;
            /**
             * Format: int64
             * @description 0 when the channel does not tell
             */
            total: number;
        };
        LineView: {
            /** @description The SKU of the books that it is written on, or will be; empty when there is none. */
            linked_sku: string;
            listing: string;
            name: string;
            price: string;
            /** Format: int64 */
            quantity: number;
            /** @description Names the line in this order. */
            ref: string;
            sku: string;
            total: string;
            /** @description Nothing gives it a SKU of the books: the order is held for it once it is to be written. */
            unlinked: boolean;
        };
        LinkInputBody: {
            /** @description Connection id or name. */
            connection: string;
            /** @description The channel's id of what is sold, as order lines show it. */
            listing: string;
            /** @description For a SKU that is made. */
            name?: string;
            /** @description Of the books; made if they do not know it. */
            sku: string;
        };
        LinkLookInputBody: {
            token: string;
        };
        LinkResult: {
            /** @description Id of the bulk action that runs them again. */
            bulk: string;
            /** @description All of them have had their turn; else the bulk action goes on. */
            done: boolean;
            /**
             * Format: int64
             * @description Of these, how many go on now.
             */
            through: number;
            /**
             * Format: int64
             * @description Orders that were held and have this listing.
             */
            waiting: number;
        };
        ListAuditView: {
            items: components["schemas"]["AuditView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListBulkView: {
            items: components["schemas"]["BulkView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListChannelView: {
            items: components["schemas"]["ChannelView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListCompletenessItem: {
            items: components["schemas"]["CompletenessItem"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListConnectionView: {
            items: components["schemas"]["ConnectionView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListCycleView: {
            items: components["schemas"]["CycleView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListDocumentView: {
            items: components["schemas"]["DocumentView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListInvitationView: {
            items: components["schemas"]["InvitationView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListIssueView: {
            items: components["schemas"]["IssueView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListLogEntry: {
            items: components["schemas"]["LogEntry"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListNoticeView: {
            items: components["schemas"]["NoticeView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListOrder: {
            items: components["schemas"]["Order"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListProductView: {
            items: components["schemas"]["ProductView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListSavedView: {
            items: components["schemas"]["SavedView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListSessionView: {
            items: components["schemas"]["SessionView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListTokenView: {
            items: components["schemas"]["TokenView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListUserView: {
            items: components["schemas"]["UserView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListWebhookDelivery: {
            items: components["schemas"]["WebhookDelivery"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        ListWebhookView: {
            items: components["schemas"]["WebhookView"][];
            /** @description Pass as cursor for the next page; empty at the end. */
            next_cursor: string;
        };
        LogActionsBody: {
            /** @enum {string} */
            action: "resolve" | "unresolve" | "rerun_fetch" | "rerun_stored" | "resolve_and_rerun";
            /** @description Entry ids. */
            ids: string[];
            /** @description Why, for the audit trail and the entries. */
            reason?: string;
        };
        LogAmount: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            exchanges: number;
            /** @description There are more exchanges; nobody needs the exact figure. */
            exchanges_capped: boolean;
        };
        LogDetail: {
            actor?: string;
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt: number;
            /** @description Earlier entries of the same operation on the same reference, newest first. */
            attempts: components["schemas"]["LogEntry"][];
            /** @description The bulk action that wrote it. */
            bulk_id?: string;
            can_rerun: boolean;
            channel: string;
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            connection: string;
            connection_name: string;
            cycle_id?: string;
            /** @description Number of the document written or found. */
            document_ref?: string;
            /** Format: date-time */
            ended_at: string;
            /** @enum {string} */
            entity: "order" | "sku" | "connection" | "endpoint";
            /** @description What was said to the channel and what it answered, redacted; empty when no call was made. */
            exchange: components["schemas"]["ExchangeView"][];
            id: string;
            /** @description The issue a failure belongs to. */
            issue_id?: string;
            /** @description What is wrong and why. */
            message: string;
            /** @description create_order, convert_order_to_invoice, create_invoice, create_outbound_logistic, add_payment, void_invoice, cancel_order, create_credit_note, download_order, refresh_token, link_sku, create_channel_invoice, answer_cancel, check_completeness, deliver_webhook, subscribe_to_news, listen_to_queue, decide_order, release_order, override_sku, void_document, restore_document */
            operation: string;
            order_id?: string;
            /** @description What buyer and seller call the order; absent when the hub does not have it. */
            order_number?: string;
            /** @description The arguments of the reason, and the channel's own words where it said something. */
            raw: {
                [key: string]: string;
            };
            /** @description Stable word for the cause. */
            reason: string;
            /** @description The channel's id of the order, the SKU, the connection's name. */
            ref: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
            resolved: boolean;
            /** Format: date-time */
            resolved_at?: string;
            resolved_by?: string;
            /** @description The SKU it is about, where it is about one. */
            sku?: string;
            /** Format: date-time */
            started_at: string;
            /** @enum {string} */
            sync_type: "auto" | "manual" | "webhook" | "rerun";
            /** Format: double */
            took_ms: number;
        };
        LogEntry: {
            actor?: string;
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt: number;
            /** @description The bulk action that wrote it. */
            bulk_id?: string;
            channel: string;
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            connection: string;
            connection_name: string;
            cycle_id?: string;
            /** @description Number of the document written or found. */
            document_ref?: string;
            /** Format: date-time */
            ended_at: string;
            /** @enum {string} */
            entity: "order" | "sku" | "connection" | "endpoint";
            id: string;
            /** @description The issue a failure belongs to. */
            issue_id?: string;
            /** @description What is wrong and why. */
            message: string;
            /** @description create_order, convert_order_to_invoice, create_invoice, create_outbound_logistic, add_payment, void_invoice, cancel_order, create_credit_note, download_order, refresh_token, link_sku, create_channel_invoice, answer_cancel, check_completeness, deliver_webhook, subscribe_to_news, listen_to_queue, decide_order, release_order, override_sku, void_document, restore_document */
            operation: string;
            order_id?: string;
            /** @description What buyer and seller call the order; absent when the hub does not have it. */
            order_number?: string;
            /** @description Stable word for the cause. */
            reason: string;
            /** @description The channel's id of the order, the SKU, the connection's name. */
            ref: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
            resolved: boolean;
            /** Format: date-time */
            resolved_at?: string;
            resolved_by?: string;
            /** @description The SKU it is about, where it is about one. */
            sku?: string;
            /** Format: date-time */
            started_at: string;
            /** @enum {string} */
            sync_type: "auto" | "manual" | "webhook" | "rerun";
            /** Format: double */
            took_ms: number;
        };
        LogHolding: {
            /** Format: int64 */
            entries: number;
            /** Format: int64 */
            exchanges: number;
            /** @description There are more exchanges; nobody needs the exact figure. */
            exchanges_capped: boolean;
            /**
             * Format: date-time
             * @description When the oldest entry was written; left out if there is none.
             */
            oldest_at?: string;
        };
        MailView: {
            from: string;
            /** @description False: no mail server is configured, and rules by mail do nothing. */
            ready: boolean;
            server: string;
            tls: string;
            user: string;
        };
        NeedsYou: {
            /**
             * Format: int64
             * @description Unresolved failures in the log.
             */
            errors: number;
            /**
             * Format: int64
             * @description Orders held.
             */
            held: number;
            /**
             * Format: int64
             * @description Connections to reconnect.
             */
            no_access: number;
            /** Format: int64 */
            pending: number;
            /**
             * Format: int64
             * @description Orders and documents of the last 30 days that the completeness ledger found unexplained, unequal, gone or without an order.
             */
            unproven: number;
        };
        NewInvitationView: {
            /** @description Whom it is for; empty: whoever has the link. */
            email: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            invited_by: string;
            /** @description Works once. It is not shown again. */
            link: string;
            /** @description It was sent to the address, too. */
            mailed: boolean;
            /** @enum {string} */
            role: "owner" | "operator" | "viewer";
        };
        NewTokenInputBody: {
            /**
             * Format: date-time
             * @description Absent: never.
             */
            expires_at?: string;
            name: string;
            /**
             * @default operator
             * @enum {string}
             */
            role: "owner" | "operator" | "viewer";
            /** @description Parts of the API as its addresses name them: orders, logs, documents ...; none: all of them. */
            subjects?: string[];
        };
        NewTokenView: {
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @description Absent: never.
             */
            expires_at?: string;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at?: string;
            name: string;
            /**
             * @description How far it goes: a viewer's reads, an operator's operates, an owner's manages.
             * @enum {string}
             */
            role: "owner" | "operator" | "viewer";
            /** @description Where: the parts of the API it is for; empty: all of them. */
            subjects: string[];
            /** @description The secret. It is not shown again. */
            token: string;
        };
        NewWebhookView: {
            /** Format: date-time */
            created_at: string;
            description: string;
            /**
             * Format: date-time
             * @description The first failed attempt since one succeeded.
             */
            failing_since?: string;
            id: string;
            /** @description Why the hub disabled it. */
            problem?: components["schemas"]["Sentence"];
            /**
             * Format: date-time
             * @description The secret before the last rotation signs, too, until then.
             */
            rotated_until?: string;
            /** @description whsec_...: what deliveries are signed with. It is not shown again. */
            secret: string;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description Event types it is sent; empty: every type. */
            types: string[];
            url: string;
        };
        NoticeDetail: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** Format: int64 */
            attempts: number;
            /** @description HTML of a mail, JSON of the others. */
            body: string;
            /** @description The shops it is about, by name; none: it is about no shop in particular. */
            connections: components["schemas"]["NoticeShop"][];
            /** @description Its text, without markup. */
            content: string;
            id: string;
            /**
             * Format: date-time
             * @description Waiting: when it is tried next.
             */
            next_at?: string;
            /** @description How the last attempt ended, unless it was sent. */
            problem?: components["schemas"]["Sentence"];
            /** @description The mail address, shortened for viewers, or the URL's host. */
            recipient: string;
            /** Format: date-time */
            sent_at?: string;
            /**
             * @description What it says: something is open, all is clear, or it is a test.
             * @enum {string}
             */
            sort: "open" | "clear" | "test";
            /** @enum {string} */
            state: "waiting" | "sending" | "sent" | "failed";
            title: string;
            /** @enum {string} */
            way: "mail" | "webhook" | "slack" | "discord" | "chat";
            /** @enum {string} */
            what: "errors" | "person" | "no_access" | "silent_worker" | "token_expiry" | "silent_shop";
        };
        NoticeRule: {
            /** @description For daily: the time of the day in the account's zone, 07:30. */
            at?: string;
            /** @description In an answer: for tests. In a write: the rule whose address and secret are kept when to is left out. */
            id?: string;
            /** @description What a webhook is signed with, whsec_...; made if left out. It is shown once, in the answer to the write that made it. */
            secret?: string;
            /** @description A mail address (only for the account's rules: your own go to your address), or a URL. URLs are as good as passwords: an answer holds the host only. */
            to?: string;
            /** @enum {string} */
            way: "mail" | "webhook" | "slack" | "discord" | "chat";
            /** @enum {string} */
            what: "errors" | "person" | "no_access" | "silent_worker" | "token_expiry" | "silent_shop";
            /** @enum {string} */
            when: "at_once" | "ten_minutes" | "hourly" | "daily";
        };
        NoticeRules: {
            /** @description False: nobody has chosen, these are the default rules. */
            chosen: boolean;
            mail: components["schemas"]["MailView"];
            /** @enum {string} */
            of: "me" | "account";
            rules: components["schemas"]["NoticeRule"][];
        };
        NoticeShop: {
            id: string;
            name: string;
        };
        NoticeView: {
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** Format: int64 */
            attempts: number;
            /** @description The shops it is about, by name; none: it is about no shop in particular. */
            connections: components["schemas"]["NoticeShop"][];
            /** @description Its text, without markup. */
            content: string;
            id: string;
            /**
             * Format: date-time
             * @description Waiting: when it is tried next.
             */
            next_at?: string;
            /** @description How the last attempt ended, unless it was sent. */
            problem?: components["schemas"]["Sentence"];
            /** @description The mail address, shortened for viewers, or the URL's host. */
            recipient: string;
            /** Format: date-time */
            sent_at?: string;
            /**
             * @description What it says: something is open, all is clear, or it is a test.
             * @enum {string}
             */
            sort: "open" | "clear" | "test";
            /** @enum {string} */
            state: "waiting" | "sending" | "sent" | "failed";
            title: string;
            /** @enum {string} */
            way: "mail" | "webhook" | "slack" | "discord" | "chat";
            /** @enum {string} */
            what: "errors" | "person" | "no_access" | "silent_worker" | "token_expiry" | "silent_shop";
        };
        Order: {
            buyer: string;
            /**
             * Format: date-time
             * @description When the buyer's personal data was deleted on request.
             */
            buyer_forgotten_at?: string;
            channel: string;
            /** @description Connection id. */
            connection: string;
            connection_name: string;
            /** Format: date-time */
            created_at?: string;
            currency: string;
            /**
             * Format: int64
             * @description Why it does not go on; 0 when nothing holds it.
             */
            hold_code: number;
            hold_message: string;
            hold_reason: string;
            id: string;
            /** @description The issue of what holds it, when that is a failure. */
            issue_id?: string;
            /** @description What buyer and seller see. */
            number: string;
            raw_status: string;
            /** @description The channel's stable id. */
            ref: string;
            /**
             * Format: date-time
             * @description When the hub last read a change of it.
             */
            seen_at?: string;
            skip_message: string;
            /** @description The rule that leaves it out; empty when none does. */
            skip_reason: string;
            /** @enum {string} */
            stage: "unpaid" | "paid" | "shipped" | "delivered" | "completed" | "cancelled" | "failed_delivery" | "returned" | "";
            /** @enum {string} */
            tab: "new" | "to_ship" | "in_delivery" | "completed" | "cancelled" | "failed_delivery" | "complained" | "pending" | "errors" | "skipped";
            /** @description Empty while the channel has not given it. */
            total: string;
            /** Format: date-time */
            updated_at?: string;
        };
        OrderDetail: {
            buyer: string;
            /**
             * Format: date-time
             * @description When the buyer's personal data was deleted on request.
             */
            buyer_forgotten_at?: string;
            /** @description What can be answered through the channel to a buyer who wishes to cancel; empty when nobody wishes it now, or the channel takes no answer. */
            cancel_answers: ("accept" | "reject")[];
            /** @description Of an answer to the buyer that the channel does not take from here: why, and where it is given. */
            cancel_elsewhere?: components["schemas"]["Sentence"];
            channel: string;
            /** @description What a person may decide now: void_and_restock, keep, credit_note; empty when nothing is to be decided. */
            choices: string[];
            /** @description Connection id. */
            connection: string;
            connection_name: string;
            /** Format: date-time */
            created_at?: string;
            currency: string;
            /** @description Who decided that, and why. */
            decided?: components["schemas"]["DecisionView"];
            decision?: string;
            /** @description The books' side, oldest first, voided ones included. */
            documents: components["schemas"]["DocumentView"][];
            /** @description The newest 50 entries about this order. */
            entries: components["schemas"]["LogEntry"][];
            hold?: components["schemas"]["Sentence"];
            /** @description What the hold is about: the listing, the SKU, the sums. */
            hold_args: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Why it does not go on; 0 when nothing holds it.
             */
            hold_code: number;
            hold_message: string;
            hold_reason: string;
            id: string;
            /** @description The issue of what holds it, when that is a failure. */
            issue_id?: string;
            /** @description What buyer and seller see. */
            number: string;
            /** @description SKUs that people gave to lines of this order. */
            overrides: components["schemas"]["OverrideView"][];
            /** @description What would be done now. */
            planned: components["schemas"]["PlannedOp"][];
            /** @description The channel's own answer, buyers' data redacted for viewers. */
            raw: string;
            raw_status: string;
            /** @description The channel's stable id. */
            ref: string;
            released: boolean;
            /**
             * Format: date-time
             * @description When the hub last read a change of it.
             */
            seen_at?: string;
            skip?: components["schemas"]["Sentence"];
            skip_message: string;
            /** @description The rule that leaves it out; empty when none does. */
            skip_reason: string;
            /** @description The channel's side, as last read. */
            snapshot: components["schemas"]["SnapshotView"];
            /** @enum {string} */
            stage: "unpaid" | "paid" | "shipped" | "delivered" | "completed" | "cancelled" | "failed_delivery" | "returned" | "";
            /** @enum {string} */
            tab: "new" | "to_ship" | "in_delivery" | "completed" | "cancelled" | "failed_delivery" | "complained" | "pending" | "errors" | "skipped";
            /** @description Empty while the channel has not given it. */
            total: string;
            /** Format: date-time */
            updated_at?: string;
        };
        OrderSelection: {
            channel?: string;
            /** @description Connection id or name. */
            connection?: string;
            /** Format: date-time */
            from?: string;
            held?: boolean;
            /** @description Only these orders. */
            ids?: string[];
            /** @description Issue id: the orders it holds up. */
            issue?: string;
            q?: string;
            ref?: string;
            /** @enum {string} */
            stage?: "unpaid" | "paid" | "shipped" | "delivered" | "completed" | "cancelled" | "failed_delivery" | "returned";
            /** @enum {string} */
            tab?: "new" | "to_ship" | "in_delivery" | "completed" | "cancelled" | "failed_delivery" | "complained" | "pending" | "errors" | "skipped";
            /** Format: date-time */
            to?: string;
        };
        OverStatus: {
            channel: string;
            /** Format: int64 */
            held: number;
            /** Format: int64 */
            orders: number;
        };
        OverrideInputBody: {
            /** @description The line's ref. */
            line: string;
            /** @description Why, for the audit trail. */
            reason: string;
            /** @description Of the books; made if they do not know it. Empty takes it back. */
            sku: string;
        };
        OverrideView: {
            /** Format: date-time */
            at: string;
            by: string;
            /** @description The line's ref. */
            line: string;
            reason: string;
            sku: string;
        };
        OwnInputBody: {
            /**
             * @description Empty takes the choice back: the request's Accept-Language counts again.
             * @enum {string}
             */
            language: "en" | "id" | "";
        };
        PackageView: {
            courier: string;
            /** Format: date-time */
            delivered_at?: string;
            ref: string;
            /** Format: date-time */
            shipped_at?: string;
            tracking_number: string;
        };
        PasswordInputBody: {
            /** @description Needed where there is one. */
            old_password?: string;
            password: string;
        };
        PersonView: {
            email: string;
            name: string;
            phone: string;
        };
        PlannedOp: {
            detail: string;
            operation: string;
        };
        Policy: {
            /** @description Off: orders wait as pending until a person lets them through. */
            auto_process: boolean;
            /** @description By channel, instead of number_prefix, for orders that come over this connection under another channel's name. */
            channel_prefixes?: {
                [key: string]: string;
            };
            /** @description The SKU for unmapped_sku = default. */
            default_sku?: string;
            /**
             * Format: date-time
             * @description Orders created before this moment are skipped (go-live date).
             */
            download_from: string;
            /**
             * @description The document a paid order becomes.
             * @enum {string}
             */
            drop_into: "invoice" | "sales_order";
            /**
             * @description What to do with an order found missing.
             * @enum {string}
             */
            missing_orders: "download" | "report";
            /** @description Put before the numbers of this connection's documents. */
            number_prefix?: string;
            /**
             * @description Take orders the channel has not invoiced yet, or only those it has. Only for channels that invoice by themselves.
             * @enum {string}
             */
            order_download_mode: "auto_invoice" | "wait_for_invoice";
            /**
             * Format: int64
             * @description Seconds between two cycles of the orders lane.
             */
            orders_every_seconds: number;
            /**
             * @description When the invoice becomes paid.
             * @enum {string}
             */
            payment_at: "completed" | "paid";
            /** @description By the channel's word for a payment method, the method under which the books show the payment. The empty word stands for orders whose channel names none. */
            payment_methods?: {
                [key: string]: string;
            };
            /** @description Credit notes written by themselves put the goods back into stock. */
            restock_returns: boolean;
            /**
             * @description What a return or a refund does.
             * @enum {string}
             */
            returns: "manual" | "credit_note";
            /** @description Largest rounding difference between the channel's total and its parts that is booked as a line of its own; 0: what is usual for the currency. */
            tolerance: string;
            /**
             * @description What to do with a payment whose method is not in payment_methods: book it under the channel's own word, or hold it until somebody chooses the books' method.
             * @default as_named
             * @enum {string}
             */
            unmapped_payment_method: "as_named" | "hold";
            /**
             * @description What to do with a line whose SKU the books do not know.
             * @enum {string}
             */
            unmapped_sku: "hold" | "create" | "default";
            /** @description The location goods leave from. */
            warehouse?: string;
        };
        PolicyFate: {
            operations: string[];
            /** @description Why it would wait or be left out. */
            why?: components["schemas"]["Sentence"];
        };
        PolicyPreview: {
            /** @description There are more orders; the older ones were not looked at. */
            capped: boolean;
            /**
             * Format: int64
             * @description Orders that the proposed policy would treat otherwise.
             */
            changed: number;
            /**
             * Format: date-time
             * @description Orders placed from here on were looked at.
             */
            from: string;
            /**
             * Format: int64
             * @description That were looked at.
             */
            orders: number;
            /** @description Nothing of the shop is here yet, so the newest page of its orders was read at the channel, whatever their day; nothing of it is stored. */
            peeked: boolean;
            present: components["schemas"]["PolicyTally"];
            proposed: components["schemas"]["PolicyTally"];
            /** @description By reason of holds and skips, what it reads like in a word or two. */
            reasons: {
                [key: string]: string;
            };
            /** @description Some of those, the newest. */
            samples: components["schemas"]["PolicySample"][];
        };
        PolicySample: {
            currency: string;
            /** @description Empty when it was only peeked at. */
            id: string;
            number: string;
            present: components["schemas"]["PolicyFate"];
            proposed: components["schemas"]["PolicyFate"];
            ref: string;
            stage: string;
            total: string;
        };
        PolicyTally: {
            /** @description Orders that would be held or pending, by reason. */
            holds: {
                [key: string]: number;
            };
            /** @description By operation. */
            operations: {
                [key: string]: number;
            };
            /** @description Orders that would be left out, by rule. */
            skips: {
                [key: string]: number;
            };
        };
        PreviewView: {
            /** @description What matches, by operation, connection and code. */
            groups: components["schemas"]["GroupView"][];
            /** @description What these are worth, by currency. */
            held: components["schemas"]["HeldView"][];
            /**
             * Format: int64
             * @description Orders concerned, each once.
             */
            orders: number;
            /** @description What would be left out, and why. */
            skipped: components["schemas"]["SkipView"][];
            /**
             * Format: int64
             * @description To do: entries, or orders each once where they are run again.
             */
            total: number;
        };
        Problem: {
            /**
             * Format: int64
             * @description Outcome code, where there is an outcome behind it.
             */
            code?: number;
            /** @description What is wrong and why. */
            detail: string;
            /** @description The fields that are wrong. */
            errors?: components["schemas"]["ErrorDetail"][];
            /** @description Stable word for the cause, where there is an outcome behind it. */
            reason?: string;
            /** @description What to do. */
            remedy?: string;
            /** Format: int64 */
            status: number;
            title: string;
            type?: string;
        };
        ProductView: {
            /** Format: date-time */
            created_at: string;
            /** @description A person, or the order whose line showed it. */
            created_by: string;
            name: string;
            sku: string;
        };
        ReconnectInputBody: {
            /** @description What changes; the rest stays as it is. */
            settings: {
                [key: string]: string;
            };
        };
        RecoverInputBody: {
            /** @description Also those that were delivered. */
            all?: boolean;
            /**
             * Format: date-time
             * @description Events from then on.
             */
            since: string;
        };
        ReleaseInputBody: {
            /** @description Why, for the audit trail. */
            reason: string;
        };
        RemoveInputBody: {
            /** @description Stands in the audit trail and at the issues that this resolves. */
            reason: string;
        };
        RenameInputBody: {
            name: string;
        };
        Report: {
            /** @description The columns, with words. */
            codes: components["schemas"]["ReportCode"][];
            days: components["schemas"]["ReportDay"][];
            /** Format: date-time */
            from: string;
            /** @description The tabs with their number of transactions, All first. */
            operations: components["schemas"]["ReportOperation"][];
            /** @description One per connection, for the operation asked for. */
            rows: components["schemas"]["ReportRow"][];
            /** Format: date-time */
            to: string;
            totals: components["schemas"]["ReportTotals"];
            zone: string;
        };
        ReportCode: {
            /** Format: int64 */
            code: number;
            /** @description 200 OK, 400 Bad Request: wrong status, ... */
            label: string;
        };
        ReportDay: {
            counts: {
                [key: string]: number;
            };
            /** @description YYYY-MM-DD in the account's time zone. */
            day: string;
            /** Format: int64 */
            total: number;
        };
        ReportOperation: {
            /** Format: int64 */
            failed: number;
            label: string;
            /** @description all, or an operation */
            operation: string;
            /** Format: int64 */
            total: number;
        };
        ReportRow: {
            channel: string;
            connection: string;
            connection_name: string;
            /** @description By code. */
            counts: {
                [key: string]: number;
            };
            /** Format: int64 */
            total: number;
        };
        ReportTotals: {
            /** Format: int64 */
            conflicts: number;
            /** Format: int64 */
            missing: number;
            /**
             * Format: int64
             * @description Every other failure.
             */
            other: number;
            /** Format: int64 */
            successful: number;
            /** Format: int64 */
            transactions: number;
            /** Format: int64 */
            wrong_status: number;
        };
        RerunInputBody: {
            /** @description Why, for the audit trail and the entries. */
            reason?: string;
            /**
             * @description Ask the channel first, or use what was read last.
             * @default fetch
             * @enum {string}
             */
            verb: "fetch" | "stored";
        };
        ResolveInputBody: {
            /** @description Why, for the audit trail. */
            reason?: string;
        };
        Result: {
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            id: string;
            /** @description What is wrong and why. */
            message: string;
            /** @description Stable word for the cause. */
            reason: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
        };
        RetentionBounds: {
            /** Format: int64 */
            exchange_days_min: number;
            /** Format: int64 */
            log_days_max: number;
            /** Format: int64 */
            log_days_min: number;
        };
        RetentionDays: {
            /**
             * Format: int64
             * @description Days that requests and answers are kept. 1 to log_days.
             */
            exchange_days: number;
            /**
             * Format: int64
             * @description Days that entries are kept, and what is made of them: the report's figures, issues, bulk actions, messages. 7 to 3650.
             */
            log_days: number;
        };
        RetentionView: {
            bounds: components["schemas"]["RetentionBounds"];
            /** @description An owner has chosen it; otherwise the program's flags count. */
            chosen: boolean;
            /** @description What the program's flags say. */
            default: components["schemas"]["RetentionDays"];
            /**
             * Format: int64
             * @description Days that requests and answers are kept. 1 to log_days.
             */
            exchange_days: number;
            kept: components["schemas"]["LogHolding"];
            /**
             * Format: int64
             * @description Days that entries are kept, and what is made of them: the report's figures, issues, bulk actions, messages. 7 to 3650.
             */
            log_days: number;
        };
        RoleInputBody: {
            /** @enum {string} */
            role: "owner" | "operator" | "viewer";
        };
        RulesWriteBody: {
            rules: components["schemas"]["NoticeRule"][];
        };
        SavedView: {
            /** @description A path of the app with its filters: /orders?stage=paid. */
            address: string;
            name: string;
            /** @description The address without its filters: /orders. */
            page: string;
        };
        Sentence: {
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            /** @description What is wrong and why. */
            message: string;
            /** @description Stable word for the cause. */
            reason: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
        };
        Session: {
            account: components["schemas"]["AccountView"];
            /**
             * @description What the member has chosen to read; empty when nothing is chosen, and for tokens.
             * @enum {string}
             */
            language: "en" | "id" | "";
            user: components["schemas"]["UserView"];
        };
        SessionView: {
            browser: string;
            /** Format: date-time */
            created_at: string;
            /** @description The one that asks. */
            current: boolean;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** @description Where it was last seen: the address without its last part. */
            network: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            seen_at: string;
        };
        SettingView: {
            choices: string[];
            default: string;
            help: string;
            label: string;
            name: string;
            required: boolean;
            secret: boolean;
        };
        SetupInputBody: {
            /** @description Counts only where the invitation names none. */
            email?: string;
            name?: string;
            password: string;
            token: string;
        };
        SignInInputBody: {
            email: string;
            password: string;
        };
        Silence: {
            /**
             * Format: int64
             * @description Outcome code: 200, 400, 401, 404, 409, 422, 429, 500, 503.
             */
            code: number;
            /** @description What is wrong and why. */
            message: string;
            /** @description Stable word for the cause. */
            reason: string;
            /** @description What to do; empty when nothing has to be done. */
            remedy: string;
            /**
             * Format: date-time
             * @description Its last order.
             */
            since: string;
            /**
             * Format: int64
             * @description The fewest orders it had in the same hours of the four weeks before.
             */
            usual: number;
        };
        SkipView: {
            message: string;
            /** Format: int64 */
            n: number;
            reason: string;
        };
        SnapshotView: {
            address: string;
            buyer: components["schemas"]["PersonView"];
            cancel_reason: string;
            cancel_requested: boolean;
            cancelled_by: string;
            fees: string;
            goods: string;
            lines: components["schemas"]["LineView"][];
            note: string;
            packages: components["schemas"]["PackageView"][];
            payment_method: string;
            platform_voucher: string;
            refunded: string;
            return_requested: boolean;
            seller_voucher: string;
            shipping: string;
            /** @description The steps of its life that have happened, oldest first. */
            steps: components["schemas"]["StepView"][];
            tax: string;
        };
        SnoozeInputBody: {
            /**
             * Format: int64
             * @description Until so many more failures have come. With until: whichever is first.
             */
            more?: number;
            /**
             * Format: date-time
             * @description Until then; must be to come.
             */
            until?: string;
        };
        StartPolicy: {
            /** @description Off: orders wait as pending until a person lets them through. */
            auto_process?: boolean;
            /**
             * Format: date-time
             * @description Orders created before this moment are skipped (go-live date); the first cycle looks back to here.
             */
            download_from?: string;
            /**
             * @description The document a paid order becomes.
             * @enum {string}
             */
            drop_into?: "invoice" | "sales_order";
            /**
             * @description When the invoice becomes paid.
             * @enum {string}
             */
            payment_at?: "completed" | "paid";
        };
        StateCount: {
            /** Format: int64 */
            count: number;
            state: string;
        };
        StatesAnswerBody: {
            states: components["schemas"]["StateCount"][];
        };
        Status: {
            connections: components["schemas"]["ConnectionStatus"][];
            needs_you: components["schemas"]["NeedsYou"];
            /** Format: date-time */
            now: string;
            /**
             * Format: date-time
             * @description Up to then the completeness ledger has proven every connection; absent when one is not proven at all.
             */
            proven_until?: string;
            workers: components["schemas"]["WorkerView"][];
            /** Format: int64 */
            workers_alive: number;
        };
        StepView: {
            /** Format: date-time */
            at: string;
            /** @description created, paid, shipped, delivered, completed, cancelled, failed_delivery (at the last change: channels tell no moment) */
            step: string;
        };
        TabCount: {
            /** Format: int64 */
            count: number;
            tab: string;
        };
        TabsAnswerBody: {
            tabs: components["schemas"]["TabCount"][];
        };
        TestCheck: {
            name: string;
            note?: string;
            ok: boolean;
        };
        TestInputBody: {
            /** @description Id of one of your rules, or, for owners, of the account's; your own mail address if left out. */
            rule?: string;
        };
        TokenView: {
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /**
             * Format: date-time
             * @description Absent: never.
             */
            expires_at?: string;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            last_used_at?: string;
            name: string;
            /**
             * @description How far it goes: a viewer's reads, an operator's operates, an owner's manages.
             * @enum {string}
             */
            role: "owner" | "operator" | "viewer";
            /** @description Where: the parts of the API it is for; empty: all of them. */
            subjects: string[];
        };
        TrendDay: {
            /** @description YYYY-MM-DD in the account's time zone. */
            day: string;
            /** Format: int64 */
            n: number;
        };
        UserView: {
            email: string;
            id: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "operator" | "viewer";
        };
        ViewInputBody: {
            /** @description A path of the app with its filters: /orders?stage=paid. Never another site's. */
            address: string;
            /** @description One that is taken on the same page is given anew. */
            name: string;
        };
        VoidInputBody: {
            /** @description Why, for the audit trail. */
            reason: string;
        };
        WaysIn: {
            single_sign_on: boolean;
            /** @description Where to send the browser for the single sign-on; next=/page says where it goes afterwards. */
            url?: string;
        };
        WebhookAttempt: {
            /** @description The beginning of the answer's body. */
            answer: string;
            /** Format: date-time */
            at: string;
            /** @description Absent when it was delivered. */
            problem?: components["schemas"]["Sentence"];
            /**
             * Format: int64
             * @description 0: there was no answer.
             */
            status: number;
            /** Format: double */
            took_ms: number;
        };
        WebhookBody: {
            description?: string;
            /** @description Event types, such as order.created, document.voided, issue.opened; none: every type. One that does not exist is refused with the list of all. */
            types?: string[];
            /** @description https://... */
            url: string;
        };
        WebhookChangeBody: {
            description?: string;
            /**
             * @description Left out: as it is.
             * @enum {string}
             */
            state?: "enabled" | "disabled";
            /** @description Event types, such as order.created, document.voided, issue.opened; none: every type. One that does not exist is refused with the list of all. */
            types?: string[];
            /** @description https://... */
            url: string;
        };
        WebhookDelivery: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * Format: int64
             * @description Since it was written, or sent again by a person.
             */
            attempts: number;
            id: string;
            /** @description The webhook-id header: the same for every attempt, and when it is sent again. */
            message_id: string;
            /**
             * Format: date-time
             * @description When it is tried next.
             */
            next_at?: string;
            /** @description What it is about: an order's number as the channel shows it, a document's number, an issue's subject; empty: nothing that has a name. */
            reference: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            /**
             * Format: int64
             * @description HTTP status of the last answer; 0: there was none.
             */
            status: number;
            /**
             * Format: date-time
             * @description The last attempt.
             */
            tried_at?: string;
            type: string;
        };
        WebhookDeliveryDetail: {
            /**
             * Format: date-time
             * @description When it happened.
             */
            at: string;
            /**
             * Format: int64
             * @description Since it was written, or sent again by a person.
             */
            attempts: number;
            id: string;
            /** @description Every attempt, oldest first. */
            log: components["schemas"]["WebhookAttempt"][];
            /** @description The webhook-id header: the same for every attempt, and when it is sent again. */
            message_id: string;
            /**
             * Format: date-time
             * @description When it is tried next.
             */
            next_at?: string;
            /** @description The body, byte by byte as it is signed. */
            payload: string;
            /** @description What it is about: an order's number as the channel shows it, a document's number, an issue's subject; empty: nothing that has a name. */
            reference: string;
            /** @enum {string} */
            state: "waiting" | "delivered" | "failed";
            /**
             * Format: int64
             * @description HTTP status of the last answer; 0: there was none.
             */
            status: number;
            /**
             * Format: date-time
             * @description The last attempt.
             */
            tried_at?: string;
            type: string;
        };
        WebhookRecovery: {
            /** Format: int64 */
            deliveries: number;
        };
        WebhookView: {
            /** Format: date-time */
            created_at: string;
            description: string;
            /**
             * Format: date-time
             * @description The first failed attempt since one succeeded.
             */
            failing_since?: string;
            id: string;
            /** @description Why the hub disabled it. */
            problem?: components["schemas"]["Sentence"];
            /**
             * Format: date-time
             * @description The secret before the last rotation signs, too, until then.
             */
            rotated_until?: string;
            /** @enum {string} */
            state: "enabled" | "disabled";
            /** @description Event types it is sent; empty: every type. */
            types: string[];
            url: string;
        };
        WorkerView: {
            alive: boolean;
            name: string;
            /** Format: date-time */
            seen_at: string;
            /** Format: date-time */
            started_at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    retention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retention-set": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetentionDays"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retention-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retention-preview": {
        parameters: {
            query?: {
                /** @description 0, for both: what the program's flags say. */
                log_days?: number;
                exchange_days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogAmount"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Who: an e-mail address, or "token NAME"; exactly. */
                actor?: string;
                /** @description What: sign_in, connect, void_document ...; exactly. */
                action?: string;
                /** @description About what: an order, a connection, an address; exactly. */
                subject?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListAuditView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulks: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListBulkView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bulk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "bulk-stop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "buyer-forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgetInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ForgottenView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListChannelView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeness: {
        parameters: {
            query?: {
                /** @description Connection id or name. */
                connection?: string;
                /** @description First day, YYYY-MM-DD. Default: 29 days before the last. */
                from?: string;
                /** @description Last day. Default: today in the account's time zone. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Completeness"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "completeness-check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompletenessCheckInputBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompletenessShop"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "completeness-day": {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Which figure's orders. What is complete, held, pending or skipped is told as it is now, the rest as the last check found it. */
                kind?: "unexplained" | "unequal" | "orphan" | "gone" | "held" | "pending" | "skipped" | "complete" | "healed";
            };
            header?: never;
            path: {
                /** @description Connection id or name. */
                connection: string;
                /** @description YYYY-MM-DD in the account's time zone. */
                day: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCompletenessItem"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    authorise: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuthoriseInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthoriseView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connection-pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "policy-set": {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the policy that the change was made from. If somebody has changed it since, nothing is saved (412). Without it the policy is replaced whatever it is. */
                "If-Match"?: string;
            };
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "policy-preview": {
        parameters: {
            query?: {
                /** @description How far back orders are looked at. */
                days?: number;
            };
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPreview"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connection-remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemoveInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connection-resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reconnect: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReconnectInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connection-sync": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "connection-test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Connection id or name. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cycles: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Connection id or name. */
                connection?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListCycleView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "invoice-print": {
        parameters: {
            query?: {
                /** @description English or Bahasa Indonesia. */
                language?: "en" | "id";
                /** @description A4, or a receipt 80 mm wide. */
                paper?: "a4" | "receipt";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Cache-Control"?: string;
                    "Content-Security-Policy"?: string;
                    "Content-Type"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    documents: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Connection id or name. */
                connection?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                /** @description Beginning of the document's number, the order's number or its id; or the digits of a document's number. */
                q?: string;
                /** @description The recycle bin. */
                voided?: boolean;
                /** @description Invoices. */
                payment?: "unpaid" | "paid";
                /** @description Invoices. */
                delivery?: "unsent" | "sent";
                /** @description Written from then on; in the recycle bin: voided. */
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                kind: "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDocumentView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "documents-csv": {
        parameters: {
            query?: {
                /** @description Connection id or name. */
                connection?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                /** @description Beginning of the document's number, the order's number or its id; or the digits of a document's number. */
                q?: string;
                /** @description The recycle bin. */
                voided?: boolean;
                /** @description Invoices. */
                payment?: "unpaid" | "paid";
                /** @description Invoices. */
                delivery?: "unsent" | "sent";
                /** @description Written from then on; in the recycle bin: voided. */
                from?: string;
                to?: string;
                /** @description Begin with a byte order mark: some versions of Excel take the file for UTF-8 only then. */
                bom?: boolean;
            };
            header?: never;
            path: {
                kind: "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "document-restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoidInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "document-void": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: "sales-orders" | "invoices" | "outbounds" | "payments" | "credit-notes";
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoidInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DocumentView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListInvitationView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewInvitationView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "invitation-withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issues: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description One or several, with commas; empty: all. */
                state?: ("open" | "acknowledged" | "snoozed" | "resolved" | "regressed")[];
                /** @description Connection id or name. */
                connection?: string;
                /** @description Outcome code; 0: any. */
                code?: number;
                reason?: string;
                /** @description Member id, or me. */
                assignee?: string;
                /** @description Any part of the subject, the reason, the operation or what the failure is about. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListIssueView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-states": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatesAnswerBody"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    issue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-assign": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-comment": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-fix": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FixInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueBulkAnswerBody"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-reopen": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-resolve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueBulkAnswerBody"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "issue-snooze": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SnoozeInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssueDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "listing-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinkResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logs: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                from?: string;
                to?: string;
                /** @description Connection id or name. */
                connection?: string;
                /** @description One operation, or several with commas between. */
                operation?: string;
                /** @description One outcome code, or several with commas between. */
                code?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                /** @description Number of an order, as the channel shows it, or its id there, or another reference; whole. */
                ref?: string;
                sku?: string;
                /** @description Beginning of an order's number or of a reference, a whole document number, or any part of what a failure says. */
                q?: string;
                sync_type?: "auto" | "manual" | "webhook" | "rerun";
                /** @description Cycle id. */
                cycle?: string;
                /** @description Issue id. */
                issue?: string;
                /** @description Bulk action id: the entries it wrote. */
                bulk?: string;
                hide_resolved?: boolean;
                /** @description Failures that are resolved, and nothing else. */
                only_resolved?: boolean;
                errors_only?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLogEntry"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "logs-csv": {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                /** @description Connection id or name. */
                connection?: string;
                /** @description One operation, or several with commas between. */
                operation?: string;
                /** @description One outcome code, or several with commas between. */
                code?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                /** @description Number of an order, as the channel shows it, or its id there, or another reference; whole. */
                ref?: string;
                sku?: string;
                /** @description Beginning of an order's number or of a reference, a whole document number, or any part of what a failure says. */
                q?: string;
                sync_type?: "auto" | "manual" | "webhook" | "rerun";
                /** @description Cycle id. */
                cycle?: string;
                /** @description Issue id. */
                issue?: string;
                /** @description Bulk action id: the entries it wrote. */
                bulk?: string;
                hide_resolved?: boolean;
                /** @description Failures that are resolved, and nothing else. */
                only_resolved?: boolean;
                errors_only?: boolean;
                /** @description Begin with a byte order mark: some versions of Excel take the file for UTF-8 only then. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "log-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogActionsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionResult"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "logs-count": {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                /** @description Connection id or name. */
                connection?: string;
                /** @description One operation, or several with commas between. */
                operation?: string;
                /** @description One outcome code, or several with commas between. */
                code?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                /** @description Number of an order, as the channel shows it, or its id there, or another reference; whole. */
                ref?: string;
                sku?: string;
                /** @description Beginning of an order's number or of a reference, a whole document number, or any part of what a failure says. */
                q?: string;
                sync_type?: "auto" | "manual" | "webhook" | "rerun";
                /** @description Cycle id. */
                cycle?: string;
                /** @description Issue id. */
                issue?: string;
                /** @description Bulk action id: the entries it wrote. */
                bulk?: string;
                hide_resolved?: boolean;
                /** @description Failures that are resolved, and nothing else. */
                only_resolved?: boolean;
                errors_only?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                from?: string;
                to?: string;
                state?: "waiting" | "sending" | "sent" | "failed";
                what?: "errors" | "person" | "no_access" | "silent_worker" | "token_expiry" | "silent_shop";
                way?: "mail" | "webhook" | "slack" | "discord" | "chat";
                sort?: "open" | "clear" | "test";
                /** @description Any part of the address or host. */
                recipient?: string;
                /** @description Connection id or name: messages about this shop, perhaps among others. */
                connection?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListNoticeView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "notice-rules": {
        parameters: {
            query?: {
                /** @description Whose: your own, or the account's, which owners may read and write. */
                of?: "me" | "account";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeRules"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "notice-rules-set": {
        parameters: {
            query?: {
                /** @description Whose: your own, or the account's, which owners may read and write. */
                of?: "me" | "account";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RulesWriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeRules"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "notice-test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TestInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    orders: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                tab?: "new" | "to_ship" | "in_delivery" | "completed" | "cancelled" | "failed_delivery" | "complained" | "pending" | "errors" | "skipped";
                /** @description Connection id or name. */
                connection?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                stage?: "unpaid" | "paid" | "shipped" | "delivered" | "completed" | "cancelled" | "failed_delivery" | "returned";
                /** @description The order's number, as the channel shows it, or its id there; whole. */
                ref?: string;
                /** @description Beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name. */
                q?: string;
                /** @description Only what waits for a person or a change, on whatever tab. */
                held?: boolean;
                /** @description Issue id: only what it holds up. */
                issue?: string;
                /** @description Changed at the channel from then on. */
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListOrder"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "orders-csv": {
        parameters: {
            query?: {
                tab?: "new" | "to_ship" | "in_delivery" | "completed" | "cancelled" | "failed_delivery" | "complained" | "pending" | "errors" | "skipped";
                /** @description Connection id or name. */
                connection?: string;
                /** @description Name of the channel the order was placed at. */
                channel?: string;
                stage?: "unpaid" | "paid" | "shipped" | "delivered" | "completed" | "cancelled" | "failed_delivery" | "returned";
                /** @description The order's number, as the channel shows it, or its id there; whole. */
                ref?: string;
                /** @description Beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name. */
                q?: string;
                /** @description Only what waits for a person or a change, on whatever tab. */
                held?: boolean;
                /** @description Issue id: only what it holds up. */
                issue?: string;
                /** @description Changed at the channel from then on. */
                from?: string;
                to?: string;
                /** @description Begin with a byte order mark: some versions of Excel take the file for UTF-8 only then. */
                bom?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DownloadInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-tabs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TabsAnswerBody"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-answer-cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerCancelInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-decide": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-override": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverrideInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-release": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "order-rerun": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RerunInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    products: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                /** @description Part of a SKU or a name. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListProductView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report: {
        parameters: {
            query?: {
                /** @description Default: start of the day six days ago, in the account's zone. */
                from?: string;
                /** @description Default: now. */
                to?: string;
                /** @description Empty or all: every operation. */
                operation?: string;
                /** @description Connection id or name. */
                connection?: string;
                /** @description Name of the channel the orders were placed at. */
                channel?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OwnInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rename-self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenameInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInputBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    views: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSavedView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "view-save": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "view-remove": {
        parameters: {
            query: {
                page: string;
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ways-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaysIn"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSessionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sessions-end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session-end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "setup-look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkLookInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedView"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTokenView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "token-create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenInputBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTokenView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "token-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListUserView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-remove": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListSessionView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-sessions-end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ended"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "user-session-end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWebhookView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-change": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChangeBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-delete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-deliveries": {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description next_cursor of the page before. */
                cursor?: string;
                state?: "waiting" | "delivered" | "failed";
                type?: string;
                /** @description Happened from then on. */
                from?: string;
                to?: string;
                /** @description What it is about, exactly: an order's number, a document's number, an issue's subject. */
                reference?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWebhookDelivery"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-delivery": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-recover": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverInputBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookRecovery"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-rotate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookView"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhook-test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryDetail"];
                };
            };
            /** @description Unauthorized */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Forbidden */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unprocessable Entity */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Internal Server Error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
