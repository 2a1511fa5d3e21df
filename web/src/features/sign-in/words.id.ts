import type { Translation } from "@/lib/language";

import type { en } from "./words";

export const id: Translation<typeof en> = {
  title: "Masuk ke Tillbridge",
  wrong: "Belum cocok",
  wrong_why: "Email dan kata sandi tidak cocok. Periksa keduanya.",
  password: "Kata sandi",
  show_or_hide: "Tampilkan atau sembunyikan kata sandi",
  sign_in: "Masuk",
  first_start: "Baru pertama kali? Buka tautan sekali pakai yang ditulis program di lognya untuk menjadi pemilik.",
  welcome: "Selamat datang di Tillbridge",
  link_needed:
    "Halaman ini memerlukan tautan sekali pakai: yang ditulis program di lognya saat dijalankan, atau yang diberikan seorang pemilik kepada Anda. Buka tautan itu, atau <sign_in>masuk</sign_in> bila Anda pernah ke sini.",
  been_here: "Bila Anda pernah ke sini, silakan <sign_in>masuk</sign_in>.",
  loading_link: "Memuat keterangan tautan",
  invited: "Anda bergabung dengan {{account}} sebagai: {{role}}.",
  email_fixed: "Tautan ini untuk alamat ini.",
  your_name: "Nama Anda",
  at_least: "Paling sedikit {{n}} karakter",
  more_to_go: "Kurang {{n}} lagi",
  come_in: "Masuk sebagai anggota",
  or: "atau",
  single_sign_on: "Masuk lewat single sign-on",
};
