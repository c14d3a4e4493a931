package fetch

import "strings"

// zoneNames gives the zone names that feeds use, in minutes east of UTC. Where
// a name means several zones it is the region's ("amt" is Yerevan, not Manaus)
// or else the one that dominates in feeds. Names that would be a guess (ist,
// ast) are left out: the feed's own zone is the better guess.
var zoneNames = map[string]int{
	"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
	"bst": 60, "cet": 60, "west": 60, "cest": 120, "eet": 120, "eest": 180,
	"msk": 180, "msd": 240, "trt": 180, "samt": 240,
	"amt": 240, "amst": 300, "azt": 240, "azst": 300, "get": 240, "gst": 240,
	"irst": 210, "irdt": 270, "uzt": 300, "tmt": 300, "tjt": 300, "yekt": 300,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300,
	"mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}

// monthNames holds the beginnings of the months' names, January first: English
// and the languages of the region. For the Persian calendar's see jalali.go.
var monthNames = [12][]string{
	{"jan", "янв", "yan", "oca", "იან", "հունվ", "січ", "ژانویه", "يناير", "یانوار"},
	{"feb", "фев", "fev", "şub", "sub", "თებ", "փետ", "лют", "فوریه", "فبراير", "فوري", "شباط"},
	{"mar", "мар", "მარ", "մար", "бер", "مارس", "آذار"},
	{"apr", "апр", "nis", "აპრ", "ապր", "кві", "آوریل", "أبريل", "ابريل", "آپریل", "نيسان"},
	{"may", "май", "мая", "მაი", "մայ", "тра", "می", "مه", "مايو", "أيار"},
	{"jun", "июн", "iyn", "iyun", "haz", "ივნ", "հունի", "чер", "ژوئن", "يونيو", "حزيران"},
	{"jul", "июл", "iyl", "iyul", "tem", "ივლ", "հուլ", "лип", "ژوئیه", "جولای", "يوليو", "تموز"},
	{"aug", "авг", "avq", "avg", "ağu", "agu", "აგვ", "օգո", "серп", "اوت", "آگوست", "أغسطس", "اغسطس"},
	{"sep", "сен", "sen", "eyl", "სექ", "սեպ", "вер", "سپتامبر", "سبتمبر", "أيلول"},
	{"oct", "окт", "okt", "eki", "ოქტ", "հոկ", "жов", "اکتبر", "أكتوبر", "اكتوبر"},
	{"nov", "ноя", "noy", "kas", "ნოე", "նոյ", "лис", "نوامبر", "نوفمبر"},
	{"dec", "дек", "dek", "ara", "დეკ", "դեկ", "гру", "دسامبر", "ديسمبر"},
}

// monthOf gives the number of the month that a word names, or 0.
func monthOf(word string) int {
	for i, names := range monthNames {
		for _, name := range names {
			if strings.HasPrefix(word, name) {
				return i + 1
			}
		}
	}
	return 0
}
