package lazada

// indonesian is what the settings say, by their English.
var indonesian = map[string]string{
	"App key": "App key aplikasi",
	"Lazada Open Platform > App Console > your app > App Key": "Lazada Open Platform > App Console > aplikasi Anda > App Key",
	"App secret":         "App secret aplikasi",
	"Beside the app key": "Ada di samping App Key",
	"Country":            "Negara",
	"The country of the shop. A cross-border seller connects each country by itself": "Negara toko. Penjual lintas negara menghubungkan setiap negara sendiri-sendiri",
	"Seller id": "ID penjual",
	"Filled in when the shop is authorised; push messages name the shop by it": "Terisi saat toko memberi izin; pesan push menyebut toko dengannya",
	"Access token": "Token akses",
	"Only when you have one already; else authorise the shop": "Hanya bila Anda sudah punya; bila belum, beri izin dari toko",
	"Refresh token":           "Token pembaruan",
	"Beside the access token": "Ada di samping token akses",
	"Another host":            "Host lain",
	"Replaces all of Lazada's hosts, for a sandbox; empty: the country's own": "Menggantikan semua host Lazada, untuk sandbox; kosong: host negara itu sendiri",
}
