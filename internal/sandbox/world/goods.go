package world

import (
	"fmt"
	"strings"
)

// Goods is one thing a merchant sells. All shops of a world sell the same goods, each under listings of its own.
type Goods struct {
	SKU     string `json:"sku"`
	Name    string `json:"name"`
	Barcode string `json:"barcode"`
	Price   Amount `json:"-"`
	Taxed   bool   `json:"taxed"`

	family string // goods of one family are variations under one head
	choice string
	option string
}

// family is a template that goods are made from.
type family struct {
	name, code string
	thousands  int64 // price in 1,000 rupiah
	taxed      bool
	choice     string
	options    []string
}

// families are what an Indonesian shop might sell; some are taxed (PPN), most of a small shop's goods are not.
var families = []family{
	{"Kaos Polos Hitam", "KPS-HTM", 75, false, "Ukuran", []string{"S", "M", "L", "XL"}},
	{"Mug Enamel Klasik", "MUG-ENM", 45, false, "", nil},
	{"Kemeja Batik Parang", "BTK-PRG", 185, false, "Ukuran", []string{"M", "L", "XL"}},
	{"Kopi Gayo 250 g", "KOPI-GAYO-250", 89, false, "", nil},
	{"Botol Minum Baja 750 ml", "BTL-750", 129, true, "", nil},
	{"Sarung Tenun", "SRG-TNN", 165, false, "Warna", []string{"Biru", "Merah"}},
	{"Lampu Meja LED", "LMP-LED-01", 149, true, "", nil},
	{"Tas Anyaman Pandan", "TAS-PDN", 119, false, "", nil},
	{"Hijab Voal", "HJB-VOAL", 59, false, "Warna", []string{"Hitam", "Krem", "Sage"}},
	{"Sambal Roa 150 g", "SMBL-ROA", 38, false, "", nil},
	{"Sandal Kulit", "SDL-KLT", 210, false, "Ukuran", []string{"39", "40", "41", "42"}},
	{"Teh Melati 100 g", "TEH-MLT-100", 27, false, "", nil},
	{"Kabel USB-C 1 m", "KBL-USBC-1", 35, true, "", nil},
	{"Powerbank 10.000 mAh", "PWB-10K", 249, true, "Warna", []string{"Putih", "Hitam"}},
	{"Buku Catatan A5", "BKU-A5", 32, false, "", nil},
	{"Celana Chino", "CHN", 199, false, "Ukuran", []string{"30", "32", "34"}},
	{"Madu Hutan 350 ml", "MADU-350", 95, false, "", nil},
	{"Keripik Tempe 200 g", "KRP-TMP", 24, false, "", nil},
	{"Topi Rajut", "TOPI-RJT", 49, false, "", nil},
	{"Sabun Sereh Isi 3", "SBN-SRH-3", 41, false, "", nil},
}

// makeGoods returns n goods, the same for the same seed.
func makeGoods(seed int64, n int) []Goods {
	out := make([]Goods, 0, n+4)
	for round := 0; len(out) < n; round++ {
		for i, f := range families {
			d := newDice(seed, "goods", int64(round*len(families)+i))
			out = append(out, f.goods(d, round)...)
			if len(out) >= n {
				break
			}
		}
	}
	return out[:n]
}

// goods returns the family's goods; later rounds are other models of the same.
func (f family) goods(d dice, round int) []Goods {
	name, code := f.name, f.code
	if round > 0 {
		name, code = fmt.Sprintf("%s Seri %d", f.name, round+1), fmt.Sprintf("%s-%d", f.code, round+1)
	}
	price := Whole((f.thousands + d.between(-3, 6)) * 1000)
	one := func(sku, full, option string) Goods {
		return Goods{
			SKU: sku, Name: full, Barcode: fmt.Sprintf("899%010d", d.Int64N(1e10)), Price: price, Taxed: f.taxed,
			family: name, choice: f.choice, option: option,
		}
	}
	if len(f.options) == 0 {
		return []Goods{one(code, name, "")}
	}
	var out []Goods
	for _, o := range f.options {
		out = append(out, one(code+"-"+strings.ToUpper(o), name+" "+o, o))
		price += Whole(5000 * d.between(0, 1))
	}
	return out
}
