package tokopedia

// indonesian is what the settings say, by their English.
var indonesian = map[string]string{
	"Fulfilment service ID": "ID layanan pemenuhan",
	"Of the app in the former developer console. Tokopedia's own API is switched off; connect the shop at TikTok Shop instead": "Dari aplikasi di konsol pengembang yang lama. API Tokopedia sendiri sudah dimatikan; hubungkan tokonya lewat TikTok Shop",
	"Client ID":       "ID klien",
	"Of the same app": "Dari aplikasi yang sama",
	"Client secret":   "Rahasia klien",
	"Shop ID":         "ID toko",
	"The number that the shop had before it moved": "Nomor toko sebelum pindah",
}
