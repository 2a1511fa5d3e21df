package woocommerce

// indonesian is what the settings say, by their English.
var indonesian = map[string]string{
	"Shop address": "Alamat toko",
	"The address of the shop's home page, with its folder if it has one: https://shop.example or https://site.example/shop": "Alamat halaman depan toko, beserta foldernya bila ada: https://shop.example atau https://site.example/shop",
	"Consumer key": "Kunci konsumen (Consumer key)",
	"WooCommerce > Settings > Advanced > REST API > Add key; it begins with ck_": "WooCommerce > Settings > Advanced > REST API > Add key; diawali ck_",
	"Consumer secret": "Rahasia konsumen (Consumer secret)",
	"Shown once, beside the key; it begins with cs_": "Ditampilkan sekali, di samping kuncinya; diawali cs_",
	"Webhook secret": "Rahasia webhook",
	"Letters, digits, - and _. Leave empty to have one made from the consumer secret.": "Huruf, angka, - dan _. Kosongkan agar dibuatkan dari Consumer secret.",
	"Signing in": "Cara masuk",
	"auto: Basic over https, and keys in the address where the host drops the header; OAuth 1.0a over http": "auto: Basic lewat https, dan kunci di alamat bila host membuang header; OAuth 1.0a lewat http",
	"Orders on hold are": "Pesanan berstatus on hold dianggap",
	"On hold means waiting for a bank transfer or cheque; some shops ship before it arrives": "On hold berarti menunggu transfer bank atau cek; sebagian toko mengirim sebelum uangnya masuk",
	"Own statuses": "Status buatan sendiri",
	"Statuses that plugins add, as slug=stage, with commas between: packed=paid, on-the-way=shipped": "Status yang ditambahkan plugin, ditulis slug=stage, dipisah koma: packed=paid, on-the-way=shipped",
	"Note of a timed-out order": "Catatan pesanan yang lewat batas waktu",
	"How the order note begins, in the shop's language, when an unpaid order was cancelled by the time limit": "Awal catatan pesanan, dalam bahasa toko, bila pesanan yang belum dibayar dibatalkan karena lewat batas waktu",
	"Note of a buyer's cancellation":                                              "Catatan pembatalan oleh pembeli",
	"How the order note begins, in the shop's language, when the buyer cancelled": "Awal catatan pesanan, dalam bahasa toko, bila pembeli membatalkan",
}
