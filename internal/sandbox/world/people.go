package world

import (
	"fmt"
	"strings"
)

var (
	firstNames = []string{
		"Budi", "Sari", "Agus", "Dewi", "Rizky", "Putri", "Eko", "Ayu", "Hendra", "Nur", "Fajar", "Maya", "Dimas", "Rina", "Yusuf",
		"Wulan", "Bayu", "Indah", "Joko", "Citra", "Andi", "Lestari", "Ilham", "Tika", "Gilang", "Ratna", "Made", "Ketut", "Siti", "Anisa",
	}
	lastNames = []string{
		"Santoso", "Wijaya", "Pratama", "Lestari", "Saputra", "Hidayat", "Kusuma", "Nugroho", "Siregar", "Simanjuntak", "Wibowo",
		"Halim", "Rahman", "Permata", "Gunawan", "Setiawan", "Maharani", "Utami", "Hakim", "Surya",
	}
	streets = []string{
		"Jl. Melati", "Jl. Kenanga", "Jl. Sudirman", "Jl. Diponegoro", "Jl. Gajah Mada", "Jl. Merdeka", "Jl. Cendana", "Gg. Mawar",
		"Jl. Pahlawan", "Jl. Ahmad Yani", "Perum Griya Asri Blok",
	}
	cities = []struct{ name, province, postal string }{
		{"Jakarta Selatan", "JK", "12110"}, {"Bandung", "JB", "40111"}, {"Surabaya", "JI", "60241"}, {"Semarang", "JT", "50132"},
		{"Yogyakarta", "YO", "55213"}, {"Denpasar", "BA", "80111"}, {"Medan", "SU", "20112"}, {"Makassar", "SN", "90111"},
		{"Palembang", "SS", "30111"}, {"Bekasi", "JB", "17112"}, {"Tangerang", "BT", "15111"}, {"Balikpapan", "KI", "76111"},
	}
	couriers = []struct {
		service string
		rupiah  int64
	}{
		{"JNE REG", 12000}, {"JNE REG", 18000}, {"J&T EZ", 14000}, {"SiCepat REG", 11000}, {"AnterAja Reguler", 10000},
		{"JNE YES", 26000}, {"GoSend Same Day", 32000}, {"POS Reguler", 9000},
	}
	buyerNotes = []string{"Tolong bungkus rapi ya kak", "Titip di satpam kalau kosong", "Kirim sore saja", "Untuk kado, jangan sertakan nota"}
)

// payments are what a channel offers when its profile names none.
var payments = []Payment{
	{Method: "bacs", Title: "Transfer Bank", Slow: true},
	{Method: "va_bca", Title: "BCA Virtual Account"},
	{Method: "qris", Title: "QRIS"},
	{Method: "gopay", Title: "GoPay"},
	{Method: "cod", Title: "Bayar di Tempat", OnDelivery: true},
}

// person draws buyer number n. Mail addresses and telephone numbers are of the kinds that belong to nobody.
func person(seed, n int64) Person {
	d := newDice(seed, "person", n)
	first, last, city := pick(d, firstNames), pick(d, lastNames), pick(d, cities)
	p := Person{
		First: first, Last: last,
		Street: fmt.Sprintf("%s %d", pick(d, streets), d.between(1, 140)), City: city.name, Province: city.province, Postal: city.postal,
		Country: "ID",
		Email:   fmt.Sprintf("%s.%s%d@example.test", strings.ToLower(first), strings.ToLower(last), n),
		Phone:   fmt.Sprintf("+62 812 0000 %04d", n%10000),
	}
	if d.chance(80) {
		p.Company = "CV " + last + " Jaya"
	}
	if d.chance(120) { // a present: it goes to somebody else
		to := pick(d, cities)
		p.ShipFirst, p.ShipLast = pick(d, firstNames), pick(d, lastNames)
		p.ShipStreet = fmt.Sprintf("%s %d", pick(d, streets), d.between(1, 140))
		p.ShipCity, p.ShipProvince, p.ShipPostal, p.ShipCountry = to.name, to.province, to.postal, "ID"
		p.ShipPhone = fmt.Sprintf("+62 813 0000 %04d", d.between(0, 9999))
	}
	return p
}

// courierOf is the company of a service: "JNE REG" is JNE's.
func courierOf(service string) string {
	name, _, _ := strings.Cut(service, " ")
	return or(name, "JNE")
}

// trackingNumber is a plausible one, unique in the world.
func trackingNumber(o *Order, n int) string {
	code := strings.ToUpper(courierOf(o.Courier))
	code = strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, code)
	h := newDice(o.ID, o.Channel+o.Shop, int64(n))
	return fmt.Sprintf("%s%06d%08d", (code + "XXX")[:3], o.ID*10+int64(n), h.between(0, 99999999))
}
