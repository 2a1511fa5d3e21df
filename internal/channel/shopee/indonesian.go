package shopee

// indonesian is what the settings say, by their English.
var indonesian = map[string]string{
	"Partner ID": "ID partner",
	"Shopee Open Platform Console > App List > your app: Live Partner_id; digits": "Shopee Open Platform Console > App List > aplikasi Anda: Live Partner_id; angka",
	"Partner key": "Kunci partner",
	"Beside it: Live API Partner Key. A test app's key works only with region = sandbox": "Ada di sampingnya: Live API Partner Key. Kunci aplikasi uji hanya berlaku dengan wilayah = sandbox",
	"Shop ID": "ID toko",
	"Digits. Filled in by itself when the shop is authorised; needed beforehand only for a main account with several shops": "Angka. Terisi sendiri saat toko memberi izin; perlu diisi lebih dahulu hanya untuk akun utama dengan beberapa toko",
	"Access token": "Token akses",
	"Only to take over an authorisation made elsewhere": "Hanya untuk mengambil alih izin yang dibuat di tempat lain",
	"Refresh token": "Token pembaruan",
	"Beside it. It can be used once, so no other program may use it from then on": "Ada di sampingnya. Hanya bisa dipakai sekali, jadi sejak itu tidak boleh dipakai program lain",
	"Region": "Wilayah",
	"Where this server stands, not the shop's country: mainland China and the Americas have gateways of their own": "Letak server ini, bukan negara toko: Tiongkok daratan dan benua Amerika punya gateway sendiri",
	"API address": "Alamat API",
	"Replaces every Shopee address; only for the pretend Shopee and for gateways of your own": "Menggantikan semua alamat Shopee; hanya untuk Shopee tiruan dan gateway milik Anda sendiri",
	"Authorisation link": "Tautan pemberian izin",
	"signed: the link of the API gateway; portal: the unsigned one of open.shopee.com, which newer apps are shown": "signed: tautan dari gateway API; portal: tautan tanpa tanda tangan dari open.shopee.com, yang ditampilkan untuk aplikasi baru",
	"Push key": "Kunci push",
	"Only if the console shows a partner key of its own for pushes; otherwise the partner key signs them": "Hanya bila konsol menampilkan kunci partner tersendiri untuk push; selain itu kunci partner yang menandatanganinya",
	"Parcels are": "Paket diserahkan dengan cara",
	"Picked up by the courier or brought to a drop-off point, where the courier offers both": "Dijemput kurir atau diantar ke gerai, bila kurir menyediakan keduanya",
	"Label":                    "Label pengiriman",
	"Paper of the air waybill": "Kertas untuk resi pengiriman",
}
