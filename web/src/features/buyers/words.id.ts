import type { Translation } from "@/lib/language";

import type { en } from "./words";

export const id: Translation<typeof en> = {
  forget: "Lupakan pembeli",
  what: "Pembeli boleh meminta data tentang dirinya dihapus. Lihat dulu pesanan mana yang dimaksud; belum ada yang dihapus.",
  by: "Cari lewat",
  by_what: { email: "Alamat email", phone: "Nomor telepon", order: "Id pesanan" },
  reason: "Alasan",
  reason_help: "Untuk jejak audit. Jangan tulis nama pembelinya.",
  preview: "Tampilkan pesanannya",
  forget_now_other: "Lupakan pembeli {{count, number}} pesanan ini",
  forget_ask: "Lupakan pembeli ini selamanya?",
  forget_do: "Lupakan selamanya",
  gone: "Nama, alamat, telepon, email, dan catatan dihapus dari pesanan ini, dokumennya, dan log. Tidak ada yang bisa mengembalikannya.",
  stays:
    "Nilai, barang, nomor, dan status tetap ada, supaya pembukuan dan pajak tetap benar. Catatan di kanal tetap ada di sana.",
  forgotten_other: "Pembeli {{count, number}} pesanan sudah dilupakan",
  forgotten_what: "Membaca ulang pesanan ini tidak mengembalikan datanya. Pesanan yang masuk kemudian dianggap baru.",
  next: "Permintaan lain",
  none_found: "Tidak ada pesanan dengan data ini",
  none_found_what: "Tidak ada yang akan dihapus. Periksa ejaannya.",
  found_other: "{{count, number}} pesanan",
  orders: "Pesanan pembeli ini",
};
