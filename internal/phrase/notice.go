package phrase

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// notices are the words that stand around the sentences of a notice. A language is one entry.
var notices = map[string]map[string]string{
	English: {
		"open_one":      "1 open issue: {shop}",
		"open_many":     "{n} open issues: {shop}",
		"open_of":       "{all} open issues, {n} of them told now: {shop}",
		"person_one":    "1 issue needs a person: {shop}",
		"person_many":   "{n} issues need a person: {shop}",
		"person_of":     "{all} issues need a person, {n} of them told now: {shop}",
		"no_access":     "{connection} needs you: {shop}",
		"silent_worker": "No order came in: {shop}",
		"token_expiry":  "The permission of {connection} ends on {on}: {shop}",
		"silent_shop":   "{connection} is silent: {shop}",
		"clear":         "All clear: {shop}",
		"test":          "A test: {shop}",
		"test_text":     "This is a test. If you can read it, notices reach this place.",
		"clear_text":    "Everything you were told about is resolved.",
		"as_of":         "As of {at} ({zone}).",
		"cleared":       "Resolved since the last message:",
		"more":          "And {n} more; the whole list is in the hub.",
		"still":         "{n} more are open and silent here: nothing has changed in them since you were told. They are told again after longer and longer gaps, up to a day.",
		"still_one":     "1 more is open and silent here: nothing has changed in it since you were told. It is told again after longer and longer gaps, up to a day.",
		"known":         "{n} more are acknowledged or snoozed, and silent for that.",
		"known_one":     "1 more is acknowledged or snoozed, and silent for that.",
		"elsewhere":     "{n} more are about a shop that refuses access, which you are told of by itself.",
		"elsewhere_one": "1 more is about a shop that refuses access, which you are told of by itself.",
		"failures":      "{n} failures, first {first}, last {last}",
		"failures_one":  "1 failure, {first}",
		"held":          "Holds up {n} orders worth {money}",
		"held_one":      "Holds up 1 order worth {money}",
		"remedy":        "What to do",
		"look":          "Look at it",
		"about":         "{operation} at {connection}",

		"alarm_no_access":     "{connection}: access refused",
		"alarm_silent_worker": "No worker at work",
		"alarm_token_expiry":  "{connection}: its permission ends",
		"alarm_silent_shop":   "{connection}: no orders",

		"why": "You get this by your rules of notices. It stops when the cause is resolved, or when somebody acknowledges or snoozes it.",
	},
	"id": {
		"open_one":      "1 masalah terbuka: {shop}",
		"open_many":     "{n} masalah terbuka: {shop}",
		"open_of":       "{all} masalah terbuka, {n} di antaranya diberitahukan kini: {shop}",
		"person_one":    "1 masalah membutuhkan orang: {shop}",
		"person_many":   "{n} masalah membutuhkan orang: {shop}",
		"person_of":     "{all} masalah membutuhkan orang, {n} di antaranya diberitahukan kini: {shop}",
		"no_access":     "{connection} membutuhkan Anda: {shop}",
		"silent_worker": "Tidak ada pesanan masuk: {shop}",
		"token_expiry":  "Izin {connection} berakhir pada {on}: {shop}",
		"silent_shop":   "{connection} tidak ada kabar: {shop}",
		"clear":         "Semua beres: {shop}",
		"test":          "Percobaan: {shop}",
		"test_text":     "Ini percobaan. Jika Anda dapat membacanya, pemberitahuan sampai ke tempat ini.",
		"clear_text":    "Semua yang diberitahukan kepada Anda sudah selesai.",
		"as_of":         "Keadaan pada {at} ({zone}).",
		"cleared":       "Selesai sejak pesan terakhir:",
		"more":          "Dan {n} lagi; daftar lengkapnya ada di Tillbridge.",
		"still":         "{n} lagi masih terbuka dan tidak disebut di sini: tidak ada yang berubah sejak Anda diberi tahu. Masalah itu diberitahukan lagi dengan jeda yang makin lama, paling lama sehari.",
		"still_one":     "1 lagi masih terbuka dan tidak disebut di sini: tidak ada yang berubah sejak Anda diberi tahu. Masalah itu diberitahukan lagi dengan jeda yang makin lama, paling lama sehari.",
		"known":         "{n} lagi sudah ditandai diketahui atau ditunda, karena itu tidak disebut.",
		"known_one":     "1 lagi sudah ditandai diketahui atau ditunda, karena itu tidak disebut.",
		"elsewhere":     "{n} lagi tentang toko yang menolak akses; hal itu diberitahukan kepada Anda secara tersendiri.",
		"elsewhere_one": "1 lagi tentang toko yang menolak akses; hal itu diberitahukan kepada Anda secara tersendiri.",
		"failures":      "{n} kegagalan, pertama {first}, terakhir {last}",
		"failures_one":  "1 kegagalan, {first}",
		"held":          "Menahan {n} pesanan senilai {money}",
		"held_one":      "Menahan 1 pesanan senilai {money}",
		"remedy":        "Yang perlu dilakukan",
		"look":          "Lihat",
		"about":         "{operation} di {connection}",

		"alarm_no_access":     "{connection}: akses ditolak",
		"alarm_silent_worker": "Tidak ada pekerja yang berjalan",
		"alarm_token_expiry":  "{connection}: izinnya berakhir",
		"alarm_silent_shop":   "{connection}: tidak ada pesanan",

		"why": "Anda menerima ini menurut aturan pemberitahuan Anda. Pesan berhenti bila penyebabnya selesai, atau bila seseorang menandainya diketahui atau menundanya.",
	},
}

// Notice is a phrase that stands around the sentences of a notice, by its name. Arguments stand in it as {name}; one that is
// missing reads as "unknown". A name nobody listed is empty.
func Notice(lang, name string, args outcome.Args) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	text, ok := notices[base][name]
	if !ok {
		text = notices[English][name]
	}
	return of(lang).fill(text, args)
}
