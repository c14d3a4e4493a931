package fetch

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"vedette/internal/politeserver"
)

// titleSize is how much of a sentence stands for a title, in code points.
const titleSize = 60

// TestLanguageOfRealSentences measures the share of title-sized beginnings of
// sentences whose language is found. The corpus has mistakes of its own:
// Russian sentences among the Ukrainian, English names among all.
func TestLanguageOfRealSentences(t *testing.T) {
	f, err := os.Open("../../shared/corpus/multi-leipzig-sentences.jsonl")
	if err != nil {
		t.Skip("there is no shared corpus here")
	}
	defer f.Close()
	all, right := map[string]int{}, map[string]int{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var s struct{ Body, Lang string }
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		text := title(s.Body)
		all[s.Lang]++
		if got := detectLanguage(text, scriptOf(text)); got == s.Lang {
			right[s.Lang]++
		} else if testing.Verbose() {
			t.Logf("%s %q: %s", s.Lang, got, text)
		}
	}
	for lang, least := range map[string]float64{
		"ru": 96, "uk": 94, "az": 95, "tr": 96, "fa": 97, "ar": 97, "hy": 98, "ka": 98, "en": 96, "de": 97, "fr": 96,
	} {
		share := 100 * float64(right[lang]) / float64(all[lang])
		if t.Logf("%s: %.1f %%", lang, share); share < least {
			t.Errorf("%s: %.1f %%, less than %.1f", lang, share, least)
		}
	}
}

// title cuts a text to the size of a title, at a word.
func title(text string) string {
	runes := []rune(text)
	if len(runes) <= titleSize {
		return text
	}
	text = string(runes[:titleSize])
	return text[:max(strings.LastIndexByte(text, ' '), 1)]
}

func TestLanguageOfTitles(t *testing.T) {
	for _, test := range []struct{ want, text string }{
		{"az", "Zəngəzur dəhlizi ilə bağlı danışıqlar davam edir"},
		{"az", "Bakıda yeni park istifadəyə verilib"},
		{"tr", "Cumhurbaşkanı Ankara'da yeni bir anlaşma için görüştü"},
		{"tr", "Ankara'da kar yağışı etkili oluyor"},
		{"uz", "Toshkentda yangi maktab va bogʻcha qurildi"},
		{"ru", "Стороны обсудили открытие Зангезурского коридора"},
		{"uk", "У Києві відбулася зустріч міністрів двох країн"},
		{"kk", "Қазақстан және Әзербайжан жаңа келісімге қол қойды"},
		{"fa", "دیدار وزیران خارجه ایران و آذربایجان در تهران"},
		{"ar", "الوزير يبحث في القاهرة الأوضاع الإقليمية"},
		{"hy", "Երևանում հանդիպել են նախարարները"},
		{"ka", "თბილისში მინისტრები შეხვდნენ"},
		{"en", "The ministers met in Tbilisi to discuss the corridor"},
		{"", "Iraq sanctions lifted"},     // one "q" makes nothing Azerbaijani,
		{"", "Sanctions waiver extended"}, // nor does one "x",
		{"", "Sanctions hit trade"},       // nor an ending of Turkish
		{"az", "Xalq artisti vefat etdi"},
		{"tr", "Turizm gelirleri artti"},
		{"de", "Die Minister trafen sich in Tiflis zu Gesprächen"},
		{"fr", "Les ministres se sont réunis à Tbilissi pour discuter"},
		{"", "2026 !"}, {"", "Да"}, {"", ""},
	} {
		if got := detectLanguage(test.text, scriptOf(test.text)); got != test.want {
			t.Errorf("%q is %q, want %q", test.text, got, test.want)
		}
	}
}

func TestWhoSaysTheLanguage(t *testing.T) {
	const armenian = "Երևանում հանդիպել են նախարարները"
	for _, test := range []struct{ name, configured, item, feed, http, title, want, from string }{
		{"the configuration", "az", "ru", "en", "de", armenian, "az", "config"},
		{"the item", "", "ru", "en", "de", "Встреча министров", "ru", "item"},
		{"the feed", "", "", "az", "de", "Dəhliz", "az", "feed"},
		{"the server", "", "", "", "de", "Die Minister", "de", "http"},
		{"the text", "", "", "", "", armenian, "hy", "text"},
		{"a template that says English", "", "", "en-US", "en", armenian, "hy", "text"},
		{"the server, where the feed cannot be right", "", "", "en-US", "hy", armenian, "hy", "http"},
		{"the feed, as long as it may be right", "", "", "en-US", "", "Zəngəzur dəhlizi ilə bağlı danışıqlar davam edir", "en", "feed"},
		{"a name in Latin in a Russian feed", "", "", "ru", "", "Apple WWDC 2026", "ru", "feed"},
		{"several languages", "", "", "en, az", "", "Zəngəzur dəhlizi ilə bağlı", "az", "text"},
		{"nothing to tell by", "", "", "", "", "2026", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := fmt.Sprintf(`<rss><channel><language>%s</language><item xml:lang="%s"><title>%s</title></item></channel></rss>`, test.feed, test.item, test.title)
			r, err := Parse([]byte(doc), http.Header{"Content-Language": {test.http}}, "", Feed{ID: "x", Language: test.configured}, testNow)
			if err != nil || r.Items[0].Lang != test.want || r.Items[0].LangFrom != test.from {
				t.Errorf("%q from %q, %v", r.Items[0].Lang, r.Items[0].LangFrom, err)
			}
		})
	}
}

// What most items of the last document that had any are in, and who said so.
func TestAStateHasTheLanguageOfTheLastDocument(t *testing.T) {
	document := func(language string, titles ...string) string {
		return strings.Replace(rss(titles...), "</title>", "</title>"+language, 1)
	}
	const ka, hy = "ზანგეზურის დერეფანი და საქართველო", "Զանգեզուրի միջանցքը և Հայաստանը"
	s := politeserver.New(t,
		step{Body: document("<language>en-US</language>", ka, ka, "Rail corridor")}, // which the letters refute
		step{Status: 304},
		step{Status: 500},
		step{Body: document("")},
		step{Body: document("<language>hy</language>", hy, ka, hy)},
		step{Body: strings.TrimSuffix(document("<language>az</language>", "Bir", "Iki", "Uch"), "</item></channel></rss>")}, // cut off
	)
	r := newReader(t, s.URL)
	for i, want := range []string{"ka text", "ka text", "ka text", "ka text", "hy feed", "az feed"} {
		r.wait(5 * time.Hour)
		if got := r.visit(); got.State.Lang+" "+got.State.LangFrom != want {
			t.Errorf("visit %d: %s %s, want %s (%v)", i+1, got.State.Lang, got.State.LangFrom, want, got.Err)
		}
	}
}
