import type { Translation } from "@/lib/language";

import type { en } from "./words";

export const id: Translation<typeof en> = {
  loading_connection: "Memuat koneksi",
  hooks_to: "Webhook dikirim ke",
  hook_address: "alamat webhook",
  hooks_nowhere: "tidak ke mana-mana: alamat publik hub belum diatur",
  connected: "Terhubung",
  state: { active: "Aktif", paused: "Dijeda", needs_you: "Perlu Anda", removed: "Dihapus" },
  connections: "Koneksi",
  loading: "Memuat koneksi",
  none: "Belum ada toko yang terhubung",
  none_what: "Koneksi adalah hubungan satu toko ke kanalnya.",
  connected_when: "{{channel}}, terhubung <when/>",
  owner_only: "Hanya pemilik akun yang bisa menghubungkan toko.",
  cycles: "Siklus sinkronisasi",
  policy: "Kebijakan",
  loading_policy: "Memuat kebijakan",
  saved: "Kebijakan berlaku mulai pesanan berikutnya",
  overtaken: "Kebijakan ini sudah diubah orang lain",
  overtaken_what:
    "Ada yang menyimpan kebijakan lain sejak Anda membuka yang ini, jadi kebijakan Anda tidak bisa disimpan: perubahan itu akan hilang. Muat yang terbaru dan ubah di sana.",
  load_newer: "Muat yang terbaru",
  policy_what:
    "Pilihan Anda berlaku untuk pesanan yang datang mulai sekarang. Pesanan yang sudah ada direncanakan lagi bila berubah di kanal atau dijalankan ulang; dokumen yang sudah ditulis tetap seperti adanya, kecuali disebut lain di sini.",
  policy_first:
    "Belum ada yang dibaca dari toko ini. Pilih apa jadinya pesanannya; uji coba menunjukkannya pada pesanan terbaru di kanal. Siklus pertama mulai dengan Mulai.",
  start: "Mulai",
  resume: "Lanjutkan",
  part: {
    orders: "Pesanan yang diambil",
    documents: "Dokumen dan nomor",
    payments: "Pembayaran",
    returns: "Retur",
    skus: "SKU",
    pace: "Jeda",
  },
  download_from: "Ambil pesanan mulai hari ini",
  download_from_help:
    "Tanggal mulai, menurut {{zone}}. Pesanan yang dibuat sebelumnya dilewati dan tidak mendapat dokumen; yang sudah ada di pembukuan berjalan terus. Tanpa tanggal, siklus pertama melihat 30 hari ke belakang; itulah bawaannya.",
  auto_process: "Proses pesanan secara otomatis",
  auto_process_help:
    "Mati: pesanan menunggu sampai ada orang yang meloloskannya. Pesanan yang sudah berdokumen berjalan terus; yang masih menunggu saat Anda menyalakannya perlu dijalankan ulang. Bawaan: nyala.",
  missing_orders: "Pesanan yang tidak datang",
  missing_orders_help:
    "Yang dilakukan pemeriksaan kelengkapan bila kanal punya pesanan yang tidak ada di sini. Yang sudah dilaporkan diunduh pada pemeriksaan berikutnya. Bawaan: unduh.",
  missing: { download: "Langsung unduh", report: "Laporkan saja" },
  tolerance: "Selisih pembulatan terbesar",
  tolerance_help:
    "Sampai sebesar ini selisih antara total kanal dan jumlah bagiannya dibukukan sebagai baris tersendiri; pesanan dengan selisih lebih besar ditahan. Yang ditahan karenanya lolos bila dijalankan ulang. 0, bawaannya: yang lazim untuk mata uangnya, misalnya Rp 5 atau $0.05.",
  drop_into: "Pesanan yang sudah dibayar menjadi",
  drop_into_help:
    "Pesanan penjualan belum tampil di faktur sampai paket pertama berangkat. Bila Anda memilih faktur, pesanan penjualan yang menunggu menjadi faktur saat berubah atau dijalankan ulang; faktur tetap faktur. Bawaan: faktur.",
  drop: { invoice: "Faktur", sales_order: "Pesanan penjualan, sampai dikirim" },
  payment_at: "Faktur menjadi lunas saat",
  payment_at_help:
    "Bayar di tempat lunas saat pesanan selesai, apa pun pilihannya. Faktur terbuka menjadi lunas menurut aturan baru bila pesanannya berubah atau dijalankan ulang; pembayaran yang sudah ditulis tetap. Bawaan: saat diterima di marketplace, yang mencairkan dana saat itu; saat dibayar di toko web.",
  payment: { paid: "Kanal menyatakan sudah dibayar", completed: "Pembeli sudah menerima pesanan" },
  unmapped_method: "Pembayaran yang metodenya tidak ada di daftar ini",
  unmapped_method_help:
    "Ditahan: faktur dan pengiriman tetap ditulis, pembayarannya menunggu. Pembayaran yang sudah ditulis tidak berubah. Bawaan: kata dari kanal.",
  unmapped_methods: {
    as_named: "Bukukan dengan kata dari kanal",
    hold: "Tahan sampai ada yang memilih metode di pembukuan",
  },
  returns: "Bila ada retur atau pengembalian dana",
  returns_help:
    "Nota kredit dibuat sebesar yang dikembalikan kanal. Pesanan yang menunggu jawaban mendapatkannya bila dijalankan ulang. Pembatalan setelah dikirim dan gagal diantar selalu ditanyakan. Bawaan: tanya.",
  return: { manual: "Tanya orang", credit_note: "Buat nota kredit" },
  restock_returns: "Kembalikan barang retur ke stok",
  restock_returns_help:
    "Berlaku untuk nota kredit atas seluruh pesanan yang dibuat otomatis; yang diputuskan orang ditanyakan setiap kali. Nota kredit yang sudah ditulis tetap. Bawaan: mati.",
  unmapped_sku_help:
    "Baris tanpa SKU ditahan, kecuali ada SKU bawaan. Pesanan yang ditahan karena SKU lolos menurut aturan baru bila dijalankan ulang. Bawaan: buat di pembukuan.",
  unmapped_sku: "SKU yang belum ada di pembukuan",
  unmapped: {
    create: "Buat di pembukuan",
    hold: "Tahan pesanan sampai ditautkan",
    default: "Bukukan pada SKU bawaan",
  },
  default_sku: "SKU bawaan",
  default_sku_help: "Setiap baris yang tidak dikenal pembukuan dibukukan padanya, dan stoknya yang berkurang.",
  take: "Ambil",
  take_help:
    "Hanya untuk kanal yang membuat faktur sendiri; pesanan jenis lainnya dilewati. Yang sudah berdokumen berjalan terus. Bawaan: yang belum difakturkan.",
  mode: {
    auto_invoice: "Pesanan yang belum difakturkan kanal",
    wait_for_invoice: "Hanya pesanan yang sudah difakturkan kanal",
  },
  every: "Jeda antarsiklus (detik)",
  every_help:
    "Seberapa sering kanal ditanya apa yang berubah, dari 1 sampai 86.400. Webhook masuk di antaranya seketika. Pesanan yang sudah ada tidak disentuh. Bawaan: 300.",
  prefix: "Awalan nomor dokumen",
  prefix_help:
    "Misalnya WOO-, untuk nomor seperti WOO-INV-000001. Dokumen yang sudah ditulis tetap nomornya. Bawaan: milik kanal.",
  prefix_of: "Awalan nomor dokumen pesanan {{channel}}",
  prefix_of_help:
    "Pesanannya masuk lewat koneksi ini. Kosong: awalan di atas. Dokumen yang sudah ditulis tetap nomornya. Bawaan: milik kanal.",
  save: "Simpan kebijakan",
  methods: "Metode pembayaran",
  methods_help:
    "Nama di pembukuan untuk cara bayar yang disebut kanal. Kosongkan kata kanal untuk pesanan yang kanalnya tidak menyebut apa-apa. Pembayaran yang ditahan karena kata itu lolos bila dijalankan ulang; yang sudah ditulis tetap. Bawaan: tidak ada.",
  method_row: "Metode pembayaran {{n}}",
  word: "Kata dari kanal",
  no_word: "(tidak ada)",
  word_twice: "Kata ini sudah ada barisnya",
  remove_method: "Hapus metode pembayaran {{n}}",
  add_method: "Tambah metode pembayaran",
  preview: "Uji coba",
  preview_run_other: "Uji coba pada {{count, number}} hari terakhir",
  preview_run_newest: "Uji coba pada pesanan terbaru",
  preview_peeked: "Itu pesanan terbaru di kanal, direncanakan seolah-olah baru masuk. Tidak ada yang disimpan.",
  preview_none_at_channel: "Akhir-akhir ini kanal tidak punya pesanan: kebijakan ini belum bisa dicoba.",
  preview_none: "Tidak ada pesanan pada hari-hari ini: kebijakan ini belum bisa dicoba.",
  preview_changed_other: "{{changed}} dari {{count, number}} pesanan akan diperlakukan lain.",
  preview_how: "Pesanan direncanakan seolah-olah baru masuk. Tidak ada yang ditulis atau disimpan.",
  preview_capped: "Masih ada lagi; yang terbaru yang dilihat.",
  preview_what: "Yang dikerjakan",
  preview_present: "Sekarang",
  preview_proposed: "Nanti",
  preview_held: "Ditahan: {{reason}}",
  preview_skipped: "Dilewati: {{reason}}",
  preview_samples: "Pesanan yang akan diperlakukan lain",
  preview_nothing: "tidak ada",
  reconnected: "{{name}} tersambung lagi dan melanjutkan dari tempat berhenti",
  new_key: "Beri kunci baru atau pengaturan lain",
  secret_help: "Kosong: seperti semula.",
  reconnect: "Uji dan sambungkan lagi",
  remove: "Hapus toko ini",
  remove_title: "Hapus {{name}}",
  remove_what:
    "Toko langsung berhenti, dan kunci serta tokennya dihapus. Pesanan, dokumen, log, dan angka laporannya tetap ada, dengan namanya.",
  remove_issues: "Masalahnya yang masih terbuka diselesaikan dengan alasan Anda.",
  remove_hooks:
    "Webhook dan langganan di kanal dibiarkan; yang masih datang dijawab seperti alamat yang tidak dikenal. Hapus di kanalnya.",
  remove_again:
    "Hubungkan lagi toko yang sama, dan pekerjaan berlanjut dari tempat berhentinya: tidak ada yang dibukukan dua kali.",
  remove_type: "Ketik nama tokonya: {{name}}",
  remove_mistyped: "Ini bukan nama tokonya",
  remove_confirm: "Hapus toko",
  removed: "{{name}} sudah dihapus",
};
