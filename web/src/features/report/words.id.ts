import type { Translation } from "@/lib/language";

import type { en } from "./words";

export const id: Translation<typeof en> = {
  days_in: "Hari menurut {{zone}}",
  choose: "Pilih isi laporan",
  loading: "Memuat laporan",
  types: "Jenis transaksi",
  failed: "{{n}} gagal",
  failed_mark: "gagal",
  none: "Tidak ada transaksi pada hari-hari ini",
  none_what: "Pilih rentang lain, jenis lain, atau semua koneksi.",
  by_day: "Per hari",
  loading_chart: "Memuat grafik",
  chart_other: "Transaksi per hari, {{total}} dalam {{count, number}} hari",
  by_connection: "Per koneksi dan hasil",
  table: "Transaksi per koneksi dan hasil",
  totals: {
    transactions: "Transaksi",
    successful: "Berhasil",
    wrong_status: "Status salah",
    missing: "Tidak ada",
    conflicts: "Bentrok",
    other: "Kegagalan lain",
  },
};
