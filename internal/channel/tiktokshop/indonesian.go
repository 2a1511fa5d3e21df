package tiktokshop

// indonesian is what the settings say, by their English.
var indonesian = map[string]string{
	"App key": "Kunci aplikasi (App key)",
	"TikTok Shop Partner Center > App & Service > your app: App key": "TikTok Shop Partner Center > App & Service > aplikasi Anda: App key",
	"App secret":            "Rahasia aplikasi (App secret)",
	"Beside it: App secret": "Ada di sampingnya: App secret",
	"Service ID":            "ID layanan",
	"On the same page; digits. Needed to authorise a shop, for the link is made of it": "Di halaman yang sama; angka. Perlu untuk memberi izin toko, karena tautannya dibuat dari sini",
	"Shop ID": "ID toko",
	"Digits. Filled in by itself when the shop is authorised; needed beforehand only for a seller with several shops": "Angka. Terisi sendiri saat toko memberi izin; perlu diisi lebih dahulu hanya untuk penjual dengan beberapa toko",
	"Shop cipher": "Sandi toko",
	"Only to take over an authorisation made elsewhere; otherwise it is looked up": "Hanya untuk mengambil alih izin yang dibuat di tempat lain; selain itu dicari sendiri",
	"Access token": "Token akses",
	"Only to take over an authorisation made elsewhere": "Hanya untuk mengambil alih izin yang dibuat di tempat lain",
	"Refresh token": "Token pembaruan",
	"Beside it. A renewal may end it, so no other program may use it from then on": "Ada di sampingnya. Pembaruan bisa mengakhirinya, jadi sejak itu tidak boleh dipakai program lain",
	"Seller's region": "Wilayah penjual",
	"Where the seller is registered: us for the United States, global for everywhere else, Indonesia included": "Tempat penjual terdaftar: us untuk Amerika Serikat, global untuk tempat lain, termasuk Indonesia",
	"API address": "Alamat API",
	"Replaces every TikTok address; only for the pretend TikTok Shop and for gateways of your own": "Menggantikan semua alamat TikTok; hanya untuk TikTok Shop tiruan dan gerbang milik sendiri",
	"Parcels are": "Paket",
	"Picked up by the courier or brought to a drop-off point, where both are offered": "Dijemput kurir (pickup) atau diantar ke titik drop-off, kalau keduanya ditawarkan",
	"Label":                        "Label kirim",
	"What is printed for a parcel": "Yang dicetak untuk satu paket",
	"Label size":                   "Ukuran label",
	"Paper of the label":           "Kertas labelnya",
}
