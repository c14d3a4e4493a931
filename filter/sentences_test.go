package filter_test

import (
	"slices"
	"testing"

	"vedette/news"
)

// sentence is a line as the press of that language writes it, and the rules
// that must be met, or nil for a line that no rule may meet.
type sentence struct {
	lang, text string
	rules      []string
}

var sentences = []sentence{
	{"en", "Baku expects Congress to repeal SECTION 907 this spring.", []string{"section-907"}},
	{"en", "The waiver of Sec. 907 was extended for a year.", []string{"section-907"}},
	{"en", "Work on the so-called “Zangezur Corridor” has begun near Meghri.", []string{"zangezur-corridor"}},
	{"en", "Armenia signed the TRIPP framework in Washington.", []string{"tripp"}},
	{"en", "Cargo along the Trans-Caspian International Transport Route doubled.", []string{"middle-corridor"}},
	{"en", "Compressors for TANAP were ordered by SOCAR.", []string{"southern-gas-corridor"}},
	{"en", "The Senate bill would sanction officials of Georgian Dream.", []string{"sanctions-legislation"}},
	{"en", "The House passed the MEGOBARI Act by voice vote.", []string{"sanctions-legislation"}},
	{"en", "Trains between Kars–Iğdır will run by 2028.", []string{"regional-railways"}},
	{"en", "Flight 907 to Lisbon was delayed by fog; 1,907 passengers waited.", nil},
	{"en", "Linda Tripp wrote a memoir about her years in the corridor of power.", nil},
	{"en", "The school board of Georgia sanctioned a new bill for lunches.", nil},

	{"ru", "Трамп приостановил действие 907-й поправки к «Акту в поддержку свободы».", []string{"section-907"}},
	{"ru", "Алиев напомнил о разделе 907, принятом в 1992 году.", []string{"section-907"}},
	{"ru", "О Зангезурском коридоре договорились ещё летом.", []string{"zangezur-corridor"}},
	{"ru", "Строительство «Маршрута Трампа» начнётся в Сюнике.", []string{"tripp"}},
	{"ru", "Грузы по Срединному коридору идут через Каспий.", []string{"middle-corridor"}},
	{"ru", "Поставки по Южному газовому коридору выросли.", []string{"southern-gas-corridor"}},
	{"ru", "Проект «Перекрёсток мира» обсудили в Ереване.", []string{"other-corridors"}},
	{"ru", "Конгресс внёс законопроект о санкциях против чиновников Грузии.", []string{"sanctions-legislation"}},
	{"ru", "Рейс 907 вылетел из Москвы с опозданием.", nil},
	{"ru", "Рабочие начали грузить зерно в 907 вагонов по длинному коридору склада.", nil},

	{"az", "“Azadlığa Dəstək Aktı”na 907-ci düzəlişin ləğvi müzakirə olunub.", []string{"section-907"}},
	{"az", "ZƏNGƏZUR DƏHLİZİNİN açılışı yaxınlaşır.", []string{"zangezur-corridor"}},
	{"az", "zengezur dehlizi ile bagli yeni aciqlama", []string{"zangezur-corridor"}},
	{"az", "Tramp marşrutu regiona sülh gətirəcək.", []string{"tripp"}},
	{"az", "Cənub Qaz Dəhlizinə yeni investisiya qoyulub.", []string{"southern-gas-corridor"}},
	{"az", "Orta Dəhlizlə yükdaşımalar artıb.", []string{"middle-corridor"}},
	{"az", "ABŞ Konqresi Azərbaycana qarşı sanksiyaları müzakirə edir.", []string{"sanctions-legislation"}},
	{"az", "907 nömrəli avtobus marşrutu bu gün işləmir.", nil},
	{"az", "Xəstəxananın dəhlizi təmir olunur, 907 manat xərclənib.", nil},

	{"tr", "Özgürlüğü Destekleme Yasası’na eklenen 907. değişiklik kaldırılıyor.", []string{"section-907"}},
	{"tr", "ZENGEZUR KORİDORU'NUN inşaat tarihi açıklandı.", []string{"zangezur-corridor"}},
	{"tr", "Trump Rotası'nda ilk kazma vuruldu.", []string{"tripp"}},
	{"tr", "Orta Koridor’un kapasitesi artırılıyor.", []string{"middle-corridor"}},
	{"tr", "Güney Gaz Koridoru'ndan Avrupa'ya akış sürüyor.", []string{"southern-gas-corridor"}},
	{"tr", "Bakü-Tiflis-Kars hattında seferler yeniden başladı.", []string{"regional-railways"}},
	{"tr", "Kongre'deki yasa tasarısı Gürcistan'a yaptırım öngörüyor.", []string{"sanctions-legislation"}},
	{"tr", "907 sayılı otobüs hattı hastane koridoruna kadar uzatıldı.", nil},
	{"tr", "Belediye meclisi 907. sokağın adını değiştirdi.", nil},

	{"hy", "ԱՄՆ Կոնգրեսը կարող է չեղարկել 907-րդ հոդվածը։", []string{"section-907"}},
	{"hy", "Բաքուն կրկին խոսում է այսպես կոչված «Զանգեզուրի միջանցքի» մասին։", []string{"zangezur-corridor"}},
	{"hy", "«Թրամփի ուղու» շինարարությունը կսկսվի հաջորդ տարի։", []string{"tripp"}},
	{"hy", "Միջին միջանցքը շրջանցում է Ռուսաստանը։", []string{"middle-corridor"}},
	{"hy", "ՀԱՐԱՎԱՅԻՆ ԳԱԶԱՅԻՆ ՄԻՋԱՆՑՔԸ նոր պայմանագիր ստացավ։", []string{"southern-gas-corridor"}},
	{"hy", "«Խաղաղության խաչմերուկը» ներկայացվեց ԵՐԵՎԱՆՈՒՄ։", []string{"other-corridors"}},
	{"hy", "Սենատի օրինագիծը պատժամիջոցներ է նախատեսում ԵՐԵՎԱՆԻ գործընկերների դեմ։", []string{"sanctions-legislation"}},
	{"hy", "Թիվ 907 ավտոբուսն այսօր չի աշխատում։", nil},
	{"hy", "Հիվանդանոցի միջանցքը վերանորոգվում է։", nil},

	{"ka", "კონგრესმა თავისუფლების მხარდაჭერის აქტის 907-ე მუხლი განიხილა.", []string{"section-907"}},
	{"ka", "ზანგეზურის დერეფნის გახსნა კვლავ გადაიდო.", []string{"zangezur-corridor"}},
	{"ka", "ᲖᲐᲜᲒᲔᲖᲣᲠᲘᲡ ᲓᲔᲠᲔᲤᲐᲜᲘ: რა ვიცით", []string{"zangezur-corridor"}},
	{"ka", "ტრამპის მარშრუტის მშენებლობა მალე დაიწყება.", []string{"tripp"}},
	{"ka", "შუა დერეფნით გადაზიდვები გაიზარდა.", []string{"middle-corridor"}},
	{"ka", "სამხრეთის გაზის დერეფანს ახალი წევრი ჰყავს.", []string{"southern-gas-corridor"}},
	{"ka", "სენატის კანონპროექტი საქართველოს სანქციებს უწესებს.", []string{"sanctions-legislation"}},
	{"ka", "სენატი „მეგობრის აქტს“ განიხილავს.", []string{"sanctions-legislation"}},
	{"ka", "907 ნომერი ავტობუსი დღეს არ მუშაობს.", nil},
	{"ka", "საავადმყოფოს დერეფანი განაახლეს.", nil},

	{"fa", "کنگره آمریکا ماده ۹۰۷ را بررسی می\u200cکند.", []string{"section-907"}},
	{"fa", "متمم ٩٠٧ قانون حمایت از آزادی لغو شد", []string{"section-907"}},
	{"fa", "كريدور زنگزور خط قرمز ايران است", []string{"zangezur-corridor"}},
	{"fa", "دالان جعلی زنگه\u200cزور به گفته او اجرا نمی\u200cشود", []string{"zangezur-corridor"}},
	{"fa", "مسیر ترامپ برای صلح و شکوفایی (TRIPP) آغاز شد", []string{"tripp"}},
	{"fa", "کریدور میانی رقیب راه ایران است", []string{"middle-corridor"}},
	{"fa", "کریدور گازی جنوبی به اروپا می\u200cرسد", []string{"southern-gas-corridor"}},
	{"fa", "لایحه تحریم\u200cهای تازه علیه مقام\u200cهای گرجستان به کنگره رفت", []string{"sanctions-legislation"}},
	{"fa", "پرواز ۹۰۷ تهران به مشهد لغو شد", nil},
	{"fa", "دالان بیمارستان بازسازی شد و ۹۰۷ تخت دارد", nil},
}

func TestSentences(t *testing.T) {
	set := shipped(t)
	for _, s := range sentences {
		t.Run(s.lang+"/"+s.text, func(t *testing.T) {
			hits := hitsByRule(t, set, &news.Item{ID: "s", Lang: s.lang, Title: s.text})
			for _, rule := range s.rules {
				if _, ok := hits[rule]; !ok {
					t.Errorf("rule %s is not met", rule)
				}
			}
			for rule, h := range hits {
				if !slices.Contains(s.rules, rule) {
					t.Errorf("rule %s is met: %s", rule, h.Clause)
				}
			}
		})
	}
}
