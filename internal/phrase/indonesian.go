package phrase

import "github.com/tillbridge/tillbridge/internal/outcome"

// indonesian speaks as sellers and bookkeepers in Indonesia do: pesanan, faktur, surat jalan, nomor resi, tempat sampah. What they
// call by its English name keeps it: SKU, listing, voucher, void. The reader is Anda.
var indonesian = catalogue{
	unknown:  "tidak diketahui",
	thousand: ".",
	point:    ",",
	removed:  "dihapus",

	words: map[string]map[string]string{
		"by":   {"buyer": "pembeli", "seller": "penjual", "system": "sistem"},
		"kind": {"sales_order": "pesanan penjualan", "invoice": "faktur", "outbound": "surat jalan", "payment": "pembayaran", "credit_note": "nota kredit"},
	},

	sentences: map[outcome.Reason]sentence{
		// 200
		outcome.Done:        {message: "Selesai."},
		outcome.SKUCreated:  {message: `Pembukuan kini mengenal SKU "{sku}" ({name}), karena ada pesanan yang memuatnya.`},
		outcome.Linked:      {message: `Listing {listing} kini tertaut ke SKU "{sku}".`},
		outcome.NothingToDo: {message: "Sudah diperiksa, dan pembukuan sudah sebagaimana mestinya."},

		// 400: the order's state
		outcome.UnknownStatus: {
			"Kanal memberi pesanan ini status \"{status}\" yang tidak dikenal Tillbridge, jadi tidak ditebak apa yang harus tampil di pembukuan.",
			"Beri pesanan status yang lazim di kanal lalu jalankan ulang, atau minta agar status ini ditambahkan.",
		},
		outcome.CancelledAfterShipping: {
			"Pesanan dibatalkan setelah barangnya dikirim (dibatalkan oleh: {by}). Faktur dibiarkan apa adanya, karena hanya Anda yang tahu apakah barangnya kembali.",
			"Putuskan: void dan kembalikan stok bila barang sudah kembali, biarkan bila penjualan tetap berlaku, atau buat nota kredit.",
		},
		outcome.FailedDelivery: {
			"Kurir tidak berhasil mengantar barangnya. Faktur dibiarkan apa adanya, karena hanya Anda yang tahu apakah barangnya kembali.",
			"Putuskan: void dan kembalikan stok bila barang sudah kembali, biarkan bila barang dikirim lagi, atau buat nota kredit.",
		},
		outcome.ReturnNeedsDecision: {
			"Pembeli sudah meretur pesanan. Faktur tetap berstatus dikirim dan lunas sampai ada yang memutuskan.",
			"Putuskan: buat nota kredit, void dan kembalikan stok, atau biarkan. Agar nota kredit dibuat tanpa bertanya, ubah \"Bila ada retur atau pengembalian dana\" di kebijakan koneksi menjadi \"Buat nota kredit\".",
		},
		outcome.RefundNeedsDecision: {
			"Kanal sudah mengembalikan {currency} {refunded} kepada pembeli, dan pembukuan belum mencatatnya.",
			"Putuskan: buat nota kredit, atau biarkan faktur apa adanya. Agar nota kredit dibuat tanpa bertanya, ubah \"Bila ada retur atau pengembalian dana\" di kebijakan koneksi menjadi \"Buat nota kredit\".",
		},
		outcome.ChangedAfterShipping: {
			"Pesanan berubah di kanal setelah barangnya dikirim: faktur {number} mencatat {currency} {books}, sedangkan pesanannya kini {currency} {total}. Faktur yang sudah dikirim tidak ditimpa.",
			"Perbaiki fakturnya di pembukuan bila perlu, lalu pilih biarkan.",
		},
		outcome.EditedByPerson: {
			"Pesanan dibatalkan sebelum dikirim, tetapi ada yang mengubah faktur {number}, jadi faktur itu tidak divoid tanpa bertanya.",
			"Putuskan: void, atau biarkan.",
		},
		outcome.VoidedByPerson: {
			"Ada yang memvoid faktur pesanan ini secara manual, jadi faktur itu tidak dibuat lagi.",
			"Pulihkan faktur dari tempat sampah bila pesanan ini seharusnya ada di pembukuan.",
		},
		outcome.NothingToDecide: {
			"Pada pesanan ini tidak ada yang perlu diputuskan dengan jawaban \"{choice}\".",
			"Buka pesanannya dan lihat apa yang ditunggu; mungkin sementara ini sudah berlanjut.",
		},
		outcome.RefusedByChannel: {
			"Kanal menolak permintaan (status {status}) dengan pesan: {said}",
			"Lakukan yang diminta kanal, lalu jalankan ulang. Bila pesannya tidak jelas, buka percakapan di entri ini dan mintalah bantuan.",
		},

		// 401
		outcome.NotAuthorised: {
			message: "Toko belum memberi izin kepada Tillbridge, atau izinnya sudah berakhir.",
			remedy:  "Beri izin lagi pada koneksi ini; ia melanjutkan dari tempat berhenti.",
		},
		outcome.KeyRefused: {
			"Kanal tidak lagi menerima kunci koneksi ini dengan pesan: {said}",
			"Sambungkan lagi toko dengan kunci baru. Yang terlewat diambil sesudahnya.",
		},
		outcome.RightMissing: {
			"Kunci koneksi ini tidak punya hak yang diperlukan: {right}.",
			"Beri kunci ini hak tersebut di kanal, atau buat kunci baru yang memilikinya, lalu sambungkan lagi tokonya.",
		},
		outcome.ClockSkew: {
			"Kanal menolak permintaan karena selisih jam terlalu besar, dengan pesan: {said}",
			"Setel jam mesin yang menjalankan Tillbridge menurut server waktu, lalu uji koneksinya.",
		},
		outcome.ConnectionPaused: {
			"Koneksi {connection} sedang dijeda, jadi tidak ada yang diambil dari kanal.",
			"Lanjutkan koneksinya. Bila aksesnya ditolak, sambungkan lagi tokonya terlebih dahulu.",
		},
		outcome.PolicyChanged: {
			"Kebijakan {connection} sudah diubah setelah Anda membacanya, jadi kebijakan Anda tidak disimpan: perubahan itu akan hilang.",
			"Muat lagi kebijakannya dan ubah di sana. Jejak audit mencatat siapa yang mengubahnya.",
		},
		outcome.BadWebhook: {
			"Sebuah webhook ditolak, karena tidak terbukti berasal dari kanal: {why}.",
			"Bila toko Anda yang mengirimnya, pasang lagi webhook dengan menguji koneksi; pesanannya tetap ditemukan oleh siklus berikutnya. Bila bukan, tidak ada yang perlu dilakukan.",
		},
		outcome.Redirected: {
			"Toko sudah pindah ke alamat lain: {to}. Kunci tidak dikirim ke sana tanpa bertanya.",
			"Bila alamat itu milik Anda, ubah alamat toko di pengaturan koneksi.",
		},
		outcome.ChannelRetired: {
			"Platform menghentikan API kanal ini sendiri pada {since}. Sejak itu toko dan pesanannya dilayani oleh {over}.",
			"Hubungkan toko di {over}: pesanannya masuk lewat koneksi itu dan tetap memakai nama kanal ini. Setelah itu hapus koneksi ini.",
		},
		outcome.ShopClosed: {
			"Kanal membekukan atau mengunci toko ini dan tidak mengizinkan siapa pun masuk. Pesannya: {said}",
			"Buka lagi tokonya di kanal (biasanya ada tagihan yang belum dibayar), lalu lanjutkan koneksinya.",
		},
		outcome.PrivateHost: {
			"Alamat {host} berada di jaringan pribadi, dan Tillbridge tidak ke sana kecuali diizinkan.",
			"Perbaiki alamat toko, atau izinkan alamat pribadi di konfigurasi bila tokonya memang ada di sana.",
		},

		// 404
		outcome.OrderMissing: {
			"Pesanan tidak ada: kanal, atau hub, tidak memilikinya.",
			"Bandingkan nomornya dengan yang tampil di kanal, dan pilih toko tempat pesanan itu dibuat. ID pesanan di kanal juga dapat dipakai.",
		},
		outcome.DocumentMissing: {
			"Pembukuan tidak memiliki dokumen yang diperlukan langkah ini (jenis: {kind}).",
			"Jalankan ulang pesanannya: yang belum ada dibuat lebih dahulu.",
		},
		outcome.ConnectionMissing: {
			"Tidak ada koneksi seperti itu; mungkin sudah dihapus.",
			"Pilih koneksi dari daftar, atau hubungkan lagi tokonya.",
		},
		outcome.ConnectionRemoved: {
			"Koneksi dihapus selagi ini berjalan.",
			"Tidak perlu berbuat apa-apa. Bila tokonya dihubungkan lagi, pekerjaan berlanjut dari sana.",
		},
		outcome.ShopUnknown: {
			"{connection} belum dapat dihapus: pengaturan {field} kosong, sehingga kelak hub tidak dapat mengenali toko yang sama dan akan membukukan pesanannya dua kali.",
			"Isi {field} di pengaturan koneksi, lalu hapus koneksinya; atau jeda saja.",
		},
		outcome.EntryMissing: {
			"Tidak ada entri seperti itu di log sinkronisasi; mungkin umurnya melebihi masa simpan log.",
			"Cari pesanannya: di sana tampil entri-entri terbarunya.",
		},
		outcome.ListingMissing: {
			"Kanal tidak lagi memiliki listing {listing}.",
			"Mungkin listing itu dihapus di sana. Baca lagi daftar listing; bila barangnya dijual dengan listing lain, tautkan yang itu.",
		},
		outcome.NoAPI: {
			"Antarmuka toko tidak ditemukan di {url}.",
			"Periksa alamat toko di pengaturan koneksi, dan pastikan antarmukanya dinyalakan.",
		},
		outcome.QueueRefused: {
			"Antrean tempat kanal menaruh kabarnya menolak dibaca, dan mengatakan: {said}",
			"Periksa kunci milik antrean itu, wilayahnya, dan izin kuncinya, lalu isi di pengaturan koneksi. Sampai saat itu perubahan ditemukan oleh siklus, lebih lambat.",
		},
		outcome.QueueMissing: {
			"Antrean tempat kanal menaruh kabarnya tidak ada.",
			"Periksa alamat antrean di pengaturan koneksi, atau buat lagi antreannya. Sampai saat itu perubahan ditemukan oleh siklus, lebih lambat.",
		},
		outcome.APITooOld: {
			"Perangkat lunak toko terlalu lama untuk ditanya tentang pesanan yang berubah; paling rendah diperlukan {needs}.",
			"Perbarui perangkat lunak toko, lalu uji koneksinya.",
		},

		// 409
		outcome.AlreadyThere: {message: "Dokumennya sudah ada sebagai {number}. Dokumen itu ditautkan, dan tidak ada yang ditulis."},

		// 422
		outcome.SKUNotLinked: {
			"Pembukuan tidak mengenal SKU \"{sku}\" dari \"{name}\" (listing {listing}).",
			"Tautkan listing ke sebuah SKU, atau buat SKU ini di pembukuan; setiap pesanan yang menunggunya lalu diteruskan.",
		},
		outcome.LineWithoutSKU: {
			"\"{name}\" (listing {listing}) tidak punya SKU di kanal, jadi tidak jelas barang mana yang terjual.",
			"Tautkan listing ke sebuah SKU; setiap pesanan yang menunggunya lalu diteruskan.",
		},
		outcome.MethodNotLinked: {
			"Kanal menyebut cara bayar pembeli \"{method}\", dan belum ada yang memilih metode pembayaran mana untuk itu di pembukuan. Fakturnya sudah ditulis; pembayarannya menunggu.",
			"Pilih metode pembayaran di pembukuan untuk kata ini; setiap pesanan yang menunggunya lalu diteruskan, dan yang berikutnya berjalan sendiri.",
		},
		outcome.MethodNotNamed: {
			"Kanal tidak menyebut bagaimana pembeli membayar, dan belum ada yang memilih metode pembayaran mana untuk pesanan seperti itu di pembukuan. Fakturnya sudah ditulis; pembayarannya menunggu.",
			"Pilih metode pembayaran di pembukuan untuk pesanan tanpa metode; setiap pesanan yang menunggunya lalu diteruskan, dan yang berikutnya berjalan sendiri.",
		},
		outcome.TotalsDiffer: {
			"Menurut kanal nilai pesanan {currency} {total}, tetapi jumlah bagian-bagiannya {currency} {sum}: selisih {currency} {difference}, lebih dari sekadar pembulatan.",
			"Cocokkan barang, voucher, ongkos kirim, pajak, dan biaya di kanal. Bila selisihnya memang benar, naikkan \"Selisih pembulatan terbesar\" di kebijakan koneksi dan jalankan ulang pesanannya.",
		},
		outcome.BadAmount: {
			"Kanal mengirim \"{value}\" sebagai {field}, padahal itu bukan jumlah uang.",
			"Perbaiki pesanannya di kanal, lalu ambil dan jalankan ulang.",
		},
		outcome.NegativeTotal: {
			"Total pesanan bernilai negatif ({currency} {total}), sedangkan faktur tidak bisa negatif.",
			"Perbaiki pesanannya di kanal, lalu ambil dan jalankan ulang.",
		},
		outcome.BadQuantity: {
			"Baris {line} pesanan berisi \"{value}\" buah, padahal itu bukan jumlah barang.",
			"Perbaiki pesanannya di kanal, lalu ambil dan jalankan ulang.",
		},
		outcome.BadCurrency: {
			"Kanal mengirim \"{value}\" sebagai mata uang pesanan, padahal itu bukan mata uang.",
			"Atur mata uang toko di kanal, lalu ambil pesanannya dan jalankan ulang.",
		},
		outcome.BadTime: {
			"Kanal mengirim \"{value}\" sebagai {field}, padahal itu bukan waktu.",
			"Ambil pesanannya dan jalankan ulang. Bila tetap begini, mintalah bantuan dengan percakapan di entri ini.",
		},
		outcome.NoLines: {
			"Pesanan tidak berisi barang, jadi tidak ada yang bisa ditulis di dokumen.",
			"Lihat pesanannya di kanal; bila barangnya dikeluarkan, batalkan pesanan itu di sana.",
		},
		outcome.BadPayload: {
			"Jawaban kanal tidak bisa dipahami: {what}.",
			"Ambil pesanannya dan jalankan ulang. Bila tetap begini, mintalah bantuan dengan percakapan di entri ini.",
		},
		outcome.CurrencyMismatch: {
			"Pesanan memakai {order}, sedangkan pembukuan memakai {books}.",
			"Juallah dalam mata uang pembukuan di kanal ini, atau catat faktur pesanan ini secara manual.",
		},

		// 429
		outcome.TooManyRequests: {message: "Kanal meminta agar permintaan dikurangi untuk sementara. Dicoba lagi dengan sendirinya, begitu kanal mengizinkan."},

		// 500
		outcome.Internal: {
			"Ada yang salah di Tillbridge sendiri. Pesanannya tersimpan dan tidak ada yang hilang.",
			"Jalankan ulang. Bila tetap begini, laporkan dengan entri ini.",
		},

		// 503
		outcome.Timeout:     {message: "Pihak sana terlalu lama menjawab. Dicoba lagi dengan sendirinya."},
		outcome.Unreachable: {message: "Pihak sana tidak bisa dihubungi. Dicoba lagi dengan sendirinya."},
		outcome.Interrupted: {message: "Pekerjaan terputus karena program dihentikan. Dilanjutkan dari tempat berhenti."},
		outcome.ServerError: {message: "Pihak sana melaporkan gangguannya sendiri (status {status}). Dicoba lagi dengan sendirinya."},
		outcome.NotJSON: {
			"Yang menjawab bukan kanalnya: datang {type} di tempat data seharusnya (status {status}). Sering kali ini halaman dari hosting toko, firewall-nya, atau pemeliharaannya. Dicoba lagi dengan sendirinya.",
			"Bila tidak kunjung hilang, minta hosting toko untuk meloloskan Tillbridge ke antarmuka toko.",
		},
		outcome.BodyTooLarge: {
			"Jawabannya lebih besar daripada yang diterima ({limit} byte), jadi tidak dibaca sampai habis.",
			"Bila tidak kunjung hilang, mintalah bantuan dengan percakapan di entri ini.",
		},
		outcome.BodyCut:     {message: "Jawabannya terputus sebelum selesai, jadi tidak ada yang dipakai darinya. Dicoba lagi dengan sendirinya."},
		outcome.Maintenance: {message: "Kanal sedang dalam pemeliharaan. Dicoba lagi dengan sendirinya."},

		// why an order is left out or waits
		outcome.Pending: {
			"Pesanan menunggu sampai ada yang meloloskannya, karena koneksi ini tidak memproses pesanan secara otomatis.",
			"Loloskan pesanannya. Agar semua pesanan lolos, nyalakan \"Proses pesanan secara otomatis\" di kebijakan koneksi.",
		},
		outcome.BeforeGoLive:   {message: "Dilewati: pesanan dibuat sebelum {from}, hari mulai koneksi ini mengunduh pesanan."},
		outcome.AlreadyBilled:  {message: "Dilewati: kanal sudah memfakturkan pesanan ini sendiri, dan kebijakan koneksi hanya mengambil \"Pesanan yang belum difakturkan kanal\"."},
		outcome.NotYetBilled:   {message: "Dilewati untuk sementara: kanal belum memfakturkan pesanan ini, dan kebijakan koneksi mengambil \"Hanya pesanan yang sudah difakturkan kanal\"."},
		outcome.ChannelShipped: {message: "Kanal mengirim pesanan ini dari stoknya sendiri, jadi tidak ada surat jalan dari Anda."},
		outcome.IssueState: {
			"Ini tidak dapat dilakukan pada masalah yang berstatus {state}.",
			"Muat ulang masalahnya dan lihat apa yang ditawarkan sekarang.",
		},
		outcome.NoSuchFix: {
			"Masalah ini tidak dapat diperbaiki dengan \"{fix}\".",
			"Buka masalahnya: di sana tertulis perbaikan apa saja yang bisa dipakai.",
		},
		outcome.BulkEnded: {
			"Tindakan massal ini {state}, jadi tidak ada yang perlu dihentikan.",
			"Lihat hasilnya; mulai tindakan baru untuk yang tersisa.",
		},
		outcome.VoidDecided:    {message: "Diputuskan untuk void dan mengembalikan stok: {reason}"},
		outcome.KeepDecided:    {message: "Diputuskan untuk membiarkan dokumen apa adanya: {reason}"},
		outcome.CreditDecided:  {message: "Diputuskan untuk membuat nota kredit: {reason}"},
		outcome.Released:       {message: "Diloloskan: {reason}"},
		outcome.SKUGiven:       {message: `Baris {line} pesanan ini diberi SKU "{sku}": {reason}`},
		outcome.SKUTakenBack:   {message: "Baris {line} pesanan ini kembali memakai SKU yang tampil di kanal: {reason}"},
		outcome.VoidedByHand:   {message: "Di-void dengan tangan: {reason}"},
		outcome.RestoredByHand: {message: "Dipulihkan dengan tangan: {reason}"},
		outcome.CancelAccepted: {message: "Permintaan pembatalan dari pembeli diterima: {reason}"},
		outcome.CancelRejected: {message: "Permintaan pembatalan dari pembeli ditolak: {reason}"},
		outcome.NoCancelWish: {
			"Pembeli tidak meminta pembatalan pesanan ini, atau tidak lagi.",
			"Buka pesanannya: pesanan sudah dibaca ulang dan memperlihatkan kelanjutannya.",
		},
		outcome.CancelNotAnswerable: {
			"{channel} hanya menerima jawaban atas permintaan pembatalan di halamannya sendiri.",
			"Buka pesanan di {channel} dan jawab di sana; lalu ambil lagi pesanannya di sini.",
		},
		outcome.CancelNotRejectable: {
			"{channel} tidak mengenal penolakan: permintaan pembatalan hanya bisa diterima.",
			"Terima permintaannya, atau kirim pesanannya: itulah penolakannya.",
		},
		outcome.CancelUnsure: {
			"{channel} tidak memastikan apakah jawaban atas permintaan pembatalan sudah diterima, dan masih memperlihatkan permintaannya.",
			"Lihat pesanannya satu menit lagi. Bila pembeli masih meminta, jawab lagi: {channel} ditanya lebih dulu, jadi tidak ada yang dikirim dua kali.",
		},
		outcome.CancelNotSent: {
			"Kanal tidak bisa ditanya apakah pembeli masih meminta pembatalan, jadi tidak ada jawaban yang dikirim.",
			"Jawab lagi sebentar lagi; ini tidak dicoba tanpa Anda.",
		},
		outcome.CancelBeingAnswered: {
			"{by} sedang menjawab pembeli ini, jadi tidak ada yang dikirim dua kali.",
			"Lihat lagi pesanannya satu menit lagi; hasilnya ada di sana.",
		},
		outcome.LineSent: {
			"Barang sudah dikirim dengan faktur {number}, jadi SKU pada barisnya tidak diubah.",
			"Perbaiki fakturnya secara manual, beserta stoknya.",
		},
		outcome.MailNotSet: {
			"Server email belum diatur, jadi tidak ada yang bisa dikirim lewat email.",
			"Isi smtp-host dan smtp-from, serta hal lain yang diminta server email Anda, di konfigurasi; lalu jalankan ulang Tillbridge.",
		},
		outcome.MailRefused: {
			"Server email menolak pesan ini untuk seterusnya dan menjawab: {said}",
			"Perbaiki alamat di aturan pemberitahuan, atau smtp-from kalau pengirimnya yang ditolak.",
		},
		outcome.NoticeRefused: {
			"Alamat di {host} tidak menerima pesan (status {status}).",
			"Periksa apakah alamat itu masih ada di chat atau program pemiliknya, lalu isi alamat yang baru di aturan pemberitahuan.",
		},
		outcome.MailSignIn: {
			"Server email tidak mengizinkan Tillbridge masuk dan menjawab: {said}",
			"Perbaiki smtp-user dan smtp-password. Banyak layanan email meminta kata sandi khusus untuk satu program.",
		},
		outcome.MailNotSafe: {
			"Jalur ke server email tidak dapat dienkripsi: {said}",
			"Atur smtp-tls sesuai yang ditawarkan server email, atau smtp-ca ke lembaga yang menandatangani sertifikatnya.",
		},
		outcome.TokenEnds: {
			"Izin {connection} berakhir pada {on}. Sejak saat itu tidak ada pesanannya yang masuk.",
			"Buka koneksinya dan beri izin lagi; tidak ada yang berhenti selama Anda melakukannya.",
		},
		outcome.IssueMissing: {
			"Masalah itu tidak ada; mungkin sudah beres lebih lama daripada masa simpan log.",
			"Cari pesanan atau SKU-nya di log.",
		},
		outcome.BulkMissing: {
			"Tindakan massal itu tidak ada; mungkin lebih tua daripada masa simpan log.",
			"Pilih salah satu dari daftar tindakan massal.",
		},
		outcome.LineMissing: {
			"Pesanan ini tidak lagi punya baris {line}.",
			"Muat ulang pesanannya dan pilih salah satu barisnya.",
		},
		outcome.EndpointMissing: {
			"Tujuan webhook itu tidak ada.",
			"Lihat daftar tujuannya; mungkin sudah dihapus.",
		},
		outcome.DeliveryMissing: {
			"Pengiriman itu tidak ada untuk tujuan webhook ini; mungkin lebih tua daripada masa simpan pengiriman.",
			"Lihat daftar pengiriman tujuan itu.",
		},
		outcome.EndpointDisabled: {
			"Tujuan webhook {url} dinonaktifkan, jadi tidak ada yang dikirim ke sana.",
			"Aktifkan dulu.",
		},
		outcome.EndpointGone: {
			"Penerima webhook di {url} menjawab tidak mau menerima lagi (410 Gone). Tujuan itu dinonaktifkan: tidak ada lagi yang dikirim ke sana.",
			"Kalau itu keliru, aktifkan lagi tujuannya dan pulihkan yang terlewat; kalau tidak, hapus saja.",
		},
		outcome.EndpointRefused: {
			"Penerima webhook menolaknya dengan status {status}.",
			"Lihat jawabannya di percobaan pengiriman itu. Tidak ada yang hilang: pengiriman dicoba lagi dengan jeda yang makin panjang.",
		},
		outcome.EndpointFailing: {
			"Tidak ada webhook ke {url} yang sampai sejak {since}. Tujuan itu dinonaktifkan: tidak ada lagi yang dikirim ke sana.",
			"Tanyakan kepada penerimanya apa yang salah, kirim uji coba, aktifkan lagi tujuannya, lalu pulihkan yang terlewat.",
		},
		outcome.OrderNotReceived: {
			"Kanal punya pesanan ini dari {day}, tetapi tidak pernah sampai ke sini: tidak ada webhook yang memberitahukannya dan tidak ada siklus yang membacanya.",
			"Tidak perlu apa-apa kalau kebijakan koneksi ini \"Langsung unduh\" untuk pesanan yang tidak datang: pesanan diambil dengan sendirinya. Kalau tidak, unduh pesanannya.",
		},
		outcome.OrderGone: {
			"Pesanan dari {day} ada di sini, tetapi kanal tidak mengenalnya lagi.",
			"Kalau memang sengaja dihapus di kanal, void dokumennya atau biarkan, lalu tandai ini beres.",
		},
		outcome.BooksBehind: {
			"Pembukuan tidak menunjukkan apa yang diminta pesanan ini. Yang masih harus dikerjakan: {operations}. Tidak ada yang menahan pesanan, jadi ada dokumen yang diubah atau hilang di luar Tillbridge.",
			"Tidak perlu apa-apa kalau kebijakan koneksi ini \"Langsung unduh\" untuk pesanan yang tidak datang: pesanan dijalankan lagi dengan sendirinya. Kalau tidak, jalankan lagi pesanannya.",
		},
		outcome.DocumentWithoutOrder: {
			"Pembukuan menyimpan {number} untuk pesanan {ref}, padahal pesanan itu tidak ada di sini.",
			"Unduh pesanannya. Kalau kanal juga tidak punya, void dokumennya.",
		},
		outcome.ShopSilent: {
			"Tidak ada pesanan masuk sejak {since}. Pada jam yang sama di masing-masing empat minggu terakhir ada sedikitnya {usual}.",
			"Periksa apakah tokonya buka dan bisa dibeli. Kalau memang sengaja tutup, tandai ini beres.",
		},
		outcome.NoticeMissing: {
			"Pemberitahuan itu tidak ada; mungkin lebih tua daripada masa simpannya.",
			"Lihat daftar pemberitahuan.",
		},
		outcome.NoticeRuleMissing: {
			"Aturan pemberitahuan itu tidak ada.",
			"Muat ulang aturannya dan pilih salah satu.",
		},
		outcome.DocumentTotalDiffers: {
			"{number} menunjukkan {currency} {books}, sedangkan pesanan di kanal bernilai {currency} {total}.",
			"Bandingkan keduanya. Kalau dokumennya salah, void lalu tulis ulang; kalau benar, tandai ini beres.",
		},
		outcome.PaymentUnequal: {
			"Faktur {number} menunjukkan {currency} {shown} sudah dibayar, sedangkan pembayarannya berjumlah {currency} {payments}.",
			"Cari pembayaran yang terhapus atau tercatat dua kali, lalu perbaiki di pembukuan.",
		},
		outcome.PaidAtChannelOnly: {
			"Pesanan sudah dibayar di kanal, tetapi faktur {number} belum dibayar di pembukuan.",
			"Tidak perlu apa-apa kalau kebijakan koneksi ini \"Langsung unduh\" untuk pesanan yang tidak datang: pesanan dijalankan lagi dengan sendirinya. Kalau tidak, jalankan lagi pesanannya.",
		},
		outcome.PaidInBooksOnly: {
			"Menurut {number} pesanan sudah dibayar, padahal di kanal belum ada yang membayarnya.",
			"Periksa dari mana uangnya. Kalau tidak pernah masuk, void pembayarannya.",
		},
		outcome.MailLater: {
			"Server email belum menerima pesan sekarang ({said}). Pesan dicoba lagi dengan sendirinya selama sehari.",
			"Tidak perlu apa-apa untuk saat ini; periksa server emailnya kalau tetap begini.",
		},
		outcome.NoticeUnsure: {
			"Tillbridge terhenti dua kali saat menyerahkan pesan ini, jadi pesan mungkin sampai dua kali, sekali, atau tidak sama sekali. Pesan tidak dikirim lagi.",
			"Baca di sini. Lihat di log program apa yang menghentikannya.",
		},
		outcome.WorkerSilent: {
			"Tidak ada proses yang bekerja sejak {since}: tidak ada pesanan masuk sampai ada yang bekerja lagi.",
			"Jalankan lagi Tillbridge (tillbridge serve), atau periksa mesinnya. Tidak ada yang hilang: siklus berikutnya melanjutkan dari tempat terakhir berhenti.",
		},
		outcome.WorkerBack: {
			"Tidak ada proses yang bekerja dari {from} sampai {to}, jadi tidak ada pesanan masuk selama itu. Sekarang sudah bekerja lagi dan mengejar dengan sendirinya.",
			"Cari apa yang menghentikannya, kecuali Anda sendiri yang melakukannya.",
		},
		outcome.NoFailure:       {message: "Dilewati: entri ini bukan kegagalan."},
		outcome.AlreadyResolved: {message: "Dilewati: entri ini sudah beres."},
		outcome.NotResolved:     {message: "Dilewati: entri ini belum beres."},
		outcome.NotAnOrder:      {message: "Dilewati: entri ini bukan tentang pesanan, jadi tidak ada yang bisa dijalankan lagi."},
		outcome.NotPending:      {message: "Dilewati: pesanan tidak menunggu diloloskan."},
		outcome.OtherQuestion:   {message: "Dilewati: pesanan tidak menunggu jawaban seperti ini."},
	},

	titles: map[outcome.Reason]string{
		outcome.CancelledAfterShipping: "Batal setelah dikirim: putuskan",
		outcome.FailedDelivery:         "Gagal diantar: putuskan",
		outcome.ReturnNeedsDecision:    "Retur: putuskan",
		outcome.RefundNeedsDecision:    "Pengembalian dana: putuskan",
		outcome.ChangedAfterShipping:   "Berubah setelah dikirim",
		outcome.EditedByPerson:         "Dokumen diubah orang",
		outcome.VoidedByPerson:         "Dokumen di-void orang",
		outcome.UnknownStatus:          "Status tidak dikenal",
		outcome.SKUNotLinked:           "SKU belum tertaut",
		outcome.LineWithoutSKU:         "Baris tanpa SKU",
		outcome.MethodNotLinked:        "Metode pembayaran belum dipilih",
		outcome.MethodNotNamed:         "Kanal tidak menyebut metode pembayaran",
		outcome.TotalsDiffer:           "Total tidak sama",
		outcome.NegativeTotal:          "Total negatif",
		outcome.NoLines:                "Tanpa baris barang",
		outcome.Pending:                "Menunggu diloloskan",
		outcome.BeforeGoLive:           "Dibuat sebelum tanggal mulai",
		outcome.AlreadyBilled:          "Sudah difakturkan kanal",
		outcome.NotYetBilled:           "Belum difakturkan kanal",
	},

	fallback: sentence{
		"Terjadi sesuatu yang belum punya kalimatnya ({reason}).",
		"Buka percakapan di entri ini untuk melihat apa yang dikatakan.",
	},

	operations: map[string]string{
		"all":                      "Semua",
		"create_order":             "Buat Pesanan",
		"convert_order_to_invoice": "Ubah Pesanan Jadi Faktur",
		"create_invoice":           "Buat Faktur",
		"create_outbound_logistic": "Buat Surat Jalan",
		"add_payment":              "Tambah Pembayaran",
		"void_invoice":             "Void Faktur",
		"cancel_order":             "Batalkan Pesanan",
		"create_credit_note":       "Buat Nota Kredit",
		"download_order":           "Unduh Pesanan",
		"link_sku":                 "Tautkan SKU",
		"inventory_update":         "Perbarui Stok",
		"inventory_sync":           "Sinkronkan Stok",
		"fulfillment_update":       "Perbarui Pemenuhan",
		"price_update":             "Perbarui Harga",
		"product_update":           "Perbarui Produk",
		"refresh_token":            "Perbarui Token",
		"answer_cancel":            "Jawab Pembatalan",
		"create_channel_invoice":   "Buat Faktur di Kanal",
		"check_completeness":       "Periksa Kelengkapan",
		"deliver_webhook":          "Kirim Webhook",
		"subscribe_to_news":        "Berlangganan Kabar",
		"listen_to_queue":          "Dengarkan Antrean",
		"decide_order":             "Putuskan",
		"release_order":            "Loloskan Pesanan",
		"override_sku":             "Beri SKU untuk Satu Baris",
		"void_document":            "Void Dokumen",
		"restore_document":         "Pulihkan Dokumen",
	},

	codes: map[outcome.Code]string{
		outcome.OK:          "200 OK",
		outcome.BadStatus:   "400 Bad Request: status salah",
		outcome.NoAccess:    "401 Unauthorized: tanpa akses",
		outcome.Missing:     "404 Not Found: pesanan tidak ada",
		outcome.Conflict:    "409 Conflict: sudah ada",
		outcome.Unmapped:    "422 Unprocessable: belum ditautkan atau tidak sama",
		outcome.Throttled:   "429 Too Many Requests: dibatasi",
		outcome.Bug:         "500 Internal Error: kesalahan kami",
		outcome.Unavailable: "503 Unavailable: pihak sana",
	},
}
